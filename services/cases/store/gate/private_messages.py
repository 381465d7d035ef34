"""The gate's rule on private messages in SQL (`domain/gate/private_messages.py`)."""

from datetime import datetime

from sqlalchemy import and_, false, literal, or_

from services.cases.domain.days import day
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.store.gate.parts import Condition, colleague, exists, herself, works_with
from services.cases.store.tables.people import involvement
from services.cases.store.tables.private_messages import private_message

_theirs = involvement.alias("theirs")


def private_messages_visible(viewer: Viewer, now: datetime) -> Condition:
    """On rows of `private_message`: those that `decide` permits."""
    one = private_message.c
    if viewer.kind is not ViewerKind.WORKER:
        return false()
    privately = exists(
        _theirs,
        _theirs.c.person_id == one.person_id,
        _theirs.c.organisation_id == viewer.organisation_id,
        _theirs.c.shielded,
        _theirs.c.confirmed,
        or_(_theirs.c.until.is_(None), _theirs.c.until >= day(now)),
    )
    broker = and_(literal(viewer.speaks), privately)
    own = and_(one.organisation_id == viewer.organisation_id, one.left_by == viewer.subject)
    open_to = or_(literal(viewer.role == "duty"), works_with(one.person_id, colleague(viewer, now)))
    return and_(~herself(viewer, one.person_id), or_(broker, and_(own, open_to)))
