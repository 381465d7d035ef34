"""A device without a keyboard asks for tokens, and a person says yes to it elsewhere (RFC 8628)."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
LIFE = timedelta(minutes=10)
INTERVAL = timedelta(seconds=5)
# No vowels and nothing that looks like something else (section 6.1): 20 to the 8th is 34 bits, of which a guesser who
# is slowed to a try in ten seconds finds none within ten minutes.
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
_LETTERS = 8

State = Literal["waiting", "approved", "denied", "used"]


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """`hash`: of the device code. The user code is found by its keyed hash and kept nowhere."""

    hash: str = field(repr=False)
    client_id: str
    scopes: frozenset[str]
    expires_at: datetime
    interval: timedelta = INTERVAL
    polled_at: datetime | None = None
    state: State = "waiting"
    grant_id: str = ""

    def live(self, now: datetime) -> bool:
        """Whether a person may still answer it."""
        return self.state == "waiting" and now < self.expires_at

    def polled(self, now: datetime) -> "DeviceRequest":
        """After the device asked again: whoever asks too soon waits five seconds longer each time (section 3.5)."""
        return replace(self, polled_at=now, interval=self.interval + INTERVAL if self.too_soon(now) else self.interval)

    def too_soon(self, now: datetime) -> bool:
        return self.polled_at is not None and now - self.polled_at < self.interval


def new_user_code() -> str:
    """As it is shown: two groups of four letters."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return f"{letters[:4]}-{letters[4:]}"


def as_typed(text: str) -> str:
    """The letters of a user code however it was typed: small letters, spaces and dashes do not matter."""
    return "".join(letter for letter in text.upper() if letter in _ALPHABET)
