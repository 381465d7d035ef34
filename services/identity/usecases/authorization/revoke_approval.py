"""A resident takes an approval back."""

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.ports import OpenWork
from services.identity.usecases.authorization.end_grant import end_grant


class RevokeApproval:
    """That council gets nothing more: the approval is gone, and so are its tokens."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, client_id: str) -> None:
        """Raises NotFound when there is no such approval."""
        caller.must("me:write")
        now = self._clock.now()
        async with self._write() as work:
            if not await work.approvals.remove(caller.subject, client_id):
                raise NotFound("you have not approved that")
            for grant in await work.grants.live_of(caller.subject, client_id):
                await end_grant(work, grant, now, "approval taken back", by=caller.actor)
            work.tell(Event("approval.withdrawn", caller.subject, {"client_id": client_id}), by=caller.actor)
