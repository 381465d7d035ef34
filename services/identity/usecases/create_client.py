"""A relying party, a partner or one of our own applications is registered."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.claims import OIDC_SCOPES
from services.identity.domain.client import Client, check_jwks, check_redirect_uri
from services.identity.domain.events import Event
from services.identity.domain.profile import PROFILES
from services.identity.domain.roles import API_SCOPES, CLIENT_ROLES, scopes_of
from services.identity.ports import OpenWork


class CreateClient:
    """An operator registers a client; it gets an id, and from then on proves itself with its own key."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, caller: Caller, wanted: Client) -> Client:
        """`wanted.id` and `created_at` are given by us. Raises Invalid, naming the field."""
        caller.must("clients:write")
        _check(wanted)
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.clients.get(earlier)
            client = replace(wanted, id=self._ids.new("cli"), created_at=self._clock.now())
            await work.clients.add(client)
            await work.idempotency.keep(caller, client.id)
            facts = {"profile": client.profile, "organisation_id": client.organisation_id, "role": client.role}
            work.tell(Event("client.created", client.id, facts), by=caller.subject)
            return client


def _check(client: Client) -> None:
    if not client.name.strip():
        raise Invalid.field("name", "enter a name that residents will recognise")
    if client.profile not in PROFILES:
        raise Invalid.field("profile", f"must be one of {', '.join(sorted(PROFILES))}")
    if client.profile != "first-party" and not client.jwks:
        raise Invalid.field("jwks", "this client must have a key of its own")
    if client.jwks:
        check_jwks(client.jwks)
    if client.profile != "first-party" and not client.organisation_id and client.role != "operator":
        raise Invalid.field("organisation_id", "say which organisation the client acts for")
    if client.profile == "service":
        if client.role not in CLIENT_ROLES:
            raise Invalid.field("role", f"must be one of {', '.join(sorted(CLIENT_ROLES))}")
        if client.redirect_uris:
            raise Invalid.field("redirect_uris", "a service has no browser to send anywhere")
        allowed = scopes_of(client.role)
    else:
        if client.role:
            raise Invalid.field("role", "only a service has a role of its own")
        if not client.redirect_uris:
            raise Invalid.field("redirect_uris", "give at least one")
        allowed = OIDC_SCOPES | API_SCOPES if client.profile == "first-party" else OIDC_SCOPES
    if unknown := client.scopes - allowed:
        raise Invalid.field("scopes", f"this client cannot have {', '.join(sorted(unknown))}")
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        for place, uri in enumerate(getattr(client, name)):
            check_redirect_uri(f"{name}.{place}", uri)
