"""A JWT that somebody else signed: a client assertion, a request object, a DPoP proof.

The key is ours to choose: `jku`, `x5u`, `x5c` and whatever else a header offers are never looked at, let alone fetched
(RFC 8725 section 3.10). The algorithm is from our list, and a key signs in no other kind than its own.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import jwt
from jwt.types import Options

from services.identity.domain.characters import are_characters
from services.identity.domain.client import Client

LONGEST = 16_384
_KIND = {"ES256": "EC", "PS256": "RSA", "RS256": "RSA", "EdDSA": "OKP"}
# Times and audience are for the reader to judge, by the injected clock and with words of their own.
_UNCHECKED: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}


class BadJwt(Exception):
    """Not a JWT, or not signed as it must be."""


def unverified(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, to know whose key to look for; nothing in them is believed yet. Raises BadJwt."""
    if len(text) > LONGEST:
        raise BadJwt("it is too long")
    try:
        said = jwt.decode_complete(text, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise BadJwt("it cannot be read") from None
    if not are_characters(said["payload"]):
        raise BadJwt("it holds what is no text")
    return said["header"], said["payload"]


def verified(
    text: str,
    jwks: Iterable[Mapping[str, Any]],
    algorithms: Sequence[str],
    *,
    header: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The claims, signed with one of these keys and one of these algorithms. Raises BadJwt.

    `header`: what `unverified` said of this text, where that was asked already.
    """
    header = unverified(text)[0] if header is None else header
    algorithm, kid = str(header.get("alg")), header.get("kid")
    if algorithm not in algorithms:
        raise BadJwt(f"it must be signed with one of {', '.join(algorithms)}")
    for jwk in jwks:
        if not _fits(jwk, algorithm, kid):
            continue
        try:
            key = _key(json.dumps(jwk, sort_keys=True), algorithm)
            claims: dict[str, Any] = jwt.decode(text, key, algorithms=[algorithm], options=_UNCHECKED)
            return claims
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
