"""The gate on finding a person, on her network and the involvements in it, shielded ones too."""

from services.cases.domain.asking import ABSENT, Ask, Facts, Permit, Refusal, resting_on
from services.cases.domain.days import day
from services.cases.domain.disclosure_of_pages import confided, hers, reached
from services.cases.domain.organisation import DEALS_IN
from services.cases.domain.share import Ended
from services.cases.domain.viewer import BROKERS, ON_HER_PAGES, Viewer, ViewerKind

_OWN_PERSON = Refusal("own-person", "Look at your own information on the resident's pages.", known=True)


def person(viewer: Viewer, ask: Ask, facts: Facts) -> Permit | Refusal:
    """Found by what her agencies know of her; what a shielded service knows finds her for itself only."""
    if viewer.kind is not ViewerKind.WORKER or (ask.shielded and ask.holder_id != viewer.organisation_id):
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
    if ask.shielded:
        return _unshielded(viewer, ask) if own else _opened(ask, facts)
    if own:
        return Permit("own", "Your own organisation holds it.")
    # Members see what waits for confirmation too: one of them is to confirm it.
    around = network(viewer, facts)
    if isinstance(around, Permit) and (ask.confirmed or facts.member):
        return around
    return ABSENT


def _unshielded(viewer: Viewer, ask: Ask) -> Permit | Refusal:
    named = ask.professional_id != "" and ask.professional_id == viewer.professional_id
    if viewer.kind is ViewerKind.WORKER and (viewer.role in BROKERS or named):
        return Permit("own", "Your own organisation holds it.")
    return ABSENT


def _opened(ask: Ask, facts: Facts) -> Permit | Refusal:
    today = day(facts.now)
    opens = [
        s
        for s in facts.standings
        if s.share.involvement_id == ask.object_id and s.share.from_organisation_id == ask.holder_id
    ]
    live = [s for s in opens if s.ended(today) is Ended.NOT]
    return resting_on(max(live, key=lambda standing: (standing.last_day, standing.share.id))) if live else ABSENT
