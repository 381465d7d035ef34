"""A client: a relying party, a partner's system, or one of our own applications."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from chassis.errors import Invalid

Profile = Literal["basic", "first-party", "service"]
PROFILES = frozenset({"basic", "first-party", "service"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
LARGEST_JWKS = 20_000


@dataclass(frozen=True, slots=True)
class Client:
    """`jwks`: JSON text of its public keys, empty for a public client. `role`: its own, for client credentials."""

    id: str
    name: str
    profile: Profile
    organisation_id: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    jwks: str
    role: str
    created_at: datetime

    @property
    def public(self) -> bool:
        return not self.jwks

    @property
    def grants(self) -> frozenset[str]:
        """Grant types it may use (RFC 7591 section 2)."""
        if self.profile == "service":
            return frozenset({"client_credentials"})
        if self.profile == "first-party":
            return frozenset({"authorization_code", "refresh_token"})
        return frozenset({"authorization_code"})

    @property
    def sector(self) -> str:
        """The sector of its pairwise subjects: the organisation, whatever hosts it uses."""
        return self.organisation_id


def check_redirect_uri(field: str, uri: str) -> None:
    """Absolute https (http on loopback only), no fragment or user (RFC 6749 section 3.1.2). Raises Invalid."""
    try:
        parts = urlsplit(uri)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        bad = not secure or not parts.hostname or parts.username is not None or "#" in uri or not uri.isascii()
    except ValueError:
        bad = True
    if bad:
        raise Invalid.field(field, "must be an absolute https URL without a fragment (http on localhost only)")


def check_jwks(text: str) -> None:
    """A JWK Set of public P-256 keys (RFC 7517 section 5). Raises Invalid."""
    try:
        keys = json.loads(text)["keys"] if len(text) <= LARGEST_JWKS else []
        good = bool(keys) and all(
            key["kty"] == "EC" and key["crv"] == "P-256" and not _PRIVATE_MEMBERS & key.keys() for key in keys
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        good = False
    if not good:
        raise Invalid.field("jwks", "must be a JWK Set of public keys on the curve P-256")
