"""The proof of a resident ended badly: what it opened closes at once."""

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.account_link import BadEnd, LinkState
from services.cases.ports.people import Proofs
from services.cases.ports.work import OpenWork
from services.cases.usecases.account_links.tell_of_link import tell_of_link


class SuspendAccountLink:
    """What speaks against one proof speaks against whoever holds the account, whatever else she has proven; a proof
    withdrawn matters only where no other stands.
    """

    def __init__(self, work: OpenWork, proofs: Proofs, ids: Ids, clock: Clock) -> None:
        self._work, self._proofs, self._ids, self._clock = work, proofs, ids, clock

    async def __call__(self, event_id: str, account_id: str, end: BadEnd) -> None:
        still_proven = end is BadEnd.WITHDRAWN and await self._proofs.proven(account_id) is not None
        async with self._work() as work:
            if not await work.inbox.first("account-links", event_id) or still_proven:
                return
            link = await work.account_links.open_locked(account_id)
            if link is None or link.state is LinkState.SUSPENDED:
                return
            suspended = link.suspended()
            await work.account_links.put(suspended)
            await tell_of_link(work, link, suspended, account_id, "", self._ids, self._clock.now())
