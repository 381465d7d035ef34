"""The person says no to the whole request."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Denied
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.authorization.interacting import View, live_interaction, signed_in, view


class Decline:
    """The relying party is told access_denied and nothing else."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, interaction_id: str, value: str) -> View:
        """Raises NotFound, Unauthenticated, Denied when another session is at it."""
        now = self._clock.now()
        async with self._write() as work:
            interaction = await live_interaction(work, interaction_id, now)
            standing = await signed_in(work, value, now)
            if interaction.session_id != standing.session.id:
                raise Denied("sign in again to answer this", code="other-session")
            declined = replace(interaction, declined=True)
            await work.interactions.put(declined)
            facts = {"client_id": interaction.request.client_id}
            work.tell(Event("approval.declined", standing.account.id, facts), by=standing.account.id)
            return await view(work, declined, standing, now)
