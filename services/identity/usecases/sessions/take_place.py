"""Somebody signs in at a browser where somebody is signed in."""

from dataclasses import replace

from chassis.clock import Clock
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.credentials.levels import Means, reaches
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Session, new_value
from services.identity.ports import OpenWork, Work
from services.identity.usecases.sessions.end_session import end_session


class TakePlace:
    """A resident who signs in again, as a council may ask (`prompt=login`, `max_age`), goes on in the session she has:
    what other councils were given in it stays good, and none is told that she signed out.

    A worker begins anew, with no context chosen, and so does who proves less than before; nobody goes on in what was
    another's.
    """

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, before: str, value: str) -> None:
        """`before`, `value`: the cookie values of the two sessions. `value` stays good, `before` does not."""
        now = self._clock.now()
        async with self._write() as work:
            old, new = await work.sessions.by_value(before), await work.sessions.by_value(value)
            if old is None or not old.live(now) or (new is not None and new.id == old.id):
                return
            if new is None or not new.live(now) or not await _goes_on(work, old, new):
                await end_session(work, old, now, "signed out", by=old.account_id)
                return
            # The value is its own in one place only, so the new session gives it up first. Nothing was issued in it.
            await work.sessions.renew(new, new_value())
            await work.sessions.end(new.id, now)
            await work.revocations.add(Revocation.for_good("session", new.id, now))
            proved = old.proved(Means(new.acr, new.amr), new.signed_in_at)
            await work.sessions.renew(replace(proved, expires_at=new.expires_at), value)
            work.tell(Event("session.continued", old.account_id, {"session_id": old.id}), by=old.account_id)


async def _goes_on(work: Work, old: Session, new: Session) -> bool:
    same = old.account_id == new.account_id and (await work.accounts.get(old.account_id)).kind == "resident"
    return same and reaches(new.acr, old.acr)
