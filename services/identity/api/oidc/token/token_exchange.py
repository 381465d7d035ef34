"""Grant type `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693): acting on another's behalf.

subject_token   the handle of a mandate, or of a sitting: on what authority, and so for whom. Of our own token type; an
                account's id is never taken, so nobody is acted for by guessing who there is
actor_token     the access token of whoever acts, issued to the same client

The answer is an access token whose subject is the one who is acted for and whose `act` is who acts (section 4.1). It
rests on the actor's grant and ends with it, and it is never refreshed: it is asked for again.
"""

from typing import Any

from chassis.errors import NotFound
from services.identity.api.oidc.errors import InvalidRequest, InvalidScope, OAuthError
from services.identity.api.oidc.parameters import Parameters, needed
from services.identity.api.oidc.provider import Provider
from services.identity.domain.authorization.grant import ACCESS_LIFE
from services.identity.domain.claims.tokens import ACCESS_TYPE, api_audience, revocation_keys
from services.identity.domain.clients.binding import Binding
from services.identity.domain.clients.client import Client
from services.identity.domain.events import Event
from services.identity.domain.keys.keyring import BadToken
from services.identity.domain.mandates.acting import Authority, nested
from services.identity.domain.sessions.standing import Standing
from services.identity.ports import Work
from services.identity.usecases.mandates.authority import authority

AUTHORITY_TYPE = "urn:kith:params:oauth:token-type:authority"
ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token"


async def token_exchange(
    work: Work, client: Client, parameters: Parameters, binding: Binding, provider: Provider
) -> dict[str, str | int]:
    """Raises OAuthError."""
    known_types(parameters)
    for_our_api(parameters, provider)
    claims = actors_claims(client, needed(parameters, "actor_token"), binding, provider)
    actor = await live_actor(work, claims, provider)
    found = await on_authority(work, actor, needed(parameters, "subject_token"), provider)
    scopes = narrowed(client, found, parameters)
    return await issue_for_another(work, client, actor, found, scopes, claims["grant"], binding, provider)


def known_types(parameters: Parameters) -> None:
    if needed(parameters, "subject_token_type") != AUTHORITY_TYPE:
        raise InvalidRequest(f"subject_token_type must be {AUTHORITY_TYPE}")
    if needed(parameters, "actor_token_type") != ACCESS_TOKEN_TYPE:
        raise InvalidRequest(f"actor_token_type must be {ACCESS_TOKEN_TYPE}")
    if parameters.get("requested_token_type", ACCESS_TOKEN_TYPE) != ACCESS_TOKEN_TYPE:
        raise InvalidRequest(f"requested_token_type must be {ACCESS_TOKEN_TYPE}")


def for_our_api(parameters: Parameters, provider: Provider) -> None:
    """Section 2.2.2: a target we do not issue for."""
    for name in ("resource", "audience"):
        if parameters.get(name, api_audience(provider.issuer)) != api_audience(provider.issuer):
            raise OAuthError("we issue tokens for our own API only", "invalid_target")


def actors_claims(client: Client, token: str, binding: Binding, provider: Provider) -> dict[str, Any]:
    """Of a person's own access token, issued to this client, with the key it is bound to at hand."""
    issuer, now = provider.issuer, provider.clock.now()
    try:
        claims = provider.keyring.claims(token, typ=ACCESS_TYPE, issuer=issuer, audience=api_audience(issuer), now=now)
    except BadToken:
        raise InvalidRequest("the actor_token is not live") from None
    own = claims.get("client_id") == client.id and "grant" in claims and "act" not in claims
    if not own or claims.get("cnf") not in (None, binding.claims.get("cnf")):
        raise InvalidRequest("the actor_token is not this client's to use")
    return claims


async def live_actor(work: Work, claims: dict[str, Any], provider: Provider) -> Standing:
    grant = await work.grants.get(claims["grant"])
    session = await work.sessions.get(grant.session_id) if grant else None
    if grant is None or grant.ended_at or session is None or not session.live(provider.clock.now()):
        raise InvalidRequest("the actor_token is not live")
    if await work.revocations.covers(revocation_keys(claims, grant.account_id), claims["iat"]):
        raise InvalidRequest("the actor_token is not live")
    return await work.sessions.standing(session)


async def on_authority(work: Work, actor: Standing, handle: str, provider: Provider) -> Authority:
    """Over, suspended, somebody else's or never there: one answer (section 2.2.2 names the error)."""
    try:
        return await authority(work, actor, handle, provider.clock.now())
    except NotFound:
        raise InvalidRequest("the subject_token gives no authority") from None


def narrowed(client: Client, found: Authority, parameters: Parameters) -> frozenset[str]:
    """What was asked for; without `scope`, all that the authority and the client's registration allow."""
    most = found.scopes & client.scopes
    asked = frozenset(parameters.get("scope", "").split()) or most
    if not asked or asked - most:
        raise InvalidScope("the authority, or this client, does not reach that far")
    return asked


async def issue_for_another(
    work: Work,
    client: Client,
    actor: Standing,
    found: Authority,
    scopes: frozenset[str],
    grant_id: str,
    binding: Binding,
    provider: Provider,
) -> dict[str, str | int]:
    now, jti = provider.clock.now(), provider.ids.new("jti")
    expires_at = min(now + ACCESS_LIFE, found.until or now + ACCESS_LIFE)
    claims = nested(found.claims(actor)) | {
        "iss": provider.issuer,
        "aud": api_audience(provider.issuer),
        "sub": found.account_id,
        "client_id": client.id,
        "scope": " ".join(sorted(scopes)),
        "iat": int(now.timestamp()),
        "exp": int(expires_at.timestamp()),
        "jti": jti,
    }
    token = provider.keyring.sign(claims | binding.claims, ACCESS_TYPE)
    # It carries no grant of its own subject's; the actor's ends it.
    await work.grants.add_token(jti, grant_id, expires_at)
    facts = {"authority": found.handle, "kind": found.kind, "jti": jti}
    work.tell(Event("token.exchanged", found.account_id, facts), by=actor.account.id)
    return {
        "access_token": token,
        "issued_token_type": ACCESS_TOKEN_TYPE,
        "token_type": binding.token_type,
        "expires_in": int((expires_at - now).total_seconds()),
        "scope": " ".join(sorted(scopes)),
    }
