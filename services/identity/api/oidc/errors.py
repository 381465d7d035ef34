"""Refusals of the protocol, by the names the RFCs give them (RFC 6749 sections 4.1.2.1 and 5.2, OIDC Core 3.1.2.6)."""

from collections.abc import Mapping
from typing import ClassVar


class OAuthError(Exception):
    """`error` is the RFC's word; `description` is for the developer and holds nothing personal."""

    status: ClassVar[int] = 400
    headers: ClassVar[Mapping[str, str]] = {}
    error: str = "invalid_request"

    def __init__(self, description: str, error: str | None = None) -> None:
        super().__init__(description)
        self.description = description
        if error is not None:
            self.error = error


class InvalidRequest(OAuthError):
    error = "invalid_request"


class InvalidGrant(OAuthError):
    error = "invalid_grant"


class InvalidScope(OAuthError):
    error = "invalid_scope"


class UnauthorizedClient(OAuthError):
    error = "unauthorized_client"


class InvalidClient(OAuthError):
    status = 401
    error = "invalid_client"


class InvalidSecret(InvalidClient):
    """A client that came with Basic is answered in kind (RFC 6749 section 5.2)."""

    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": 'Basic realm="kith"'}


class InvalidDPoPProof(OAuthError):
    """RFC 9449 section 5."""

    error = "invalid_dpop_proof"


class UseDPoPNonce(InvalidDPoPProof):
    """RFC 9449 section 8: the same again, with the nonce in the header of this answer."""

    error = "use_dpop_nonce"


class InvalidToken(OAuthError):
    """RFC 6750 section 3.1."""

    status = 401
    error = "invalid_token"


class Untrusted(Exception):
    """At the authorization endpoint: the client or its redirect URI is not good, so nobody is sent anywhere."""
