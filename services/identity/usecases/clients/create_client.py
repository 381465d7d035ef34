"""A relying party, a partner or one of our own applications is registered."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.rules import check_client
from services.identity.domain.events import Event
from services.identity.ports import OpenWork


class CreateClient:
    """An operator registers a client; it gets an id, and from then on proves itself as it registered."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids, *, allow_loopback: bool) -> None:
        self._write, self._clock, self._ids = write, clock, ids
        self._allow_loopback = allow_loopback

    async def __call__(self, caller: Caller, wanted: Client) -> Client:
        """`wanted.id` and `created_at` are given by us. Raises Invalid, naming the field."""
        caller.must("clients:write")
        check_client(wanted, allow_loopback=self._allow_loopback)
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.clients.get(earlier)
            client = replace(wanted, id=self._ids.new("cli"), created_at=self._clock.now())
            await work.clients.add(client)
            await work.idempotency.keep(caller, client.id)
            facts = {"profile": client.profile, "organisation_id": client.organisation_id, "role": client.role}
            work.tell(Event("client.created", client.id, facts), by=caller.subject)
            return client
