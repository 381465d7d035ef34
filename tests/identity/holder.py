"""Somebody who holds a key, and proves it (RFC 9449)."""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Holder:
    """A key of the sender's own; nobody registers it."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def jwk(self) -> dict[str, Any]:
        return ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)

    @property
    def thumbprint(self) -> str:
        """RFC 7638, written out once more."""
        jwk = self.jwk
        said = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
        return base64url(hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).digest())

    def proof(
        self,
        now: datetime,
        method: str,
        url: str,
        *,
        token: str = "",
        header: dict[str, Any] | None = None,
        **changed: Any,
    ) -> str:
        """A good proof; a claim or header changed to None is left out."""
        claims = {"jti": uuid.uuid4().hex, "htm": method, "htu": url, "iat": int(now.timestamp())}
        if token:
            claims["ath"] = base64url(hashlib.sha256(token.encode()).digest())
        said = {name: value for name, value in (claims | changed).items() if value is not None}
        headers = {"typ": "dpop+jwt", "jwk": self.jwk} | (header or {})
        # PyJWT writes "JWT" where there is no typ, and none where it is empty.
        return jwt.encode(said, self.private, "ES256", headers={n: v for n, v in headers.items() if v is not None})
