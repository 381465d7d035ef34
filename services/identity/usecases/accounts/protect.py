"""An officer marks somebody at risk, or no longer."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.identity.domain.accounts.care import Care, SafeContact
from services.identity.domain.events import Event
from services.identity.ports import OpenWork, Work
from services.identity.usecases.sittings.as_officer import as_officer

SCOPE = "accounts:protect"
_MAY_CLEAR = frozenset({"manager", "guardian"})
_LONGEST_REASON = 500


class MarkAtRisk:
    """From here on her address and safe contact change only through an officer, and her account is not recovered by
    mail. Her own pages do not say so before she tries."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, account_id: str, reason: str) -> None:
        """Raises Denied, NotFound for what is no resident's account, Invalid without a reason."""
        reason = _checked(caller, reason)
        async with self._write() as work:
            care = await _residents(work, account_id)
            await work.care.put(replace(care, at_risk=True, reason=reason))
            # What waits in a mailbox that may be watched is called off.
            for waiting in await work.confirmations.of(account_id, self._clock.now()):
                await work.confirmations.remove(waiting.id)
            work.tell(Event("at-risk.marked", account_id, _facts(caller, reason)), by=caller.subject)


class ClearAtRisk:
    """A manager or guardian does this, on a reason that is kept."""

    def __init__(self, write: OpenWork) -> None:
        self._write = write

    async def __call__(self, caller: Caller, account_id: str, reason: str) -> None:
        """Raises Denied, NotFound, Invalid."""
        reason = _checked(caller, reason)
        if caller.claim("role") not in _MAY_CLEAR:
            raise Denied("a manager or guardian decides this", code="role-needed")
        async with self._write() as work:
            care = await _residents(work, account_id)
            await work.care.put(replace(care, at_risk=False, reason=""))
            work.tell(Event("at-risk.cleared", account_id, _facts(caller, reason)), by=caller.subject)


class SetSafeContactFor:
    """With her there, an officer sets how she may be reached."""

    def __init__(self, write: OpenWork) -> None:
        self._write = write

    async def __call__(self, caller: Caller, account_id: str, contact: SafeContact, reason: str) -> None:
        """`reason`: how the officer knows that it is her who asks. Raises Denied, NotFound, Invalid."""
        reason, contact = _checked(caller, reason), contact.checked()
        async with self._write() as work:
            care = await _residents(work, account_id)
            await work.care.put(replace(care, contact=contact))
            facts = _facts(caller, reason) | {"channels": " ".join(sorted(contact.channels))}
            work.tell(Event("contact.changed", account_id, facts), by=caller.subject)


class ListForReview:
    """Accounts whose owner said that something was not her doing."""

    def __init__(self, read: OpenWork) -> None:
        self._read = read

    async def __call__(self, caller: Caller) -> list[Care]:
        """Longest waiting first, at most 100. Raises Denied."""
        as_officer(caller, SCOPE)
        async with self._read() as work:
            return await work.care.for_review()


class CloseReview:
    """An officer has looked at it."""

    def __init__(self, write: OpenWork) -> None:
        self._write = write

    async def __call__(self, caller: Caller, account_id: str, reason: str) -> None:
        """Raises Denied, NotFound, Invalid without saying what was found."""
        reason = _checked(caller, reason)
        async with self._write() as work:
            care = await _residents(work, account_id)
            await work.care.put(replace(care, review_since=None))
            work.tell(Event("account.reviewed", account_id, _facts(caller, reason)), by=caller.subject)


def _checked(caller: Caller, reason: str) -> str:
    as_officer(caller, SCOPE)
    reason = reason.strip()
    if not reason or len(reason) > _LONGEST_REASON:
        raise Invalid.field("reason", f"say why, in at most {_LONGEST_REASON} characters")
    return reason


async def _residents(work: Work, account_id: str) -> Care:
    account = await work.accounts.locked(account_id)
    if account.kind != "resident":
        raise NotFound("there is no such account")
    return await work.care.of(account_id)


def _facts(caller: Caller, reason: str) -> dict[str, str]:
    return {"reason": reason, "org": caller.claim("org"), "ctx": caller.claim("ctx")}
