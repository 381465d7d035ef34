"""Which looks may have been at an allegation about whoever reviews them."""

from sqlalchemy import ColumnElement, and_, literal

from services.cases.domain.audit.withheld import Ground
from services.cases.domain.viewer import Viewer
from services.cases.store.gate.parts import Condition, exists
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.disclosures import disclosure, withheld

_look, _kept = disclosure.alias(), withheld.alias()


def against_him(viewer: Viewer, disclosure_id: ColumnElement[str], person_id: ColumnElement[str]) -> Condition:
    """Whether it may have been a look at an allegation about the viewer: what was looked at is sealed, so all that a
    concern's look looks like, at somebody with whom one was raised about him. For whoever reviews looks.
    """
    alleged = and_(concern.c.person_id == person_id, concern.c.alleged == viewer.professional_id)
    on_no_share = exists(_look, _look.c.id == _kept.c.disclosure_id, _look.c.share_id == "", _look.c.enquiry_id == "")
    as_a_concern = exists(
        _kept, _kept.c.disclosure_id == disclosure_id, _kept.c.ground == Ground.NOT_TOLD.value, on_no_share
    )
    return and_(literal(viewer.professional_id != ""), exists(concern, alleged), as_a_concern)
