"""Cases has something for a worker to look at: she is told that there is, while she works there, and never what."""

from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from services.identity.domain.accounts.account import Account
from services.identity.ports import OpenWork
from services.identity.usecases.letters.write_letter import write_letter

_USEFUL_FOR = timedelta(days=1)


class TellWorker:
    """Cases only (the caller list sees to that). One letter for one message, however often it is asked for.

    A leaver's context is disabled, and a closed account is none: either gets nothing. How residents may be reached is
    not asked: a worker's account is one for work alone, and nobody's who is served here.
    """

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, account_id: str, organisation_id: str, message_id: str) -> None:
        async with self._write() as work:
            if not await work.heard.first("workers", message_id):
                return
            try:
                account = await work.accounts.get(account_id)
            except NotFound:
                return
            if not _works_there(account, organisation_id):
                return
            await write_letter(
                work,
                "people-changed",
                account.email,
                "en",
                account_id=account.id,
                now=self._clock.now(),
                useful_for=_USEFUL_FOR,
                ids=self._ids,
            )


def _works_there(account: Account, organisation_id: str) -> bool:
    return any(context.organisation_id == organisation_id for context in account.contexts)
