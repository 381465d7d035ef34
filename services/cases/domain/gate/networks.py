"""The gate on finding a person, on her network and the involvements in it, shielded ones too."""

from services.cases.domain.days import day
from services.cases.domain.gate.asking import ABSENT, Ask, Facts, Permit, Refusal, resting_on
from services.cases.domain.gate.pages import confided, hers, reached
from services.cases.domain.organisation import DEALS_IN
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import ON_HER_PAGES, Viewer, ViewerKind

_OWN = Permit("own", "Your own organisation holds it.")
_OWN_PERSON = Refusal("own-person", "Look at your own information on the resident's pages.", known=True)


def person(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    """Found by what her agencies know of her; what a shielded service knows finds her for itself only, which is not all
    of its organisation.
    """
    own = ask.holder_id == viewer.organisation_id
    if viewer.kind is not ViewerKind.WORKER or (ask.shielded and not (_inside(viewer, ask) or (own and viewer.audits))):
        return ABSENT
    return _OWN_PERSON if facts.herself else Permit("find", "You had what it takes to say whom you mean.")


def network(viewer: Viewer, facts: Facts) -> Permit | Refusal:
    if viewer.kind in ON_HER_PAGES:
        return hers(viewer) if facts.herself else ABSENT
    if facts.herself:
        return _OWN_PERSON
    if facts.member:
        return Permit("member", "Your organisation works with this person.")
    if viewer.kind is ViewerKind.WORKER and viewer.role == "duty":
        return Permit("duty", "You are on the duty desk; each look from there is logged.")
    return Refusal("not-a-member")


def involvement(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    if ask.kept_by_its_feed and ask.holder_id != viewer.organisation_id:
        return ABSENT
    if viewer.kind is ViewerKind.RESIDENT:
        shown = facts.herself and ask.confirmed and not ask.shielded
        return hers(viewer) if shown else ABSENT
    if viewer.kind is ViewerKind.PROXY:
        known = DEALS_IN.get(ask.holder_kind, frozenset()) & reached(viewer, facts)
        shown = facts.herself and ask.confirmed and not ask.shielded and not confided(ask, facts)
        return hers(viewer) if shown and known else ABSENT
    if facts.herself:
        return ABSENT
    own = ask.holder_id == viewer.organisation_id
    if ask.shielded and not own:
        return _opened(viewer, ask, facts)
    if own:
        return _OWN if not ask.shielded or _inside(viewer, ask) else ABSENT
    # Members see what waits for confirmation too: one of them is to confirm it.
    around = network(viewer, facts)
    if isinstance(around, Permit) and (ask.confirmed or facts.member):
        return around
    return ABSENT


def _inside(viewer: Viewer, ask: Ask) -> bool:
    """A private service of his own organisation, for which he speaks, or which names him, or whom he covers for."""
    named = viewer.works_as != "" and viewer.works_as in (ask.professional_id, *ask.covered_by)
    return ask.holder_id == viewer.organisation_id and (viewer.speaks or named)


def _opened(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    today = day(facts.now)
    opens = [
        s
        for s in facts.standings
        if s.share.involvement_id == ask.object_id
        and s.share.from_organisation_id == ask.holder_id
        and s.share.to_professional_id in ("", viewer.professional_id)
    ]
    live = [s for s in opens if s.ended(today) is Ended.NOT]
    return resting_on(max(live, key=lambda standing: (standing.last_day, standing.share.id))) if live else ABSENT
