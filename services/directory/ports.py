"""What the use cases and the indexer need of the outside, in their words."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from services.directory.domain.card import Card
from services.directory.domain.entry import Entry
from services.directory.domain.events import Event
from services.directory.domain.ids import OrganisationId, ProfessionalId
from services.directory.domain.organisation import Organisation, Team
from services.directory.domain.professional import Professional
from services.directory.domain.registration import Registration
from services.directory.domain.wanted import Wanted


class Organisations(Protocol):
    async def get(self, organisation: OrganisationId) -> Organisation:
        """Raises NotFound."""

    async def named(self, keys: Collection[str]) -> list[Organisation]:
        """Those whose folded name is one of these."""

    async def identified(self, identifiers: Collection[str]) -> list[Organisation]:
        """Those with one of these `scheme:value` identifiers."""

    async def listed(
        self, *, kind: str, words: Sequence[str], identifier: str, after: tuple[str, str] | None, limit: int
    ) -> list[Organisation]:
        """In the order of (folded name, id), after that pair. Each of the words begins a word of the name; an empty
        filter lets everything through.
        """

    async def add(self, organisations: Sequence[Organisation]) -> None: ...

    async def put(self, organisations: Sequence[Organisation]) -> None:
        """What is known of these has changed. Professionals who are found by their names change with them."""


class Teams(Protocol):
    async def of(self, organisations: Collection[OrganisationId]) -> list[Team]:
        """Their teams, by name."""

    async def add(self, teams: Sequence[Team]) -> None: ...


class Professionals(Protocol):
    async def fed(self, feed: str, external_ids: Collection[str]) -> Mapping[str, Professional]:
        """Those a feed knows by these ids, by that id."""

    async def add(self, professionals: Sequence[Professional]) -> None: ...

    async def put(self, professionals: Sequence[Professional]) -> None: ...

    async def get(self, professional: ProfessionalId) -> Professional:
        """Raises NotFound."""

    async def cards(self, ids: Sequence[ProfessionalId]) -> list[Card]:
        """In the order of the ids; unknown ids are left out."""

    async def with_email(self, address: str, limit: int) -> list[Card]: ...

    async def registered(self, registration: Registration, limit: int) -> list[Card]: ...


class Changes(Protocol):
    """The change stream. Revisions rise in the order of commits, so none appears behind one already read."""

    async def newest(self) -> int:
        """The revision of the last transaction; 0 before the first."""

    async def after(self, revision: int, professional: str, limit: int) -> list[Entry]:
        """What changed after that professional at that revision, in the order of (revision, professional)."""


class Reading(Protocol):
    """A snapshot of the directory."""

    organisations: Organisations
    teams: Teams
    professionals: Professionals
    changes: Changes


class Work(Protocol):
    """One unit of work: all of it happens, or none. Units of work happen one after another."""

    organisations: Organisations
    teams: Teams
    professionals: Professionals

    def tell(self, event: Event, by: str) -> None:
        """`by` (an account or client) did this: it is logged, and told to those it concerns, if the unit commits."""


Cards = Callable[[Sequence[ProfessionalId]], Awaitable[list[Card]]]
"""Of these ids, in their order, as they are at one moment; unknown ids are left out. For who needs nothing else."""
OpenReading = Callable[[], AbstractAsyncContextManager[Reading]]
OpenWork = Callable[[], AbstractAsyncContextManager[Work]]


class Index(Protocol):
    async def find(self, wanted: Wanted, limit: int) -> list[ProfessionalId]:
        """Best first. Raises Unavailable while there is no index yet."""
