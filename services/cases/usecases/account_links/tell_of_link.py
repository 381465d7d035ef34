"""An account became hers, or ceased to be: both sides are told, whoever holds it, the agencies that know her, and she
herself where it was somebody else's.
"""

from datetime import datetime

from chassis.ids import Ids
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.contacts.message import of_link, undone_by_hand
from services.cases.domain.events import AccountLinkChanged
from services.cases.domain.people.events import AccountLinkMoved
from services.cases.ports.work import Work


async def tell_of_link(
    work: Work, before: AccountLink, after: AccountLink, by: str, organisation_id: str, ids: Ids, now: datetime
) -> None:
    """Of a proposal nobody is told. `organisation_id` is empty where no agency did it."""
    work.tell(
        AccountLinkMoved(
            person_id=after.person_id, organisation_id=organisation_id, by=by, link_id=after.id, state=after.state
        )
    )
    if LinkState.LIVE in (before.state, after.state):
        await work.messages.add(of_link(ids.new("msg"), after, organisation_id, now))
        work.tell(
            AccountLinkChanged(person_id=after.person_id, organisation_id=organisation_id, by=by, link_id=after.id)
        )
    if after.state is LinkState.ENDED and organisation_id:
        await work.messages.add(undone_by_hand(ids.new("msg"), after, organisation_id, now))
