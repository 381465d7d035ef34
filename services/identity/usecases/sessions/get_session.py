"""Who is signed in, and in which acting context."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import OpenWork
from services.identity.usecases.sessions.recent import recent


class GetSession:
    """What a cookie stands for just now."""

    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, value: str) -> Standing:
        """The standing, its account with every context to choose from. Raises Unauthenticated."""
        async with self._read() as work:
            session = await work.sessions.by_value(value)
            now = self._clock.now()
            standing = await work.sessions.standing(session) if session and session.live(now) else None
            if standing is None:
                raise Unauthenticated("sign in first", code="no-session")
            account = await work.accounts.get(standing.account.id)
            offered = tuple(context for context in account.contexts if standing.session.may_act_in(context))
            account = replace(account, contexts=offered)
            return replace(standing, account=account, recent=await recent(work, standing.session, now))
