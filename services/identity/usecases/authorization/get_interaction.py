"""What a page of the authorization must ask."""

from chassis.clock import Clock
from chassis.errors import Unauthenticated
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import OpenWork
from services.identity.usecases.authorization.interacting import View, live_interaction, signed_in, view


class GetInteraction:
    def __init__(self, read: OpenWork, clock: Clock) -> None:
        self._read, self._clock = read, clock

    async def __call__(self, interaction_id: str, value: str) -> View:
        """For the session with this cookie value, which may be none. Raises NotFound."""
        now = self._clock.now()
        async with self._read() as work:
            interaction = await live_interaction(work, interaction_id, now, locked=False)
            standing: Standing | None
            try:
                standing = await signed_in(work, value, now)
            except Unauthenticated:
                standing = None
            return await view(work, interaction, standing, now)
