"""The gate's rule on private messages in SQL (`domain/disclosure_of_private_messages.py`)."""

from datetime import datetime

from sqlalchemy import and_, false, literal, or_

from services.cases.domain.days import day
from services.cases.domain.viewer import BROKERS, Viewer, ViewerKind
from services.cases.store.gate_parts import Condition, exists, herself
from services.cases.store.tables.people import involvement
from services.cases.store.tables.private_messages import private_message

_theirs = involvement.alias("theirs")


def private_messages_visible(viewer: Viewer, now: datetime) -> Condition:
    """On rows of `private_message`: those that `decide` permits."""
    one = private_message.c
    if viewer.kind is not ViewerKind.WORKER:
        return false()

    def works(*how: Condition) -> Condition:
        theirs = _theirs.c.person_id == one.person_id, _theirs.c.organisation_id == viewer.organisation_id
        current = or_(_theirs.c.until.is_(None), _theirs.c.until >= day(now))
        return exists(_theirs, *theirs, _theirs.c.confirmed, current, *how)

    broker = and_(literal(viewer.role in BROKERS), works(_theirs.c.shielded))
    own = and_(one.organisation_id == viewer.organisation_id, one.left_by == viewer.subject)
    return and_(~herself(viewer, one.person_id), or_(broker, and_(own, or_(literal(viewer.role == "duty"), works()))))
