"""The unit of work: everything in it is kept, or nothing."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.ports.accounts import (
    Accounts,
    Activity,
    CareFor,
    ClosedAccounts,
    Codes,
    Confirmations,
    Letters,
    Passkeys,
    WhereaboutsOf,
)
from services.identity.ports.authorization import (
    Approvals,
    Assertions,
    Clients,
    DeviceRequests,
    Grants,
    Interactions,
    Logouts,
    Pruning,
    PushedRequests,
    Registrations,
    Revocations,
    SigningKeys,
)
from services.identity.ports.proofs import (
    CheckRecords,
    Examinations,
    Mandates,
    Proofs,
    Sittings,
    UpstreamVisits,
    Vouches,
)
from services.identity.ports.sessions import Heard, Sessions, Staff, Throttle, Workplaces


class Idempotency(Protocol):
    async def earlier(self, caller: Caller) -> str | None: ...

    async def keep(self, caller: Caller, made: str) -> None: ...


class Work(Protocol):
    """One unit of work: everything in it is kept, or nothing."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def throttle(self) -> Throttle: ...
    @property
    def passkeys(self) -> Passkeys: ...
    @property
    def codes(self) -> Codes: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def interactions(self) -> Interactions: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def grants(self) -> Grants: ...
    @property
    def assertions(self) -> Assertions: ...
    @property
    def device_requests(self) -> DeviceRequests: ...
    @property
    def pruning(self) -> Pruning: ...
    @property
    def logouts(self) -> Logouts: ...
    @property
    def pushed_requests(self) -> PushedRequests: ...
    @property
    def revocations(self) -> Revocations: ...
    @property
    def signing_keys(self) -> SigningKeys: ...
    @property
    def proofs(self) -> Proofs: ...
    @property
    def checks(self) -> CheckRecords: ...
    @property
    def visits(self) -> UpstreamVisits: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def sittings(self) -> Sittings: ...
    @property
    def examinations(self) -> Examinations: ...
    @property
    def vouches(self) -> Vouches: ...
    @property
    def mandates(self) -> Mandates: ...
    @property
    def staff(self) -> Staff: ...
    @property
    def workplaces(self) -> Workplaces: ...
    @property
    def heard(self) -> Heard: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def whereabouts(self) -> WhereaboutsOf: ...
    @property
    def care(self) -> CareFor: ...
    @property
    def activity(self) -> Activity: ...
    @property
    def closed_accounts(self) -> ClosedAccounts: ...
    @property
    def idempotency(self) -> Idempotency: ...

    def tell(self, event: Event, by: str = "") -> None:
        """Leave the event in the log, and publish it where its kind is published, with this unit of work.

        `by`: the actor (an account or client id); empty for the system itself.
        """


OpenWork = Callable[[], AbstractAsyncContextManager[Work]]


# Destroys the keys of an account, in their own store; again is no error.
DestroyKeys = Callable[[str], Awaitable[None]]
