"""The gate on shares and consents: what a person, or who acts for her, is told of on her own pages, and what the
organisations between which a share is are told of it.
"""

from services.cases.domain.classes import CHILD_CONFIDENTIAL, DataClass
from services.cases.domain.gate.asking import ABSENT, Ask, Facts, Permit, Refusal, What
from services.cases.domain.viewer import ON_HER_PAGES, PARENT, Viewer, ViewerKind


def hers(viewer: Viewer) -> Permit:
    if viewer.kind is ViewerKind.PROXY:
        return Permit("proxy", "Somebody who acts for you looked.")
    return Permit("herself", "It is about you.")


def told(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    if viewer.kind not in ON_HER_PAGES:
        return _between(viewer, ask, facts) if ask.what is What.SHARE else ABSENT
    if not facts.herself or ask.shielded or not ask.informed:
        return ABSENT
    private = not facts.private.isdisjoint({ask.holder_id, *ask.recipients})
    if viewer.kind is ViewerKind.PROXY:
        within = ask.classes and ask.classes <= reached(viewer, facts)
        return hers(viewer) if within and not private and not confided(ask, facts) else ABSENT
    # What she gave on the screen herself, she can take back there.
    on_screen = ask.what is What.CONSENT and not ask.aloud
    return hers(viewer) if on_screen or not private else ABSENT


def _between(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    """Whoever receives it, of what is for one worker that one only; the workers of whoever gives it, of a private
    service its brokers only. What goes with a private referral, the brokers of both.
    """
    works = viewer.kind is ViewerKind.WORKER
    gives = works and ask.holder_id == viewer.organisation_id and (viewer.speaks or not ask.shielded)
    receives = viewer.organisation_id in ask.recipients and (viewer.speaks or not ask.private)
    receives = receives and ask.professional_id in ("", viewer.professional_id)
    if facts.herself or not (gives or receives):
        return ABSENT
    return Permit("party", "Your organisation gives or receives it.")


def reached(viewer: Viewer, facts: Facts) -> frozenset[DataClass]:
    """What the mandate reaches, less what no mandate does: a protected address whatever the paper says."""
    kept = frozenset(word for confidence in facts.confidences for word in confidence.data_classes)
    beyond = CHILD_CONFIDENTIAL if viewer.role == PARENT else frozenset()
    return viewer.reaches - {DataClass.PROTECTED_ADDRESS} - beyond - kept


def confided(ask: Ask, facts: Facts) -> bool:
    confiding = {confidence.organisation_id for confidence in facts.confidences}
    return not confiding.isdisjoint({ask.holder_id, *ask.recipients})
