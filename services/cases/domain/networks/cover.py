"""A colleague of the same organisation stands in for a worker, from a day until a day.

A cover lasts by its days alone: nothing has to happen for it to end. It names no person: whom the worker works with
is found anew at each look.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.viewer import Viewer, ViewerKind

_LONGEST = timedelta(days=92)
"""Whoever is away for longer hands over."""


@dataclass(frozen=True, slots=True)
class Cover:
    """`covering_id` stands in for `professional_id`; both are entries of the directory. `until` is the last day."""

    id: str
    organisation_id: str
    professional_id: str
    covering_id: str
    since: date
    until: date
    declared_by: str

    def ended(self, today: date) -> "Cover":
        """Over from today on. Raises Conflict where it was over."""
        if self.until < today:
            raise Conflict("this cover has ended already", code="cover-ended")
        return replace(self, until=today - timedelta(days=1))

    def meets(self, other: "Cover") -> bool:
        """Both are of one worker, on some day."""
        whose = (self.organisation_id, self.professional_id) == (other.organisation_id, other.professional_id)
        return whose and self.since <= other.until and other.since <= self.until


def must_arrange(viewer: Viewer, professional_id: str, covering_id: str = "") -> None:
    """A worker arranges her own cover, a manager anybody's there; whoever stands in may end it too. Raises Denied."""
    if viewer.kind is not ViewerKind.WORKER:
        raise Denied("only workers cover for each other")
    own = viewer.professional_id != "" and viewer.professional_id in (professional_id, covering_id)
    if not own and viewer.role != "manager":
        raise Denied("the worker herself or a manager arranges who covers for her", code="not-yours")


def declared(id_: str, viewer: Viewer, professional_id: str, covering_id: str, days: tuple[date, date]) -> Cover:
    """Raises Invalid naming what is missing or makes no sense. `days` are the first and the last."""
    since, until = days
    if not professional_id:
        raise Invalid.field("professional_id", "must be given")
    if not covering_id:
        raise Invalid.field("covering_id", "must be given")
    if covering_id == professional_id:
        raise Invalid.field("covering_id", "must be somebody else")
    if until < since:
        raise Invalid.field("until", "must not be before the first day")
    if until - since > _LONGEST:
        raise Invalid.field("until", f"must be at most {_LONGEST.days} days after the first day; hand over instead")
    return Cover(id_, viewer.organisation_id, professional_id, covering_id, since, until, viewer.subject)
