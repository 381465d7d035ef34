"""The gate on what left, as a file for an inspector: an organisation's own, to its guardian and data protection
officer.
"""

from services.cases.domain.gate.asking import ABSENT, Ask, Facts, Permit, Refusal
from services.cases.domain.viewer import AUDITORS, Viewer, ViewerKind

_TOLD_ALL = "dpo"
"""The role that is told what its organisation keeps back from residents, and what happened inside its hubs."""


def exported(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    own, parties = viewer.organisation_id, {ask.holder_id, *ask.recipients}
    officer = viewer.kind is ViewerKind.WORKER and viewer.role in AUDITORS
    # That another organisation works with her in private services only is nobody's to learn from a file.
    if not officer or facts.herself or not facts.private.isdisjoint(parties - {own}):
        return ABSENT
    told_all = viewer.role == _TOLD_ALL
    if ask.host_id:
        shown = told_all and ask.host_id == own
    else:
        shown = own in parties and (ask.kept_by == "" or (told_all and ask.kept_by == own))
    return Permit("inspection", "What left of your own organisation, for an inspector.") if shown else ABSENT
