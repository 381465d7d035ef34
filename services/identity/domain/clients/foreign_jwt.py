"""A JWT that somebody else signed: a client assertion, a request object, a DPoP proof.

The key is ours to choose: `jku`, `x5u`, `x5c` and whatever else a header offers are never looked at, let alone fetched
(RFC 8725 section 3.10). The algorithm is from our list, and a key signs in no other kind than its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import jwt

from services.identity.domain.clients.client import Client
from services.identity.domain.keys.signed_jwt import BadJwt, SignedJwt

_KIND = {"ES256": "EC", "PS256": "RSA", "RS256": "RSA", "EdDSA": "OKP"}


class ForeignJwt(SignedJwt):
    __slots__ = ()

    def signed_by(self, jwks: Iterable[Mapping[str, Any]], algorithms: Sequence[str]) -> dict[str, Any]:
        """The claims, signed with one of these keys and one of these algorithms. Raises BadJwt."""
        algorithm, kid = str(self.header.get("alg")), self.header.get("kid")
        if algorithm not in algorithms:
            raise BadJwt(f"it must be signed with one of {', '.join(algorithms)}")
        for jwk in jwks:
            if not _fits(jwk, algorithm, kid):
                continue
            try:
                if self.verifies(_key(json.dumps(jwk, sort_keys=True), algorithm)):
                    return self.claims
            except (jwt.PyJWTError, ValueError):
                continue
        raise BadJwt("it is not signed with a known key")


@lru_cache(maxsize=1024)
def _key(jwk: str, algorithm: str) -> jwt.PyJWK:
    return jwt.PyJWK(json.loads(jwk), algorithm)


def _fits(jwk: Mapping[str, Any], algorithm: str, kid: object) -> bool:
    return (
        jwk.get("kty") == _KIND[algorithm]
        and jwk.get("alg", algorithm) == algorithm
        and jwk.get("use", "sig") == "sig"
        and (kid is None or jwk.get("kid", kid) == kid)
    )


def algorithms_of(client: Client, registered: str) -> tuple[str, ...]:
    """The one it registered for this, else all that its profile allows."""
    return (registered,) if registered in client.rules.algorithms else client.rules.algorithms
