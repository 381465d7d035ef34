"""The person is signed in now."""

from dataclasses import replace

from chassis.clock import Clock
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.authorization.interacting import View, live_interaction, signed_in, view


class CompleteSignIn:
    """Binds the request to the session that signed in for it."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, interaction_id: str, value: str) -> View:
        """Raises NotFound, Unauthenticated."""
        now = self._clock.now()
        async with self._write() as work:
            interaction = await live_interaction(work, interaction_id, now)
            standing = await signed_in(work, value, now)
            bound = replace(interaction, session_id=standing.session.id)
            await work.interactions.put(bound)
            facts = {"interaction_id": bound.id, "client_id": bound.request.client_id}
            work.tell(Event("interaction.signed-in", standing.account.id, facts), by=standing.account.id)
            return await view(work, bound, standing, now)
