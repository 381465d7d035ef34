"""The gate on a hub's enquiries and what was contributed to them: those who sit there, while it is open; whoever took a
contribution home; the host's auditors, afterwards.
"""

from services.cases.domain.days import day, end_of
from services.cases.domain.gate.asking import ABSENT, Ask, Facts, Permit, Refusal, no_longer, resting_on
from services.cases.domain.hubs.enquiry import Enquiry
from services.cases.domain.purposes import Purpose
from services.cases.domain.sharing.share import Ended, Standing
from services.cases.domain.viewer import AUDITORS, Viewer, ViewerKind


def sealed(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    enquiry = ask.enquiry
    if enquiry is None or viewer.kind is not ViewerKind.WORKER or facts.herself or _alleged(viewer, enquiry, facts):
        return ABSENT
    return (
        _seated(ask, enquiry, facts)
        or _taken_home(ask, facts)
        or _looked_over(viewer, ask, enquiry, facts)
        or _no_more(viewer, ask, enquiry, facts)
    )


def _alleged(viewer: Viewer, enquiry: Enquiry, facts: Facts) -> bool:
    """He is named as a source of harm: as the professional he is, or as the person."""
    return viewer.professional_id in enquiry.sources or not facts.oneself.isdisjoint(enquiry.sources)


def _seated(ask: Ask, enquiry: Enquiry, facts: Facts) -> Permit | None:
    sits = enquiry.hub_id in facts.seats and enquiry.is_open(day(facts.now))
    if not sits or ask.purpose not in (None, enquiry.purpose):
        return None
    return Permit(
        basis="seat",
        because=f"In a multi-agency hub that is {enquiry.purpose.words}.",
        purpose=enquiry.purpose,
        valid_until=end_of(enquiry.until),
        withheld=not ask.informed,
    )


def _taken_home(ask: Ask, facts: Facts) -> Permit | None:
    today = day(facts.now)
    live = [s for s in _releases(ask, facts) if s.ended(today) is Ended.NOT]
    fits = [s for s in live if ask.purpose in (None, s.share.purpose)]
    return resting_on(max(fits, key=lambda standing: (standing.last_day, standing.share.id))) if fits else None


def _releases(ask: Ask, facts: Facts) -> list[Standing]:
    return [
        s
        for s in facts.standings
        if s.share.contribution_id == ask.object_id and s.share.from_organisation_id == ask.holder_id
    ]


def _looked_over(viewer: Viewer, ask: Ask, enquiry: Enquiry, facts: Facts) -> Permit | None:
    """After the event, and loud."""
    today = day(facts.now)
    if not _audits(viewer, enquiry) or enquiry.is_open(today) or ask.purpose is not Purpose.AUDIT:
        return None
    return Permit(
        basis="audit",
        because="Looked over, after a multi-agency hub had closed its enquiry, by the organisation that hosts it.",
        purpose=Purpose.AUDIT,
        valid_until=end_of(max(enquiry.until, today)),
        withheld=not ask.informed,
    )


def _audits(viewer: Viewer, enquiry: Enquiry) -> bool:
    return viewer.organisation_id == enquiry.host_id and viewer.role in AUDITORS and not enquiry.emptied


def _no_more(viewer: Viewer, ask: Ask, enquiry: Enquiry, facts: Facts) -> Refusal:
    """Refused; plainly to whoever had it, or has it for another purpose."""
    today, had = day(facts.now), _releases(ask, facts)
    sits, is_open = enquiry.hub_id in facts.seats, enquiry.is_open(today)
    if (sits and is_open) or any(s.ended(today) is Ended.NOT for s in had):
        return Refusal("other-purpose", f"This is open to you for {enquiry.purpose.words} only.", known=True)
    if had:
        last = max(had, key=lambda standing: (standing.share.created_at, standing.share.id))
        return no_longer(last.ended(today))
    if sits:
        return Refusal("enquiry-closed", "This enquiry is closed; ask the organisation that holds it.", known=True)
    if _audits(viewer, enquiry) and not is_open:
        return Refusal("audit-only", "A closed enquiry opens for audit only; say so as the purpose.", known=True)
    return ABSENT
