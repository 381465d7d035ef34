"""A client changes what it registered (RFC 7592 section 2.2)."""

import json
from dataclasses import fields, replace

from chassis.clock import Clock
from chassis.tokens import hashed
from services.identity.domain.authorization.grant import new_secret
from services.identity.domain.authorization.revocation import Revocation
from services.identity.domain.clients.client import Client
from services.identity.domain.clients.rules import SECRET_METHODS, check_client
from services.identity.domain.events import Event
from services.identity.domain.keys.keyring import thumbprint
from services.identity.ports import Documents, OpenWork
from services.identity.usecases.clients.check_sector import check_sector
from services.identity.usecases.clients.managed_client import managed_client


class UpdateRegistration:
    """All of it takes the place of all there was, under the rules of registering; organisation and profile stay."""

    def __init__(self, write: OpenWork, documents: Documents, clock: Clock, *, allow_loopback: bool) -> None:
        self._write, self._documents, self._clock = write, documents, clock
        self._allow_loopback = allow_loopback

    async def __call__(self, access: str, wanted: Client) -> tuple[Client, str, str]:
        """The client as `wanted`, a client secret where it needs one and has none, its next registration access token.

        Raises Invalid, naming the member; Unauthenticated.
        """
        check_client(wanted, allow_loopback=self._allow_loopback)
        await check_sector(self._documents, wanted)
        async with self._write() as work:
            before, held = await managed_client(work, wanted.id, access)
            by_secret = wanted.auth_method in SECRET_METHODS
            client_secret = new_secret() if by_secret and not before.secret_hash else ""
            kept = before.secret_hash if by_secret else ""
            client = replace(
                wanted,
                profile=before.profile,
                organisation_id=before.organisation_id,
                role=before.role,
                created_at=before.created_at,
                secret_hash=hashed(client_secret) if client_secret else kept,
            )
            await work.clients.put(client)
            if is_less(before, client):
                await work.revocations.add(Revocation("client", client.id, self._clock.now()))
            if not client.registration.backchannel_logout_uri:
                await work.logouts.remove_all_for(client.id)
            successor = new_secret()
            await work.registrations.add_access(held.next(), successor)
            work.tell(Event("client.updated", client.id, {"changed": _changed(before, client)}), by=client.id)
        return client, client_secret, successor


def is_less(before: Client, after: Client) -> bool:
    """Whether the tokens it has reach further than it may now, or were got by what proves it no more: they are over."""
    ways = (before.auth_method, before.registration.jwks_uri) != (after.auth_method, after.registration.jwks_uri)
    had, has = _thumbprints(before.jwks), _thumbprints(after.jwks)
    rekeyed = bool(had) and not had & has
    return ways or rekeyed or bool(before.scopes - after.scopes)


def _thumbprints(jwks: str) -> set[str]:
    return {thumbprint(key) for key in json.loads(jwks)["keys"]} if jwks else set()


def _changed(before: Client, after: Client) -> str:
    """The members that are not as they were, by name."""
    own = [f.name for f in fields(Client) if f.name not in ("registration", "secret_hash")]
    said = [f.name for f in fields(before.registration)]
    differ = [name for name in own if getattr(before, name) != getattr(after, name)]
    differ += [name for name in said if getattr(before.registration, name) != getattr(after.registration, name)]
    return " ".join(sorted(differ))
