"""A JWT (RFC 7519) read once: what it says, to know whose key to look for, and then whether that key signed it."""

from dataclasses import dataclass, field
from typing import Any, Self

import jwt

from services.identity.domain.characters import are_characters

LONGEST = 16_384


class BadJwt(Exception):
    """Not a JWT, or not signed as it must be."""


@dataclass(frozen=True, slots=True)
class SignedJwt:
    """Nothing in `header` and `claims` is believed before its signature was verified.

    Times, issuer and audience are for the reader to judge, by the injected clock and with words of their own.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    _signed: bytes = field(repr=False)
    _signature: bytes = field(repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises BadJwt."""
        if len(text) > LONGEST:
            raise BadJwt("it is too long")
        try:
            said = jwt.decode_complete(text, options={"verify_signature": False})
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise BadJwt("it cannot be read") from None
        if not are_characters(said["payload"]):
            raise BadJwt("it holds what is no text")
        return cls(said["header"], said["payload"], text.rpartition(".")[0].encode(), said["signature"])

    def verifies(self, key: jwt.PyJWK) -> bool:
        """Whether this key signed it, by the key's own algorithm, which the header must name (RFC 8725 section 3.1)."""
        named = self.header.get("alg") == key.algorithm_name
        return named and key.Algorithm.verify(self._signed, key.key, self._signature)
