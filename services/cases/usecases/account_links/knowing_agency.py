"""Which agency may speak to whose account it is."""

from datetime import datetime

from chassis.errors import NotFound
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work

OFFICERS_OF = "council"
"""The kind of organisation whose officers check people for whom no single match was found."""


async def must_know(work: Work, viewer: Viewer, link: AccountLink, person_id: str, now: datetime) -> None:
    """An agency with a confirmed, current involvement with the person; while nobody is matched, any council.

    Raises NotFound for every other: it is not to learn of the link.
    """
    with_officer = link.state is LinkState.OFFICER
    if with_officer and (await work.organisations.get(viewer.organisation_id)).kind != OFFICERS_OF:
        raise NotFound("there is no such link")
    if person_id or not with_officer:
        facts = await work.gate.facts(viewer, [person_id], now)
        if not facts[person_id].member:
            raise NotFound("there is no such link, or your organisation does not work with this person")
        await work.people.locked(person_id)
