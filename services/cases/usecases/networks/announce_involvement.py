"""Telling the network that somebody joined or left it."""

from services.cases.domain.events import InvolvementChanged
from services.cases.domain.networks.involvement import Involvement
from services.cases.ports.work import Work


def announce(work: Work, one: Involvement, by: str) -> None:
    """Nobody hears of what is not confirmed, or of a shielded one; its events would tell by being there."""
    if one.confirmed and not one.shielded:
        work.tell(
            InvolvementChanged(
                person_id=one.person_id, organisation_id=one.organisation_id, by=by, involvement_id=one.id
            )
        )
