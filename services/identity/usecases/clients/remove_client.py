"""An operator ends a client: a contract is over, or a key is in the wrong hands."""

from chassis.clock import Clock
from chassis.errors import Conflict
from chassis.tokens import Caller
from services.identity.ports import OpenWork
from services.identity.usecases.clients.end_client import end_client
from services.identity.usecases.clients.ensure_operator import OPERATOR


class RemoveClient:
    """At once and for good: its id is never given again."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, client_id: str) -> None:
        """Raises NotFound, and Conflict for the operator's own client, without which nobody could register another."""
        caller.must("clients:write")
        if client_id == OPERATOR:
            raise Conflict("the operator's own client stays; its keys are set where Kith is started", code="operator")
        async with self._write() as work:
            client = await work.clients.get(client_id)
            await end_client(work, client.id, self._clock.now(), by=caller.subject)
