"""The gate's rule on files for inspectors in SQL (`domain/gate/exports.py`)."""

from sqlalchemy import ColumnElement, and_, false, func, literal, or_, select

from services.cases.domain.viewer import AUDITORS, Viewer, ViewerKind
from services.cases.store.gate.conditions import works_privately
from services.cases.store.gate.parts import Condition, herself
from services.cases.store.tables.disclosures import disclosure, withheld
from services.cases.store.tables.hubs import enquiry

_d = disclosure.c


def _word(of: ColumnElement[str], *where: Condition) -> ColumnElement[str]:
    found = select(of).where(*where).correlate(disclosure).scalar_subquery()
    return func.coalesce(found, "")


KEPT_BY = _word(withheld.c.organisation_id, withheld.c.disclosure_id == _d.id, withheld.c.released_at.is_(None))
"""Which organisation keeps it back for now; empty for none."""

HOST = _word(enquiry.c.host_id, enquiry.c.id == _d.enquiry_id)
"""Who hosts the hub it happened in; empty for none."""


def exports_visible(viewer: Viewer) -> Condition:
    """On rows of `disclosure`: those that `decide` permits."""
    if viewer.kind is not ViewerKind.WORKER or viewer.role not in AUDITORS:
        return false()
    own = literal(viewer.organisation_id)
    others_privately = or_(
        and_(_d.organisation_id != own, works_privately(_d.person_id, _d.organisation_id)),
        and_(_d.holder_id != own, works_privately(_d.person_id, _d.holder_id)),
    )
    told_all = literal(viewer.role == "dpo")
    outside = and_(
        _d.enquiry_id == "",
        or_(_d.organisation_id == own, _d.holder_id == own),
        or_(KEPT_BY == "", and_(told_all, own == KEPT_BY)),
    )
    inside = and_(_d.enquiry_id != "", told_all, own == HOST)
    return and_(~herself(viewer, _d.person_id), ~others_privately, or_(outside, inside))
