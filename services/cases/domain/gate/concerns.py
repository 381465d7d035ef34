"""The gate on concerns: to the front door, to who raised one, and while it is open to the organisations that work with
the person. Never to herself, to who acts for her, to whom it excludes, or to whom an allegation is about.
"""

from services.cases.domain.concerns.concern import Concern, Step
from services.cases.domain.gate.asking import ABSENT, Ask, Facts, Permit, Refusal, kept_from_her
from services.cases.domain.viewer import BROKERS, Viewer, ViewerKind

FRONT_DOOR = "front-door"


def concern(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    one = ask.concern
    if one is None or viewer.kind not in (ViewerKind.WORKER, ViewerKind.PARTNER) or facts.herself:
        return ABSENT
    if one.alleged and one.alleged == viewer.professional_id:
        return ABSENT
    if one.council_id == viewer.organisation_id and _at_the_door(viewer, one):
        return _told(FRONT_DOOR, "Your organisation answers concerns about this person.", one, facts)
    brokers = not one.allegation and viewer.speaks
    if one.organisation_id == viewer.organisation_id and (one.raised_by == viewer.subject or brokers):
        return _told("own", "Your own organisation raised it.", one, facts)
    hears = facts.member and not one.allegation and viewer.organisation_id not in one.excluded
    if hears and one.closed_at is None:
        return _told("member", "Your organisation works with this person.", one, facts)
    return ABSENT


def _at_the_door(viewer: Viewer, one: Concern) -> bool:
    worker = viewer.kind is ViewerKind.WORKER
    if one.allegation:
        lead = viewer.professional_id in one.leads
        return worker and (lead or (viewer.role == "guardian" and one.step is Step.LAST))
    return not worker or viewer.role in BROKERS


def _told(basis: str, because: str, one: Concern, facts: Facts) -> Permit:
    """Withheld from her: a concern is never shown to residents by default."""
    return kept_from_her(basis, because, facts, one.about.purpose)
