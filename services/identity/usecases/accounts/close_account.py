"""Somebody closes her account."""

from chassis.clock import Clock
from chassis.errors import Denied
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import AccountClosed, Event
from services.identity.ports import DestroyKeys, OpenWork
from services.identity.usecases.accounts.end_all_access import end_all_access
from services.identity.usecases.letters.notice import notice
from services.identity.usecases.mandates.end_all_authority import end_all_authority
from services.identity.usecases.sessions.recent import must_be_recent


class CloseAccount:
    """Nobody signs in to it from here, councils get nothing more, its address is free; its keys go right after.

    What councils hold as controllers is theirs to keep or erase, as the law says.
    """

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, caller: Caller) -> None:
        """Raises StepUpNeeded, OfficerNeeded, Denied for anybody but a resident."""
        caller.must("me:write")
        now = self._clock.now()
        async with self._write() as work:
            await must_be_recent(work, caller, now)
            account = await work.accounts.locked(caller.subject)
            if account.kind != "resident":
                raise Denied("your organisation closes this account")
            (await work.care.of(account.id)).must_not_be_at_risk()
            await notice(work, account, "account-closed", now, self._ids)
            for approval in await work.approvals.of(account.id):
                await work.approvals.remove(account.id, approval.client_id)
            await end_all_access(work, account.id, now, "account closed", by=caller.actor)
            await end_all_authority(work, account.id, now, by=caller.actor)
            await work.closed_accounts.add(account.id, now)
            work.tell(AccountClosed.of(account.id), by=account.id)


class EraseClosed:
    """Destroys the keys of closed accounts, then what they sealed: again after a crash, until it is done."""

    def __init__(self, read: OpenWork, write: OpenWork, destroy: DestroyKeys, clock: Clock) -> None:
        self._read, self._write, self._destroy, self._clock = read, write, destroy, clock

    async def __call__(self) -> int:
        """How many."""
        async with self._read() as work:
            closed = await work.closed_accounts.to_erase()
        for account_id in closed:
            await self._destroy(account_id)
            async with self._write() as work:
                await work.closed_accounts.erase(account_id, self._clock.now())
                work.tell(Event("account.erased", ""))
        return len(closed)
