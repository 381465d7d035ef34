"""Challenges of passkey ceremonies (WebAuthn section 13.4.3): unguessable, for minutes, for one purpose of one browser.

None is written down before it is answered, so that a flood of sign-in pages writes nothing. What the browser is given
back with the challenge is a token of chance and an end; the challenge is its keyed hash together with what it is for,
so that it can be made again from the token, by us alone. Its hash is kept as used from the first answer on: any answer
when somebody signs in, the first right one when a passkey is added (there, a wrong one harms only its sender).
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LIFE = timedelta(minutes=10)
_CHANCE_BYTES, _END_BYTES = 16, 8


@dataclass(frozen=True, slots=True)
class Challenge:
    """`value`: the 32 bytes an authenticator signs. `token`: what makes it again."""

    value: bytes = field(repr=False)
    token: str = field(repr=False)
    expires_at: datetime


class Challenges:
    """Makes challenges with a key of its own."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def new(self, now: datetime, *about: str) -> Challenge:
        """`about`: the purpose and whom it is bound to; the same must be said to make it again."""
        ends = int((now + LIFE).timestamp()).to_bytes(_END_BYTES)
        token = base64.urlsafe_b64encode(secrets.token_bytes(_CHANCE_BYTES) + ends).rstrip(b"=").decode()
        return self._of(token, ends, about)

    def again(self, token: str, now: datetime, *about: str) -> Challenge | None:
        """None where the token is none of ours to go on with: malformed, or too old."""
        try:
            parts = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(parts) != _CHANCE_BYTES + _END_BYTES:
            return None
        ends = parts[_CHANCE_BYTES:]
        if not int(now.timestamp()) < int.from_bytes(ends) <= int((now + LIFE).timestamp()):
            return None
        return self._of(token, ends, about)

    def _of(self, token: str, ends: bytes, about: tuple[str, ...]) -> Challenge:
        said = "".join(f"{len(part)}:{part}" for part in (token, *about))
        value = hmac.digest(self._key, said.encode(), hashlib.sha256)
        return Challenge(value, token, datetime.fromtimestamp(int.from_bytes(ends), UTC))
