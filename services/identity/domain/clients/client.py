"""A client: a relying party, a partner's system, or one of our own applications."""

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from chassis.errors import Invalid
from services.identity.domain.clients.profile import ALGORITHMS, RULES, Profile, Rules

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
LARGEST_JWKS = 20_000
_URI = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]{1,2000}")
_HOST = re.compile(r"[A-Za-z0-9.:-]+")


@dataclass(frozen=True, slots=True)
class Registration:
    """What a client said of itself, in the words of OpenID Connect Dynamic Client Registration section 2.

    Members of RFC 8705, RFC 9101, RFC 9126, RFC 9449 and Back-Channel Logout keep their names too. Empty is "not said".
    """

    token_endpoint_auth_method: str = ""
    token_endpoint_auth_signing_alg: str = ""
    id_token_signed_response_alg: str = ""
    userinfo_signed_response_alg: str = ""
    request_object_signing_alg: str = ""
    grant_types: tuple[str, ...] = ()
    subject_type: str = "pairwise"
    sector_identifier_uri: str = ""
    jwks_uri: str = ""
    client_uri: str = ""
    logo_uri: str = ""
    policy_uri: str = ""
    tos_uri: str = ""
    contacts: tuple[str, ...] = ()
    default_max_age: int | None = None
    require_auth_time: bool = False
    request_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    backchannel_logout_session_required: bool = False
    dpop_bound_access_tokens: bool = False
    require_pushed_authorization_requests: bool = False
    tls_client_auth_subject_dn: str = ""
    tls_client_auth_san_dns: str = ""
    tls_client_auth_san_uri: str = ""
    tls_client_certificate_bound_access_tokens: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """`jwks`: JSON text of its public keys, empty for a public client. `role`: its own, for client credentials.

    `secret_hash`: of its client secret where its profile lets it have one.
    """

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
    registration: Registration = field(default_factory=Registration)
    secret_hash: str = field(default="", repr=False)

    @property
    def rules(self) -> Rules:
        return RULES[self.profile]

    @property
    def auth_method(self) -> str:
        """How it proves itself (RFC 7591 section 2)."""
        return self.registration.token_endpoint_auth_method or self.rules.auth_methods[0]

    @property
    def id_token_algorithm(self) -> str:
        return self.registration.id_token_signed_response_alg or self.rules.algorithms[0]

    @property
    def public(self) -> bool:
        return self.auth_method == "none"

    @property
    def grants(self) -> frozenset[str]:
        """Grant types it may use (RFC 7591 section 2): its profile's, or those of them it registered."""
        named = frozenset(self.registration.grant_types)
        return self.rules.grants & named if named else self.rules.grants

    @property
    def sector(self) -> str:
        """The sector of its pairwise subjects: the organisation, whatever hosts it uses.

        A sector_identifier_uri (OIDC Core section 8.1) is checked at registration and changes nothing here: a document
        that two organisations name would otherwise let them join what they know of a resident.
        """
        return self.organisation_id


def check_redirect_uri(field: str, uri: str) -> None:
    """Absolute https (http on loopback only), no fragment or user (RFC 6749 section 3.1.2). Raises Invalid.

    Nothing beyond the characters of RFC 3986: what browsers read in one way and others in another is no address.
    """
    try:
        parts = urlsplit(uri)
        secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        named = _HOST.fullmatch(parts.hostname or "") and parts.username is None and parts.port != 0
        bad = not secure or not named or not _URI.fullmatch(uri)
    except ValueError:
        bad = True
    if bad:
        raise Invalid.field(field, "must be an absolute https URL without a fragment (http on localhost only)")


def check_jwks(text: str) -> None:
    """A JWK Set of public keys (RFC 7517 section 5): P-256, Ed25519, or RSA of 2048 bits or more. Raises Invalid."""
    try:
        keys = json.loads(text)["keys"] if len(text) <= LARGEST_JWKS else []
        good = bool(keys) and all(_public(key) for key in keys)
    except (ValueError, TypeError, KeyError, AttributeError):
        good = False
    if not good:
        raise Invalid.field("jwks", "must be a JWK Set of public keys: P-256, Ed25519, or RSA of at least 2048 bits")


def _public(key: dict[str, str]) -> bool:
    if _PRIVATE_MEMBERS & key.keys() or key.get("alg", ALGORITHMS[0]) not in ALGORITHMS:
        return False
    if key["kty"] == "RSA":
        # The number itself: zeros before it make no key longer.
        return int.from_bytes(urlsafe_b64decode(key["n"] + "==")).bit_length() >= 2048
    return (key["kty"], key["crv"]) in {("EC", "P-256"), ("OKP", "Ed25519")}
