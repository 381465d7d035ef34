"""The gate on cases, records and what they said before: own, shared, in an emergency, or no longer. What is private is
its own organisation's, and there for whom the private service's work is shown to.
"""

from collections.abc import Sequence

from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.gate.asking import (
    ABSENT,
    Ask,
    Facts,
    Permit,
    Refusal,
    What,
    kept_from_her,
    no_longer,
    resting_on,
)
from services.cases.domain.purposes import SAFEGUARDING
from services.cases.domain.sharing.basis import BasisKind
from services.cases.domain.sharing.share import Standing
from services.cases.domain.viewer import ON_HER_PAGES, Viewer, ViewerKind

_HELD = "Your own organisation holds it."


def casework(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    if viewer.kind in ON_HER_PAGES or facts.herself:
        return ABSENT
    if ask.holder_id == viewer.organisation_id:
        return _own(viewer, ask, facts)
    if ask.sealed or ask.private:
        return ABSENT
    covering = _covering(ask, facts)
    return _shared(ask, covering, facts) or _emergency(ask, facts) or _past(ask, covering, facts)


def _own(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    if ask.private and not (viewer.speaks or facts.named):
        return ABSENT
    guarded = ask.data_class is DataClass.PROTECTED_ADDRESS
    if viewer.kind is ViewerKind.PARTNER and (ask.sealed or guarded):
        return ABSENT
    if guarded and ask.purpose not in SAFEGUARDING:
        return Refusal(
            "protected-address", "A protected address opens for safeguarding only; say so as the purpose.", known=True
        )
    if ask.private:
        return kept_from_her("own", _HELD, facts, ask.purpose or "")
    return Permit("own", _HELD, purpose=ask.purpose or "")


def _covering(ask: Ask, facts: Facts) -> list[Standing]:
    """By giver, case and class, whatever has become of the share. A case named in a share is shown; otherwise a case's
    kind is a class of data like any other.
    """
    return [
        standing
        for standing in facts.standings
        if (share := standing.share).from_organisation_id == ask.holder_id
        and (ask.data_class in share.data_classes or (share.case_id and ask.what is What.CASE))
        and share.case_id in ("", ask.case_id)
        and not (share.involvement_id or share.contribution_id)
        and (share.basis.kind is BasisKind.CONSENT or ask.data_class is not DataClass.PROTECTED_ADDRESS)
    ]


def _shared(ask: Ask, covering: Sequence[Standing], facts: Facts) -> Permit | None:
    if not covering:
        return None
    today = day(facts.now)
    live = [s for s in covering if ask.purpose in (None, s.share.purpose) and not s.ended(today)]
    if not live:
        return None
    # There is nearly always one.
    best = live[0] if len(live) == 1 else max(live, key=lambda standing: (standing.last_day, standing.share.id))
    return resting_on(best)


def _emergency(ask: Ask, facts: Facts) -> Permit | None:
    """The one exception to a live basis, and loud."""
    if not facts.emergencies or _beyond_emergencies(ask, facts):
        return None
    opened = [e for e in facts.emergencies if ask.data_class in e.data_classes and e.is_open(facts.now)]
    if not opened:
        return None
    longest = max(opened, key=lambda access: (access.ends_at, access.id))
    return Permit(
        basis="emergency",
        because=f"Emergency access: {longest.reason}",
        purpose=ask.purpose or "",
        emergency_id=longest.id,
        valid_until=longest.ends_at,
    )


def _beyond_emergencies(ask: Ask, facts: Facts) -> bool:
    return ask.data_class is DataClass.PROTECTED_ADDRESS or ask.holder_id in facts.private


def _past(ask: Ask, had: Sequence[Standing], facts: Facts) -> Refusal:
    """Refused; plainly to whoever had it, or has it for another purpose."""
    today = day(facts.now)
    if live := [s for s in had if not s.ended(today)]:
        words = live[0].share.purpose.words
        return Refusal("other-purpose", f"This is shared with your organisation for {words} only.", known=True)
    if had:
        last = max(had, key=lambda standing: (standing.share.created_at, standing.share.id))
        return no_longer(last.ended(today))
    if not _beyond_emergencies(ask, facts) and any(ask.data_class in e.data_classes for e in facts.emergencies):
        return Refusal(
            "emergency-over", "Your emergency access has ended; ask the organisation that holds it.", known=True
        )
    return ABSENT
