"""A record: one item on a case, of one data class; corrected by versions, of which the newest is read."""

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.errors import Invalid, Stale
from services.cases.domain.casework.redaction import Part, without
from services.cases.domain.classes import DataClass
from services.cases.domain.documents.document import Attached
from services.cases.domain.viewer import Viewer, ViewerKind

LONGEST_CONTENT = 100_000


@dataclass(frozen=True, slots=True)
class Record:
    """`content` is empty in lists. A `sealed` record stays with the organisation that holds it: no share and no
    emergency access opens it (a multi-agency hub's own space); taking from it home is a new record, and so a recorded
    decision. `corrected_at` says when the present version took the place of the one before; `parts` identify who
    reported or third parties. `private`: its case is. `document`: the record is a file, called by its title, and
    `content` may be empty.
    """

    id: str
    case_id: str
    person_id: str
    organisation_id: str
    data_class: DataClass
    title: str
    content: str
    sealed: bool
    added_at: datetime
    version: int
    corrected_at: datetime | None = None
    parts: tuple[Part, ...] = ()
    document: Attached | None = None
    private: bool = False

    def must_be(self, version: int) -> None:
        """Raises Stale for whoever has another version before him: of two editors one wins, the other is told."""
        if version != self.version:
            raise Stale(f"it is at version {self.version} now; read it again, then correct that")

    def seen_by(self, viewer: Viewer) -> "Record":
        """As it leaves: whole towards the workers of the organisation that holds it, to all others without what
        identifies who reported and third parties. A file is not taken apart: where anything of its record is marked, it
        stays.
        """
        if _holds(viewer, self.organisation_id):
            return self
        title, content = without(self.title, self.parts), without(self.content, self.parts)
        return replace(self, title=title, content=content, parts=(), document=None if self.parts else self.document)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a record said at a version, until it was corrected: when, by whom in which role, and why. The version that
    took its place is the next one.
    """

    record_id: str
    version: int
    title: str
    content: str
    until: datetime
    by: str
    role: str
    why: str

    def seen_by(self, viewer: Viewer, record: Record) -> "Earlier":
        """As it leaves: to others than the holder's workers without the account that corrected; and where anything of
        the record is marked as identifying somebody, without a word of how it was put before: what was spelt otherwise
        then would not be found and removed.
        """
        if _holds(viewer, record.organisation_id):
            return self
        if record.parts:
            return replace(self, title="", content="", why="", by="")
        return replace(self, by="")


def _holds(viewer: Viewer, organisation_id: str) -> bool:
    return viewer.kind is ViewerKind.WORKER and viewer.organisation_id == organisation_id


def content(text: str) -> str:
    """Raises Invalid."""
    if not text.strip():
        raise Invalid.field("content", "is missing")
    if len(text) > LONGEST_CONTENT:
        raise Invalid.field("content", f"is longer than {LONGEST_CONTENT} characters")
    if "\0" in text:
        raise Invalid.field("content", "must not contain the character NUL")
    return text
