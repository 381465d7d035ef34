"""Which agency may speak to whose account it is."""

from datetime import datetime

from chassis.errors import NotFound
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.classes import DataClass
from services.cases.domain.gate.disclosure import Ask, What
from services.cases.domain.viewer import Viewer
from services.cases.ports.work import Work
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.permit import permitted_or_raise

OFFICERS_OF = "council"
"""The kind of organisation whose officers check people for whom no single match was found."""


async def must_know(
    work: Work, disclose: Disclose, viewer: Viewer, link: AccountLink, person_id: str, because: str, now: datetime
) -> None:
    """An agency with a confirmed, current involvement with the person; while nobody is matched, any council. Who says
    whose an account is looks at who she is: it leaves a disclosure.

    Raises NotFound for every other: it is not to learn of the link. Denied for oneself.
    """
    with_officer = link.state is LinkState.OFFICER
    if with_officer and (await work.organisations.get(viewer.organisation_id)).kind != OFFICERS_OF:
        raise NotFound("there is no such link")
    if person_id or not with_officer:
        facts = (await work.gate.facts(viewer, [person_id], now))[person_id]
        if not facts.member:
            raise NotFound("there is no such link")
        person = await work.people.locked(person_id)
        permit = permitted_or_raise(viewer, Ask(What.NETWORK, person_id), facts)
        await disclose(
            work,
            viewer,
            person,
            permit._replace(because=because),
            what="account-link",
            holder_id=viewer.organisation_id,
            classes=[DataClass.IDENTITY],
        )
