"""What the questions need of whoever is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

# RFC 7636, appendix B.
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
SIDE_BY_SIDE = 8
_LIFE_SECONDS = 50  # Keycloak takes none that lives longer than a minute


@dataclass(frozen=True, slots=True)
class Party:
    """A client that proves itself with private_key_jwt (RFC 7523) and an ES256 key."""

    key: ec.EllipticCurvePrivateKey
    client_id: str
    redirect_uri: str = ""

    @classmethod
    def new(cls, client_id: str, redirect_uri: str = "") -> "Party":
        return cls(ec.generate_private_key(ec.SECP256R1()), client_id, redirect_uri)

    @property
    def jwks(self) -> dict[str, list[dict[str, str]]]:
        public = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "ES256"}]}

    def assertion(self, audience: str, jti: str, now: float) -> dict[str, str]:
        """The form fields that prove the client, good for one use and 50 seconds."""
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "jti": jti,
            "iat": int(now),
            "exp": int(now) + _LIFE_SECONDS,
        }
        return {
            "client_id": self.client_id,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": jwt.encode(claims, self.key, "ES256", headers={"kid": "one"}),
        }


@dataclass(frozen=True, slots=True)
class Contender:
    """A running provider.

    `cookies` are of as many browsers as come side by side, each signed in. `processes` are those that answer, by name,
    without the database server's. `scope` is what a relying party asks for to get a refresh token too.
    """

    name: str
    issuer: str
    authorize: str
    token: str
    introspect: str
    service: Party
    first: Party
    second: Party
    cookies: Sequence[str]
    processes: Mapping[str, int]
    scope: str = "openid offline_access"
