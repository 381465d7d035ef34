"""What the use cases need to tell partners of events."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.subscriptions.delivery import Answer, Delivery
from services.cases.domain.subscriptions.subscription import Subscription


class Subscriptions(Protocol):
    async def get(self, subscription_id: str, organisation_id: str) -> Subscription:
        """One of this organisation's. Raises NotFound."""

    async def locked(self, subscription_id: str) -> Subscription:
        """Locked until the unit of work ends. Raises NotFound."""

    async def of(self, organisation_id: str) -> list[Subscription]: ...

    async def of_any(self, organisation_ids: Collection[str]) -> list[Subscription]: ...

    async def add(self, subscription: Subscription) -> None: ...

    async def put(self, subscription: Subscription) -> None: ...


class Deliveries(Protocol):
    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """One for each event and subscription; a second is left out."""

    async def get(self, delivery_id: str) -> Delivery:
        """Raises NotFound."""

    async def locked(self, delivery_id: str) -> Delivery | None:
        """Locked until the unit of work ends; None when somebody else has it."""

    async def put(self, delivery: Delivery) -> None: ...

    async def hasten(self, person_id: str, now: datetime) -> None:
        """What waits about the person is decided anew at once, so that what may no longer leave does not linger."""

    async def in_flight(self, person_id: str) -> list[str]:
        """Ids of attempts about a person that have left and not ended."""

    async def listed(self, subscription_id: str, before: str, limit: int) -> list[Delivery]:
        """What was sent or pulled, or is to be sent, newest first; never what was dropped."""

    async def dropped(self, organisation_id: str, before: str, limit: int) -> list[Delivery]:
        """What the gate kept back of an organisation's own events, newest first."""

    async def replayable(self, subscription_id: str, since: datetime) -> list[Delivery]:
        """What ended, well or not, of the events since then."""

    async def feed(self, subscription_id: str, after: int, since: datetime, limit: int) -> list[Delivery]:
        """What may be pulled of the events since then, from the place behind `after`, in order."""

    async def taken(self, delivery_ids: Collection[str]) -> list[Delivery]:
        """Those of them that still may be pulled, in order; locked until the unit of work ends."""

    async def of_event(self, event_id: str, subscription_id: str) -> Delivery | None: ...


class Audience(Protocol):
    """Organisations that may have a right to hear: whoever is not among them never learns that something happened."""

    async def of_share(self, share_id: str) -> set[str]:
        """That share's recipients."""

    async def of_referral(self, referral_id: str) -> set[str]:
        """Who asked and who was asked."""

    async def of_holding(self, person_id: str, holder_id: str) -> set[str]:
        """The holder, and whom it ever shared anything about the person with: those it no longer does are kept from it
        with a reason."""

    async def readers(self, record_id: str) -> set[str]:
        """Those a record left towards, at any version."""

    async def recalled(self, record_id: str) -> set[str]:
        """Those who are to know that a record they received was erased or corrected."""

    async def of_network(self, person_id: str, today: date) -> set[str]:
        """Those with a confirmed, current involvement."""

    async def holders(self, person_id: str) -> set[str]:
        """Those with a case about the person."""

    async def holding_openly(self, person_id: str) -> set[str]:
        """Those with a case about the person that is not private: all that an application of theirs may learn of."""

    async def wrote(self, person_id: str, since: datetime) -> set[str]:
        """Those that opened a case about the person, or added to one, since then."""


class Aliases(Protocol):
    async def of(self, organisation_id: str, kind: AliasKind, real_id: str) -> str:
        """What this partner calls it; named now if it never was."""

    async def real(self, organisation_id: str, kind: AliasKind, alias: str) -> str:
        """What that partner means by it. Raises NotFound."""


class Feed(Protocol):
    """What is read to see whether there is anything to pull."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    aliases: Aliases


OpenFeed = Callable[[], AbstractAsyncContextManager[Feed]]
"""Opens it for reading only. Asked each second for whoever waits, so outside any unit of work."""


class Webhooks(Protocol):
    async def admit(self, url: str) -> str:
        """The URL, if we may call it. Raises Invalid."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """What came back within the time-out."""


Due = Callable[[datetime, int, int], Awaitable[Sequence[str]]]
"""Ids of what waits, or was lost in flight, and may be attempted now: the oldest `each` of each subscription, `most`
in all. Asked often, so outside any unit of work."""
