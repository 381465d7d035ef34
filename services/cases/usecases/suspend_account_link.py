"""The proof of a resident ended badly: what it opened closes at once."""

from services.cases.domain.account_link import BadEnd, LinkState
from services.cases.domain.people_events import AccountLinkMoved
from services.cases.ports.people import Proofs
from services.cases.ports.work import OpenWork


class SuspendAccountLink:
    """What speaks against one proof speaks against whoever holds the account, whatever else she has proven; a proof
    withdrawn matters only where no other stands.
    """

    def __init__(self, work: OpenWork, proofs: Proofs) -> None:
        self._work, self._proofs = work, proofs

    async def __call__(self, event_id: str, account_id: str, end: BadEnd) -> None:
        still_proven = end is BadEnd.WITHDRAWN and await self._proofs.proven(account_id) is not None
        async with self._work() as work:
            if not await work.inbox.first("account-links", event_id) or still_proven:
                return
            link = await work.account_links.open_of(account_id)
            if link is None or link.state is LinkState.SUSPENDED:
                return
            suspended = link.suspended()
            await work.account_links.put(suspended)
            work.tell(
                AccountLinkMoved(
                    person_id=link.person_id,
                    organisation_id="",
                    by=account_id,
                    link_id=link.id,
                    state=suspended.state,
                )
            )
