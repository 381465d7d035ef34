"""What the use cases need of the outside, in their words."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chassis.tokens import Caller
from services.identity.domain.account import Account, ActingContext
from services.identity.domain.client import Client
from services.identity.domain.confirmation import Confirmation
from services.identity.domain.events import Event
from services.identity.domain.grant import Code, Grant, Refresh
from services.identity.domain.interaction import Approval, Interaction
from services.identity.domain.letter import Letter
from services.identity.domain.proof import Checks, Evidence, Proof, Submission
from services.identity.domain.revocation import Revocation
from services.identity.domain.session import Session
from services.identity.domain.signing import SigningKey
from services.identity.domain.standing import Standing
from services.identity.domain.throttle import Bucket


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against."""

    account_id: str
    password_hash: str = field(repr=False)


class Accounts(Protocol):
    async def get(self, account_id: str) -> Account:
        """Raises NotFound."""

    async def locked(self, account_id: str) -> Account:
        """The account, locked until the unit of work ends. Raises NotFound."""

    async def with_email(self, email: str) -> Credentials | None:
        """The account somebody signs in to with this (normal) address."""

    async def add(self, account: Account, password_hash: str) -> bool:
        """False, and nothing is written, when the address is taken. An account that is nobody's takes no address."""

    async def add_context(self, account_id: str, context: ActingContext) -> None: ...


class Sessions(Protocol):
    async def add(self, session: Session, value: str) -> None: ...

    async def by_value(self, value: str) -> Session | None:
        """The session a cookie stands for, live or not."""

    async def renew(self, session: Session, value: str) -> None:
        """A live session as it is now, under a new cookie value; the old value is nobody's from here."""

    async def end(self, session_id: str, at: datetime) -> None: ...

    async def get(self, session_id: str) -> Session | None: ...

    async def standing(self, session: Session) -> Standing:
        """Who that is, and as what, just now."""


class Throttle(Protocol):
    async def fill(self, key: Sequence[str], bucket: Bucket, now: datetime) -> bool:
        """Draw one try from the bucket with this key; False when it is full."""

    async def drain(self, key: Sequence[str], bucket: Bucket) -> None:
        """Give one try back."""

    async def familiar(self, email: str, source: str) -> bool:
        """Whether this source has signed in to this account before."""

    async def remember(self, email: str, source: str, now: datetime) -> None: ...


class Clients(Protocol):
    async def get(self, client_id: str) -> Client:
        """Raises NotFound."""

    async def listed(self) -> list[Client]: ...

    async def add(self, client: Client) -> None: ...

    async def set_jwks(self, client_id: str, jwks: str) -> None: ...


class Interactions(Protocol):
    async def add(self, interaction: Interaction) -> None: ...

    async def get(self, interaction_id: str) -> Interaction:
        """Raises NotFound."""

    async def locked(self, interaction_id: str) -> Interaction:
        """Locked until the unit of work ends. Raises NotFound."""

    async def put(self, interaction: Interaction) -> None: ...


class Approvals(Protocol):
    async def get(self, account_id: str, client_id: str) -> Approval | None: ...

    async def of(self, account_id: str) -> list[Approval]: ...

    async def put(self, approval: Approval) -> None: ...

    async def remove(self, account_id: str, client_id: str) -> bool: ...


class Grants(Protocol):
    async def add(self, grant: Grant) -> None: ...

    async def get(self, grant_id: str) -> Grant | None: ...

    async def live_of(self, account_id: str, client_id: str) -> list[Grant]: ...

    async def end(self, grant_id: str, at: datetime) -> None:
        """Ends the grant; its refresh tokens and code are good for nothing from here."""

    async def add_code(self, code: Code) -> None: ...

    async def code(self, secret: str) -> Code | None:
        """The code, locked until the unit of work ends."""

    async def use_code(self, code: Code, at: datetime) -> None: ...

    async def add_refresh(self, refresh: Refresh) -> None: ...

    async def refresh(self, secret: str) -> Refresh | None:
        """The refresh token, locked until the unit of work ends."""

    async def use_refresh(self, refresh: Refresh, at: datetime) -> None: ...

    async def add_token(self, jti: str, grant_id: str, expires_at: datetime) -> None: ...

    async def live_tokens(self, grant_id: str, now: datetime) -> list[str]:
        """The `jti` of each access token issued on the grant that has not expired."""


class Assertions(Protocol):
    async def first_use(self, client_id: str, jti: str, expires_at: datetime, now: datetime) -> bool:
        """Whether a client's assertion is seen for the first time (RFC 7523 section 3, item 7)."""


class Revocations(Protocol):
    async def add(self, revocation: Revocation) -> None: ...

    async def since(self, cursor: int, after: datetime) -> tuple[list[Revocation], int]:
        """What was revoked after the cursor (and after an instant), oldest first, and the newest cursor."""

    async def covers(self, keys: Collection[tuple[str, str]], issued_at: float) -> bool:
        """Whether something issued then, named by any of these (kind, key), has been revoked."""


class SigningKeys(Protocol):
    async def all(self, *, locked: bool = False) -> list[SigningKey]:
        """Oldest first; with `locked`, nobody else changes keys until the unit of work ends."""

    async def add(self, key: SigningKey) -> None: ...

    async def put(self, key: SigningKey) -> None: ...


class Proofs(Protocol):
    async def get(self, proof_id: str) -> tuple[Proof, tuple[Evidence, ...]]:
        """A proof and the evidence submitted for it, locked until the unit of work ends. Raises NotFound."""

    async def of(self, account_id: str) -> list[Proof]:
        """Newest first."""

    async def add(self, proof: Proof, evidence: Sequence[Evidence]) -> None: ...

    async def put(self, proof: Proof) -> None: ...

    async def claim_evidence(self, evidence: Evidence, account_id: str, proof_id: str) -> bool:
        """False when the item already proves another account."""


class Letters(Protocol):
    async def write(self, letter: Letter, now: datetime) -> None:
        """Sent once this unit of work is kept, and never where it is not."""

    async def due(self, now: datetime) -> list[Letter]:
        """The next few to send, oldest first."""

    async def put_off(self, letter: Letter, until: datetime) -> None:
        """It could not be handed over: once more then."""

    async def remove(self, letter_id: str) -> None: ...


class Confirmations(Protocol):
    async def add(self, confirmation: Confirmation, secret: str, now: datetime) -> None: ...

    async def tried(self, confirmation_id: str, secret: str) -> tuple[Confirmation, bool] | None:
        """Counts a try, and says whether the secret is right; the confirmation is as it was before the try, and
        locked until the unit of work ends."""

    async def of(self, account_id: str, now: datetime) -> list[Confirmation]:
        """Those of an account that have not expired."""

    async def remove(self, confirmation_id: str) -> None:
        """It is used up, or called off."""


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
    def revocations(self) -> Revocations: ...
    @property
    def signing_keys(self) -> SigningKeys: ...
    @property
    def proofs(self) -> Proofs: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def idempotency(self) -> Idempotency: ...

    def tell(self, event: Event, by: str = "") -> None:
        """Leave the event in the log, and publish it where its kind is published, with this unit of work.

        `by`: the actor (an account or client id); empty for the system itself.
        """


OpenWork = Callable[[], AbstractAsyncContextManager[Work]]


class Passwords(Protocol):
    async def hash(self, password: str) -> str: ...

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Takes as long when there is no such account (None) as when there is."""


class Undeliverable(Exception):
    """The mail system will never take this letter: there is no such mailbox, say."""


class Post(Protocol):
    async def deliver(self, letter: Letter) -> None:
        """Hand a letter to the mail system, which may see it twice, with the same id.

        Raises Undeliverable, or OSError where it is worth trying again.
        """


class EvidenceChecks(Protocol):
    async def check(self, submission: Submission) -> Checks:
        """Ask the providers about claims and evidence. Safe to repeat. Raises Unavailable."""
