"""Signing and checking tokens: JWTs (RFC 7519) with ES256 (RFC 7518), keys named by thumbprint (RFC 7638)."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import ECAlgorithm

from services.identity.domain.signing import SigningKey, State

ALGORITHM = "ES256"


class BadToken(Exception):
    """Not a token of ours, not for this, or no longer."""


class Keyring:
    """The keys of this process as last read: one signs, all verify."""

    def __init__(self) -> None:
        self._active: tuple[str, ec.EllipticCurvePrivateKey] | None = None
        self._verifying: dict[str, jwt.PyJWK] = {}

    def hold(self, keys: Sequence[SigningKey]) -> None:
        """Use these keys from now on."""
        self._verifying = {key.kid: jwt.PyJWK.from_json(key.public) for key in keys}
        for key in keys:
            if key.state == "active" and (self._active is None or self._active[0] != key.kid):
                private = load_der_private_key(key.private, password=None)
                assert isinstance(private, ec.EllipticCurvePrivateKey)
                self._active = (key.kid, private)

    @property
    def ready(self) -> bool:
        return self._active is not None

    def sign(self, claims: dict[str, Any], typ: str) -> str:
        """A JWT with this `typ` header."""
        assert self._active, "keys are held before anything is served"
        kid, private = self._active
        return jwt.encode(claims, private, ALGORITHM, headers={"kid": kid, "typ": typ})

    def claims(self, token: str, *, typ: str, issuer: str, audience: str, now: datetime | None) -> dict[str, Any]:
        """What a token of ours says. `now` None: its age does not matter (an id_token_hint).

        Raises:
            BadToken: forged, malformed, of another type, for another audience, or expired.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = self._verifying.get(str(header.get("kid")))
            if key is None or header.get("typ") != typ:
                raise BadToken("not a token of ours for this use")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=issuer,
                audience=audience or None,
                # The injected clock decides about time, below.
                options={
                    "require": ["exp", "iat", "sub"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_aud": bool(audience),
                },
            )
        except jwt.InvalidTokenError:
            raise BadToken("the token is not valid") from None
        if now is not None and now.timestamp() >= claims["exp"]:
            raise BadToken("the token has expired")
        return claims


def new_key(state: State, now: datetime) -> SigningKey:
    """A new key on P-256."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    kid = thumbprint(public)
    return SigningKey(
        kid=kid,
        state=state,
        public=json.dumps(public | {"kid": kid, "use": "sig", "alg": ALGORITHM}),
        created_at=now,
        private=private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    )


def jwks(keys: Sequence[SigningKey]) -> str:
    """The public keys as JSON text of a JWK Set (RFC 7517 section 5)."""
    return json.dumps({"keys": [json.loads(key.public) for key in keys]})


def thumbprint(jwk: dict[str, Any]) -> str:
    """The JWK thumbprint of an EC key (RFC 7638 section 3): SHA-256 of its required members, base64url."""
    required = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).decode().rstrip("=")


def half_hash(token: str) -> str:
    """`at_hash` (OIDC Core section 3.1.3.6): the left half of SHA-256, base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).decode().rstrip("=")
