"""Client metadata: JSON to a client and back (RFC 7591 section 2, OIDC Dynamic Client Registration section 2)."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, get_type_hints

from chassis.tokens import hashed, same
from services.identity.api.oidc.errors import OAuthError
from services.identity.domain.characters import are_characters
from services.identity.domain.claims.release import OIDC_SCOPES
from services.identity.domain.clients.client import Client, Registration
from services.identity.domain.clients.profile import RULES, Profile

_HINTS = get_type_hints(Registration)
# RFC 7592 section 2.2.
_OURS = frozenset(
    {"registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at"}
)


class BadMetadata(OAuthError):
    """RFC 7591 section 3.2.2."""

    error = "invalid_client_metadata"


def members(body: str) -> dict[str, Any]:
    """What a request says. Raises BadMetadata."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not are_characters(said):
        raise BadMetadata("the body must be a JSON object, of text")
    # null is not said (RFC 7591 section 2).
    return {name: value for name, value in said.items() if value is not None}


def client_of(said: dict[str, Any], profile: Profile, organisation_id: str, now: datetime) -> Client:
    """The client somebody wants to be, not yet checked against its profile. Raises BadMetadata.

    What is not said is as the two specifications have it, where the profile allows that.
    """
    if _strings(said, "response_types", ["code"]) != ("code",):
        raise BadMetadata("response_types: must be code")
    if said.get("application_type", "web") not in ("web", "native"):
        raise BadMetadata("application_type: must be web or native")
    rules = RULES[profile]
    if "client_secret_basic" in rules.auth_methods:
        said.setdefault("token_endpoint_auth_method", "client_secret_basic")
    if "RS256" in rules.algorithms:
        said.setdefault("id_token_signed_response_alg", "RS256")
    said.setdefault("grant_types", ["authorization_code"])
    return Client(
        id="",
        name=_string(said, "client_name"),
        profile=profile,
        organisation_id=organisation_id,
        redirect_uris=_strings(said, "redirect_uris"),
        post_logout_redirect_uris=_strings(said, "post_logout_redirect_uris"),
        scopes=frozenset(_string(said, "scope").split()) or OIDC_SCOPES,
        jwks=json.dumps(said["jwks"]) if "jwks" in said else "",
        role="",
        created_at=now,
        registration=_registration(said),
    )


def changed(said: dict[str, Any], client: Client) -> Client:
    """What a client wants to be from now on (RFC 7592 section 2.2): all it says, and nothing of before.

    It names itself, and repeats nothing that we decide; a secret it names is the one it has. Raises BadMetadata.
    """
    if said.get("client_id") != client.id:
        raise BadMetadata("client_id: must be there, and the client's own")
    if ours := sorted(_OURS & said.keys()):
        raise BadMetadata(f"{ours[0]}: is ours to say; leave it out")
    if "client_secret" in said and not same(hashed(_string(said, "client_secret")), client.secret_hash):
        raise BadMetadata("client_secret: is not the one the client has; a client does not choose its secret")
    return replace(client_of(said, client.profile, client.organisation_id, client.created_at), id=client.id)


def metadata_of(client: Client) -> dict[str, Any]:
    """What is registered, with what the profile decided (RFC 7591 section 3.2.1)."""
    silent, said = Registration(), client.registration
    told = {name: getattr(said, name) for name in _HINTS if getattr(said, name) != getattr(silent, name)}
    told |= {
        "client_id": client.id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
        "response_types": ["code"],
        "grant_types": sorted(client.grants),
        "scope": " ".join(sorted(client.scopes)),
        "subject_type": said.subject_type,
        "token_endpoint_auth_method": client.auth_method,
        "id_token_signed_response_alg": client.id_token_algorithm,
    }
    return told | ({"jwks": json.loads(client.jwks)} if client.jwks else {})


def _registration(said: dict[str, Any]) -> Registration:
    """Members nobody knows are ignored (RFC 7591 section 2)."""
    return Registration(**{name: _KINDS[hint](said, name) for name, hint in _HINTS.items() if name in said})


def _string(said: dict[str, Any], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise BadMetadata(f"{name}: must be a string")
    return value


def _strings(said: dict[str, Any], name: str, unsaid: list[str] | None = None) -> tuple[str, ...]:
    value = said.get(name, unsaid or [])
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise BadMetadata(f"{name}: must be an array of strings")
    return tuple(value)


def _bool(said: dict[str, Any], name: str) -> bool:
    value = said[name]
    if not isinstance(value, bool):
        raise BadMetadata(f"{name}: must be true or false")
    return value


def _whole(said: dict[str, Any], name: str) -> int:
    value = said[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadMetadata(f"{name}: must be a whole number")
    return value


_KINDS: dict[object, Callable[[dict[str, Any], str], Any]] = {
    str: _string,
    tuple[str, ...]: _strings,
    bool: _bool,
    int | None: _whole,
}
