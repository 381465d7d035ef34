"""A worker without any way to sign in gets a code to make a passkey with, once and within a day."""

from dataclasses import dataclass, field
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.accounts.account import Account
from services.identity.domain.accounts.confirmation import ENROLMENT_LIFE, Confirmation, new_key
from services.identity.domain.events import Event
from services.identity.ports import OpenWork, Work


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`code` is shown this once."""

    code: str = field(repr=False)
    expires_at: datetime


class EnrolWorker:
    """An operator does this for anybody, an organisation's administrator for those who work for theirs alone.

    Only while there is no way in yet: a code must never be a second way into an account that somebody uses.
    """

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, caller: Caller, account_id: str) -> Enrolment:
        """Another code takes the place of the one before. Raises NotFound, Denied, Conflict."""
        caller.must("accounts:write")
        now = self._clock.now()
        async with self._write() as work:
            account = await work.accounts.locked(account_id)
            _must_be_theirs(caller, account)
            if await has_a_way_in(work, account_id):
                raise Conflict("this account has a way in of its own", code="own-way-in")
            for earlier in await work.confirmations.of(account_id, now):
                if earlier.purpose == "enrol":
                    await work.confirmations.remove(earlier.id)
            which, key = self._ids.new("enr"), new_key()
            asked = Confirmation(which, "enrol", account_id, account.email, now, now + ENROLMENT_LIFE)
            await work.confirmations.add(asked, key, now)
            work.tell(Event("worker.enrolling", account_id), by=caller.subject)
            return Enrolment(f"{which}.{key}", asked.expires_at)


def _must_be_theirs(caller: Caller, account: Account) -> None:
    organisations = {context.organisation_id for context in account.contexts}
    theirs = caller.claim("role") == "operator" or organisations == {caller.claim("org")}
    if account.kind == "resident" or not theirs:
        raise NotFound("there is no such worker")


async def has_a_way_in(work: Work, account_id: str) -> bool:
    ways = await work.codes.ways(account_id)
    return ways.password or ways.passkeys > 0
