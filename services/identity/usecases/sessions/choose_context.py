"""A worker picks the employer, role and purpose to act in."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import NotFound, Unauthenticated
from chassis.ids import Ids
from services.identity.domain.events import Event
from services.identity.domain.sessions.session import Opened, new_value
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.end_session import end_session


class ChooseContext:
    """Goes on in another context under a new session; what the old one issued is over, so rights never add up."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, value: str, context_id: str) -> Opened:
        """Raises Unauthenticated without a live session, NotFound when the context is not this account's."""
        now = self._clock.now()
        async with self._write() as work:
            old = await work.sessions.by_value(value)
            if old is None or not old.live(now):
                raise Unauthenticated("sign in first", code="no-session")
            account = await work.accounts.get(old.account_id)
            context = account.context(context_id)
            if context is None or not old.may_act_in(context):
                raise NotFound("you do not have that role")
            new = replace(old, id=self._ids.new("ses"), context_id=context_id)
            opened = Opened(new, new_value())
            await work.sessions.add(new, opened.value)
            if place := (await work.whereabouts.of(account.id)).get(old.id):
                await work.whereabouts.note(new.id, account.id, place)
            await end_session(work, old, now, "context chosen", by=account.id)
            work.tell(Event("context.chosen", account.id, {"session_id": new.id} | context.facts), by=account.id)
            return opened
