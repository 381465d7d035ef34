"""A client gets another set of keys, or gives it to itself."""

import json
from datetime import UTC, datetime
from typing import Any

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, NotFound
from chassis.tokens import Caller
from services.identity.domain.authorization.grant import ASSERTION_LIFE
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.clients.client import Client, check_jwks
from services.identity.domain.clients.foreign_jwt import ForeignJwt
from services.identity.domain.events import Event
from services.identity.domain.keys.keyring import thumbprint
from services.identity.domain.keys.signed_jwt import BadJwt
from services.identity.ports import OpenWork, Work

SELF = "self"
_LONGEST_JTI = 200


class UpdateClientKeys:
    """The set takes the place of the one before, in one transaction: no request falls between two sets."""

    def __init__(self, write: OpenWork, issuer: str, clock: Clock) -> None:
        self._write, self._issuer, self._clock = write, issuer, clock

    async def __call__(self, caller: Caller, client_id: str, jwks: str, assertion: str) -> tuple[Client, list[str]]:
        """The client, and the thumbprints (RFC 7638) of its keys.

        Raises Invalid, NotFound for another's keys, Denied without proof of a present one, Conflict for a client that
        publishes its keys itself (`jwks_uri`).
        """
        caller.must("client-keys:write")
        check_jwks(jwks)
        own = client_id == SELF or client_id == caller.subject
        if not own and caller.claim("role") != "operator":
            raise NotFound("there is no such client")
        now = self._clock.now()
        async with self._write() as work:
            client = await work.clients.get(caller.subject if own else client_id)
            if client.registration.jwks_uri:
                raise Conflict("this client publishes its keys at its jwks_uri", code="jwks-uri")
            if own:
                await self._prove(work, client, assertion, now)
            before, after = (set(_thumbprints(text)) for text in (client.jwks, jwks))
            await work.clients.set_jwks(client.id, jwks)
            if before and not before & after:
                await work.revocations.add(Revocation("client", client.id, now))
            facts = {"keys": " ".join(sorted(after)), "gone": " ".join(sorted(before - after))}
            work.tell(Event("client.rekeyed", client.id, facts), by=caller.subject)
            return client, sorted(after)

    async def _prove(self, work: Work, client: Client, assertion: str, now: datetime) -> None:
        """RFC 7523 section 3, by a key of the present set, once: a stolen token must not become a key."""
        refusal = Denied(
            "prove that you hold a key of your present set: a client assertion for our issuer", code="no-key"
        )
        try:
            claims = ForeignJwt.read(assertion).signed_by(_keys(client.jwks), client.rules.algorithms)
        except BadJwt:
            raise refusal from None
        expires, jti = claims.get("exp"), claims.get("jti")
        ours = claims.get("iss") == claims.get("sub") == client.id and claims.get("aud") == self._issuer
        if not ours or not isinstance(expires, int | float) or not isinstance(jti, str) or len(jti) > _LONGEST_JTI:
            raise refusal
        if not now.timestamp() < expires <= (now + ASSERTION_LIFE).timestamp():
            raise refusal
        if not await work.assertions.first_use(client.id, jti, datetime.fromtimestamp(expires, UTC)):
            raise refusal


def _keys(jwks: str) -> list[dict[str, Any]]:
    keys: list[dict[str, Any]] = json.loads(jwks)["keys"] if jwks else []
    return keys


def _thumbprints(jwks: str) -> list[str]:
    return [thumbprint(key) for key in _keys(jwks)]
