"""Cases and the records on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol

from services.cases.domain.casework.case import Case
from services.cases.domain.casework.record import Earlier, Record
from services.cases.domain.gate.disclosure import Facts
from services.cases.domain.objection import Objection
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from services.cases.ports.due import Due


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after this, in the order of its list, which is by (instant, id); where some stand before all
    others, by `rank` first.
    """

    at: datetime
    id: str
    rank: int = 0

    @classmethod
    def on(cls, day: date, id_: str, rank: int = 0) -> "Place":
        """In a list that is by (day, id)."""
        return cls(datetime.combine(day, time(), UTC), id_, rank)


@dataclass(frozen=True, slots=True)
class Page:
    """How many at the most, and after which."""

    limit: int
    after: Place | None = None

    @property
    def and_one(self) -> "Page":
        """To learn from one more whether a page follows."""
        return Page(self.limit + 1, self.after)


class Cases(Protocol):
    async def add(self, case: Case) -> None: ...

    async def get(self, case_id: str) -> Case:
        """Raises NotFound."""

    async def whose(self, case_id: str, viewer: Viewer, now: datetime) -> str:
        """The id of the person it is about: hold her, then get it. Raises NotFound, as of none, for a private one that
        is not there for the viewer.
        """

    async def put(self, case: Case) -> None:
        """Keeps what became of it. In another class, or sealed before there were classes, it and its records are sealed
        anew.
        """

    async def sealed_before(self, limit: int) -> Sequence[Due]:
        """Some that were sealed before there was a key for each class."""

    async def visible(
        self, viewer: Viewer, purpose: Purpose | None, person_id: str, now: datetime, page: Page
    ) -> Sequence[Case]:
        """Those the gate permits, newest first; of one person, or of all where `person_id` is empty."""

    async def visible_count(
        self, viewer: Viewer, purpose: Purpose | None, person_id: str, now: datetime, most: int
    ) -> int:
        """How many those are, counted up to `most`."""


class Records(Protocol):
    async def add(self, record: Record) -> None: ...

    async def get(self, record_id: str) -> Record:
        """With its content. Raises NotFound."""

    async def whose(self, record_id: str, viewer: Viewer, now: datetime) -> str:
        """The id of the person it is about: hold her, then read it. Raises NotFound, as of none, for one on a private
        case that is not there for the viewer.
        """

    async def put(self, record: Record, earlier: Earlier | None) -> None:
        """The present version, and what it said before where it was corrected."""

    async def history(
        self, viewer: Viewer, purpose: Purpose | None, record_id: str, now: datetime
    ) -> Sequence[Earlier]:
        """What it said before, newest first, where the gate permits."""

    async def earlier(self, record_id: str, version: int) -> Earlier:
        """What it said at a version; for who prepares a copy of all that is held. Raises NotFound."""

    async def visible(
        self, viewer: Viewer, purpose: Purpose | None, case_id: str, now: datetime, page: Page
    ) -> Sequence[Record]:
        """Those of a case that the gate permits, newest first, without content."""

    async def visible_count(self, viewer: Viewer, purpose: Purpose | None, case_id: str, now: datetime) -> int: ...


class Gate(Protocol):
    """What the gate decides on."""

    async def facts(self, viewer: Viewer, person_ids: Sequence[str], now: datetime) -> dict[str, Facts]:
        """For each of the people, as of this transaction. Hold them first (`People.held`)."""


class Objections(Protocol):
    async def add(self, objection: Objection) -> None: ...

    async def put(self, objection: Objection) -> None:
        """Keeps its answer, and how far it was taken."""

    async def get(self, objection_id: str) -> Objection:
        """Raises NotFound."""

    async def of(self, person_id: str) -> Sequence[Objection]:
        """All of hers, newest first."""

    async def towards(self, organisation_id: str, person_id: str) -> Sequence[Objection]:
        """Hers towards one organisation, newest first."""

    async def waiting(self, viewer: Viewer, page: Page) -> Sequence[Objection]:
        """Those the viewer's organisation has yet to answer, the first due first; none of his own."""

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        """Not answered in time, and not yet taken as far as they have to be."""
