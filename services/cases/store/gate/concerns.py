"""The gate's rule on concerns in SQL (`domain/gate/concerns.py`)."""

from datetime import datetime

from sqlalchemy import and_, false, literal, or_

from services.cases.domain.concerns.concern import Step
from services.cases.domain.viewer import BROKERS, Viewer, ViewerKind
from services.cases.store.gate.parts import Condition, among, colleague, exists, herself, works_with
from services.cases.store.tables.concerns import concern, front_door


def concerns_visible(viewer: Viewer, now: datetime) -> Condition:
    """On rows of `concern`: those that `decide` permits."""
    one = concern.c
    if viewer.kind not in (ViewerKind.WORKER, ViewerKind.PARTNER):
        return false()
    own, broker = literal(viewer.organisation_id), literal(viewer.speaks)
    raised = or_(one.raised_by == viewer.subject, and_(~one.allegation, broker))
    member = works_with(one.person_id, colleague(viewer, now))
    hears = and_(member, ~one.allegation, ~among(own, one.excluded), one.closed_at.is_(None))
    return and_(
        ~herself(viewer, one.person_id),
        or_(one.alleged == "", one.alleged != viewer.professional_id),
        or_(at_the_door(viewer), and_(one.organisation_id == own, raised), hears),
    )


def at_the_door(viewer: Viewer) -> Condition:
    """On rows of `concern`: those of the viewer's council at whose door he sits, whatever else forbids him to see."""
    one, worker = concern.c, viewer.kind is ViewerKind.WORKER
    lead = exists(
        front_door,
        front_door.c.organisation_id == one.council_id,
        front_door.c.door == one.door,
        literal(viewer.professional_id != ""),
        among(literal(viewer.professional_id), front_door.c.leads),
    )
    guardian = and_(literal(viewer.role == "guardian"), one.step == Step.LAST.value)
    return and_(
        one.council_id == literal(viewer.organisation_id),
        or_(
            and_(~one.allegation, literal(not worker or viewer.role in BROKERS)),
            and_(one.allegation, literal(worker), or_(lead, guardian)),
        ),
    )
