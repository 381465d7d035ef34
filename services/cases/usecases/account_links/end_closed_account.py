"""An account was closed: its link, if any, and its round end with it."""

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.ports.work import OpenWork
from services.cases.usecases.account_links.tell_of_link import tell_of_link


class EndClosedAccount:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, event_id: str, account_id: str) -> None:
        async with self._work() as work:
            if not await work.inbox.first("account-links", event_id):
                return
            await work.rounds.forget(account_id)
            link = await work.account_links.open_locked(account_id)
            if link is None:
                return
            ended = link.ended("the account was closed")
            await work.account_links.put(ended)
            await tell_of_link(work, link, ended, account_id, "", self._ids, self._clock.now())
