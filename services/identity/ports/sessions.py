"""What the store keeps of signing in, here and at an employer's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.identity.domain.sessions.session import Session, Upstream
from services.identity.domain.sessions.standing import Standing
from services.identity.domain.throttle import Bucket
from services.identity.domain.workplaces.staff import HeldContext, StaffMember
from services.identity.domain.workplaces.workplace import Attempt, MatchedBy, Workplace


class Sessions(Protocol):
    async def add(self, session: Session, value: str) -> None: ...

    async def by_value(self, value: str) -> Session | None:
        """The session a cookie stands for, live or not."""

    async def renew(self, session: Session, value: str) -> None:
        """A live session as it is now, under a new cookie value; the old value is nobody's from here."""

    async def live_of(self, account_id: str, now: datetime) -> list[Session]:
        """Newest first."""

    async def end(self, session_id: str, at: datetime) -> None: ...

    async def get(self, session_id: str) -> Session | None: ...

    async def acting_for(self, employer_id: str, context: HeldContext, now: datetime) -> list[Session]:
        """The live sessions that act in a context, and those its holder began at that employer's own sign-in."""

    async def begun_at(self, upstream: Upstream, now: datetime) -> list[Session]:
        """The live sessions that an employer's sign-in began; of that person, of that session, where it names them."""

    async def standing(self, session: Session) -> Standing:
        """Who that is, and as what, just now."""

    async def run_out(self, now: datetime, most: int) -> list[Session]:
        """Some whose time is over and that nobody has ended."""


class Throttle(Protocol):
    async def fill(self, key: Sequence[str], bucket: Bucket, now: datetime) -> bool:
        """Draw one try from the bucket with this key; False when it is full."""

    async def drain(self, key: Sequence[str], bucket: Bucket) -> None:
        """Give one try back."""

    async def familiar(self, email: str, source: str) -> bool:
        """Whether this source has signed in to this account before."""

    async def remember(self, email: str, source: str, now: datetime) -> None: ...


class Staff(Protocol):
    """Who works where, as the directory last told, and the acting contexts that hang on it."""

    async def put(self, organisation_id: str, members: Sequence[StaffMember]) -> None:
        """In place of what was known of each of them at that organisation."""

    async def works(self, professional_id: str, organisation_id: str) -> bool | None:
        """Whether she works there; None where the directory has told nothing of it."""

    async def known_as(self, organisation_id: str, matched_by: MatchedBy, value: str) -> list[tuple[str, bool]]:
        """The professionals at an organisation with this staff number or work address, and whether each works there."""

    async def contexts(self, employer_id: str, professional_ids: Sequence[str]) -> list[HeldContext]:
        """The contexts in which these professionals act for that employer, disabled or not."""

    async def disable(self, context_id: str, at: datetime) -> None: ...

    async def enable(self, context_id: str) -> None: ...


class Workplaces(Protocol):
    """Organisations' own sign-ins, and those under way there."""

    async def put(self, workplace: Workplace) -> None:
        """In place of the one it had. Raises Conflict for a mail domain that is another organisation's."""

    async def get(self, organisation_id: str) -> Workplace:
        """Raises NotFound."""

    async def listed(self) -> list[Workplace]:
        """By the organisation's name."""

    async def of_domain(self, domain: str) -> str | None:
        """The organisation whose mail domain it is."""

    async def remove(self, organisation_id: str) -> bool: ...

    async def begin(self, state: str, attempt: Attempt, now: datetime) -> None: ...

    async def take(self, state: str) -> Attempt | None:
        """The attempt under this state; it is over with this."""

    def mark(self, organisation_id: str, what: str, value: str) -> str:
        """A keyed hash of an organisation's name for something of its own; empty for none."""


class Heard(Protocol):
    async def first(self, consumer: str, event_id: str) -> bool:
        """Whether this consumer hears of the event for the first time."""
