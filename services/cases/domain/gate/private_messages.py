"""The gate on messages left for services that are never shown: to who left one, while the person's network is open to
him, and to the brokers of the organisations that work with her privately. Never to herself nor to who acts for her: her
screen may be shared.
"""

from services.cases.domain.gate.asking import ABSENT, Ask, Facts, Permit, Refusal, kept_from_her
from services.cases.domain.gate.networks import network
from services.cases.domain.viewer import BROKERS, Viewer, ViewerKind

BROKER = "broker"


def private_message(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    one = ask.message
    if one is None or viewer.kind is not ViewerKind.WORKER or facts.herself:
        return ABSENT
    if viewer.role in BROKERS and viewer.organisation_id in one.brokers:
        return kept_from_her(BROKER, "It was left for services such as yours.", facts)
    hers = (one.organisation_id, one.left_by) == (viewer.organisation_id, viewer.subject)
    if hers and isinstance(network(viewer, facts), Permit):
        return kept_from_her("own", "You left it.", facts)
    return ABSENT
