"""Signing and checking tokens: JWTs (RFC 7519), keys named by thumbprint (RFC 7638), each for one algorithm."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from services.identity.domain.keys.signed_jwt import BadJwt, SignedJwt
from services.identity.domain.keys.signing import SigningKey, State

# Of access tokens and of what travels between our services; ID tokens follow their client.
ALGORITHM = "ES256"
_RSA_BITS = 2048
_REQUIRED_CLAIMS = {"exp", "iat", "sub"}

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


class BadToken(Exception):
    """Not a token of ours, not for this, or no longer."""


class Keyring:
    """The keys of this process as last read: one of each algorithm signs, all verify."""

    def __init__(self) -> None:
        self._active: dict[str, tuple[str, Private]] = {}
        self._verifying: dict[str, jwt.PyJWK] = {}

    def hold(self, keys: Sequence[SigningKey]) -> None:
        """Use these keys from now on."""
        self._verifying = {key.kid: jwt.PyJWK.from_json(key.public) for key in keys}
        for key in keys:
            if key.state == "active" and self._active.get(key.algorithm, ("", None))[0] != key.kid:
                private = load_der_private_key(key.private, password=None)
                assert isinstance(private, Private)
                self._active[key.algorithm] = (key.kid, private)

    @property
    def ready(self) -> bool:
        return ALGORITHM in self._active

    def sign(self, claims: dict[str, Any], typ: str, algorithm: str = ALGORITHM) -> str:
        """A JWT with this `typ` header, by the active key of the algorithm."""
        kid, private = self._active[algorithm]
        return jwt.encode(claims, private, algorithm, headers={"kid": kid, "typ": typ})

    def claims(self, token: str, *, typ: str, issuer: str, audience: str, now: datetime | None) -> dict[str, Any]:
        """What a token of ours says. `now` None: its age does not matter (an id_token_hint).

        Raises:
            BadToken: forged, malformed, of another type, for another audience, or expired.
        """
        try:
            sent = SignedJwt.read(token)
        except BadJwt:
            raise BadToken("the token is not valid") from None
        key, claims = self._verifying.get(str(sent.header.get("kid"))), sent.claims
        if key is None or sent.header.get("typ") != typ:
            raise BadToken("not a token of ours for this use")
        if not sent.verifies(key) or claims.get("iss") != issuer or not claims.keys() >= _REQUIRED_CLAIMS:
            raise BadToken("the token is not valid")
        named = claims.get("aud")
        if audience and audience not in (named if isinstance(named, list) else [named]):
            raise BadToken("the token is not valid")
        if now is not None and now.timestamp() >= claims["exp"]:
            raise BadToken("the token has expired")
        return claims


def new_key(algorithm: str, state: State, now: datetime) -> SigningKey:
    """A new key: on P-256 (RFC 7518 section 3.4), Ed25519 (RFC 8037), or RSA of 2048 bits."""
    private, public = _pair(algorithm)
    kid = thumbprint(public)
    return SigningKey(
        kid=kid,
        state=state,
        public=json.dumps(public | {"kid": kid, "use": "sig", "alg": algorithm}),
        created_at=now,
        private=private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    )


def _pair(algorithm: str) -> tuple[Private, dict[str, Any]]:
    match algorithm:
        case "ES256":
            curve = ec.generate_private_key(ec.SECP256R1())
            return curve, ECAlgorithm.to_jwk(curve.public_key(), as_dict=True)
        case "EdDSA":
            edwards = ed25519.Ed25519PrivateKey.generate()
            return edwards, OKPAlgorithm.to_jwk(edwards.public_key(), as_dict=True)
        case "RS256" | "PS256":
            primes = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_BITS)
            return primes, RSAAlgorithm.to_jwk(primes.public_key(), as_dict=True)
        case _:
            raise ValueError(f"no keys are made for {algorithm}")


def jwks(keys: Sequence[SigningKey]) -> str:
    """The public keys as JSON text of a JWK Set (RFC 7517 section 5)."""
    return json.dumps({"keys": [json.loads(key.public) for key in keys]})


_REQUIRED = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}


def thumbprint(jwk: dict[str, Any]) -> str:
    """The JWK thumbprint (RFC 7638 section 3, RFC 8037 section 2): SHA-256 of the required members, base64url."""
    required = {name: jwk[name] for name in _REQUIRED[jwk["kty"]]}
    canonical = json.dumps(required, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).decode().rstrip("=")


def half_hash(token: str, algorithm: str = ALGORITHM) -> str:
    """`at_hash` (OIDC Core section 3.1.3.6): the left half of the algorithm's hash, base64url; Ed25519's is SHA-512."""
    digest = (hashlib.sha512 if algorithm == "EdDSA" else hashlib.sha256)(token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
