"""Viewers and asks as Cedar's model sees them."""

from typing import Any

from services.cases.domain.viewer import Viewer
from tests.cases.gate.gate_concerns import attributes_of_concern
from tests.cases.gate.gate_hubs import attributes_of
from tests.cases.gate.gate_messages import attributes_of_message


def attributes(thing: Any) -> dict[str, Any]:
    """What Cedar sees of a viewer or of what is asked for."""
    if isinstance(thing, Viewer):
        return {
            "kind": thing.kind.value,
            "organisation": thing.organisation_id,
            "role": thing.role,
            "subject": thing.subject,
            "professional": thing.professional_id,
            "reaches": sorted(thing.reaches),
        }
    return {
        "what": thing.what.value,
        "person": thing.person_id,
        "holder": thing.holder_id,
        "id": thing.object_id,
        "case": thing.case_id,
        "dataClass": thing.data_class.value if thing.data_class else "",
        "professional": thing.professional_id,
        "coveredBy": sorted(thing.covered_by),
        "sealed": thing.sealed,
        "shielded": thing.shielded,
        "private": thing.private,
        "confirmed": thing.confirmed,
        "keptByFeed": thing.kept_by_its_feed,
        "holderKind": thing.holder_kind,
        "parties": sorted({thing.holder_id, *thing.recipients}),
        "recipients": sorted(thing.recipients),
        "classes": sorted(thing.classes),
        "informed": thing.informed,
        "aloud": thing.aloud,
        **attributes_of(thing),
        **attributes_of_concern(thing),
        **attributes_of_message(thing),
    }
