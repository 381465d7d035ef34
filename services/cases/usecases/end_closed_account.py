"""An account was closed: its link, if any, and its round end with it."""

from services.cases.domain.people_events import AccountLinkMoved
from services.cases.ports.work import OpenWork


class EndClosedAccount:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, event_id: str, account_id: str) -> None:
        async with self._work() as work:
            if not await work.inbox.first("account-links", event_id):
                return
            await work.rounds.forget(account_id)
            link = await work.account_links.open_of(account_id)
            if link is None:
                return
            ended = link.ended("the account was closed")
            await work.account_links.put(ended)
            work.tell(
                AccountLinkMoved(
                    person_id=ended.person_id, organisation_id="", by=account_id, link_id=ended.id, state=ended.state
                )
            )
