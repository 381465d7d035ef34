"""The first operator: a client whose public key the host's owner put into the settings."""

from chassis.clock import Clock
from services.identity.domain.clients.client import Client, check_jwks
from services.identity.domain.events import Event
from services.identity.ports import OpenWork

OPERATOR = "operator"


class EnsureOperator:
    """At each start: client `operator` exists with exactly these keys."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, jwks: str) -> None:
        """Raises Invalid when it is not a JWK Set of public keys."""
        check_jwks(jwks)
        async with self._write() as work:
            held = next((client for client in await work.clients.listed() if client.id == OPERATOR), None)
            if held is None:
                now = self._clock.now()
                client = Client(OPERATOR, "Operator", "service", "", (), (), frozenset(), jwks, "operator", now)
                await work.clients.add(client)
            elif held.jwks != jwks:
                await work.clients.set_jwks(OPERATOR, jwks)
            else:
                return
            work.tell(Event("client.created" if held is None else "client.rekeyed", OPERATOR))
