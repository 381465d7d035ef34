"""An involvement goes on in other hands of its own organisation, from one day to the next."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.networks.involvement import Involvement
from services.cases.domain.viewer import Viewer, ViewerKind

BY_HAND_OVER = "hand-over"
"""The source of what a colleague was handed."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Successor:
    """Who carries on: a colleague, or without a `professional_id` a team. What is empty stays as it was."""

    professional_id: str = ""
    team: str = ""
    role: str = ""


def must_see_to(professional_id: str, by: Viewer) -> None:
    """Whoever may hand over what names this professional sees what that is. Raises Invalid, Denied."""
    if not professional_id:
        raise Invalid.field("professional_id", "must be given")
    named = professional_id == by.professional_id
    if by.kind is not ViewerKind.WORKER or not (named or by.role == "manager"):
        raise Denied("the professional or a manager hands it over", code="not-yours")


def must_hand_over(one: Involvement, by: Viewer) -> None:
    """Whom it names hands it over, or a manager, whether she is still there or not. Raises NotFound, Denied."""
    if not by.organisation_id or one.organisation_id != by.organisation_id:
        raise NotFound("there is no such involvement")
    named = one.professional_id != "" and one.professional_id == by.professional_id
    if named or by.role == "manager":
        return
    if one.shielded and by.role != "duty":
        raise NotFound("there is no such involvement")
    raise Denied("the professional it names or a manager hands it over", code="not-yours")


def handed_over(
    one: Involvement, to: Successor, since: date, by: Viewer, id_: str, today: date
) -> tuple[Involvement, Involvement]:
    """It as it ends on the day before `since`, and the one that begins then: no day without, and none with both.

    A private one stays private. Raises Conflict for one that has ended, is not confirmed or is a feed's own, Invalid.
    """
    if one.until is not None:
        raise Conflict("this involvement has ended already", code="involvement-ended")
    if not one.confirmed:
        raise Conflict("what nobody has confirmed cannot be handed over", code="involvement-unconfirmed")
    if not (one.professional_id or one.declared_by):
        # The next feed would open it again, beside whoever was handed it.
        raise Conflict("a feed says this; it changes with the system it comes from", code="involvement-of-a-feed")
    if since > today:
        raise Invalid.field("since", "must not be in the future")
    if since <= one.since:
        raise Invalid.field("since", "must be after the day it began")
    for field in ("team", "role"):
        if len(getattr(to, field)) > _LONGEST:
            raise Invalid.field(field, f"must be at most {_LONGEST} characters")
    if not (to.professional_id or to.team):
        raise Invalid.field("professional_id", "must be given, or a team")
    new = replace(
        one,
        id=id_,
        professional_id=to.professional_id,
        team=to.team or one.team,
        role=to.role or one.role,
        since=since,
        source=BY_HAND_OVER,
        as_of=None,
        declared_by=by.subject,
    )
    return replace(one, until=since - timedelta(days=1)), new
