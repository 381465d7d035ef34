"""What a token says: public access tokens (RFC 9068) and ID tokens (OIDC Core section 2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.identity.domain.authorization.grant import Grant
from services.identity.domain.claims.one_login import trustmark, vector_of_trust
from services.identity.domain.claims.subject import pairwise
from services.identity.domain.clients.client import Client
from services.identity.domain.keys.keyring import half_hash
from services.identity.domain.sessions.standing import Standing

ACCESS_TYPE = "at+jwt"
ID_TYPE = "JWT"
# Of its own, so that no answer is ever taken for a token.
USERINFO_TYPE = "userinfo+jwt"


def api_audience(issuer: str) -> str:
    """The resource our public access tokens are for."""
    return f"{issuer}/v1"


def subject_for(client: Client, account_id: str, salt: bytes) -> str:
    """Our own applications know the account; everybody else a pairwise name for it, a URN where they expect one."""
    if client.profile == "first-party":
        return account_id
    return f"{'urn:fdc:kith:2026:' if client.rules.vectors else ''}{pairwise(client.sector, account_id, salt)}"


def session_for(client: Client, session_id: str, salt: bytes) -> str:
    """What a client knows a session as: by one name for all, two councils could join what a resident does at both."""
    return session_id if client.profile == "first-party" else pairwise(client.sector, session_id, salt)


def access_claims(
    client: Client, grant: Grant, standing: Standing, issuer: str, jti: str, now: datetime
) -> dict[str, Any]:
    """An access token for a person. A relying party's says nothing of the person but their pairwise subject."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": api_audience(issuer),
        "sub": subject_for(client, standing.account.id, standing.account.subject_salt),
        "client_id": client.id,
        "grant": grant.id,
        "scope": " ".join(sorted(grant.scopes)),
        "auth_time": int(grant.signed_in_at.timestamp()),
        "acr": grant.acr,
        "iat": int(now.timestamp()),
        "exp": int((now + client.rules.access_life).timestamp()),
        "jti": jti,
    }
    if not grant.offline:
        # What ends with the session names it; what outlives it must not end with it.
        claims["sid"] = grant.sid
    return standing.claims() | claims if client.profile == "first-party" else claims


def client_claims(client: Client, scopes: frozenset[str], issuer: str, jti: str, now: datetime) -> dict[str, Any]:
    """An access token for a client acting for itself (client credentials)."""
    claims = {
        "iss": issuer,
        "aud": api_audience(issuer),
        "sub": client.id,
        "client_id": client.id,
        "kind": client.role,
        "role": client.role,
        "name": client.name,
        "scope": " ".join(sorted(scopes)),
        "iat": int(now.timestamp()),
        "exp": int((now + client.rules.access_life).timestamp()),
        "jti": jti,
    }
    return claims | ({"org": client.organisation_id} if client.organisation_id else {})


def id_claims(
    client: Client, grant: Grant, standing: Standing, issuer: str, access_token: str, now: datetime
) -> dict[str, Any]:
    """An ID token for the client that asked."""
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": client.id,
        "sub": subject_for(client, standing.account.id, standing.account.subject_salt),
        "auth_time": int(grant.signed_in_at.timestamp()),
        "acr": grant.acr,
        "sid": grant.sid,
        "at_hash": half_hash(access_token, client.id_token_algorithm),
        "iat": int(now.timestamp()),
        "exp": int((now + client.rules.id_token_life).timestamp()),
    }
    if client.rules.vectors:
        claims |= {"vot": vector_of_trust(grant.acr), "vtm": trustmark(issuer)}
    if grant.amr:
        claims["amr"] = list(grant.amr)
    return claims | ({"nonce": grant.nonce} if grant.nonce else {})


def as_we_know(claims: Mapping[str, Any], grant: Grant | None) -> dict[str, Any]:
    """The claims of a token of ours, with the session by our own name for it."""
    return dict(claims) | ({"sid": grant.session_id} if grant and "sid" in claims else {})


def revocation_keys(claims: Mapping[str, Any], account_id: str) -> list[tuple[str, str]]:
    """Every (kind, key) that would end a token with these claims (`as_we_know` them)."""
    named = {
        "session": claims.get("sid"),
        "account": account_id,
        "client": claims.get("client_id"),
        "token": claims.get("jti"),
        "acting": claims.get("act_for"),
    }
    return [(kind, str(key)) for kind, key in named.items() if key]
