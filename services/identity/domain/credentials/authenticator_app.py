"""An authenticator app: codes of six digits, new each 30 seconds (TOTP, RFC 6238), each good once."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

import pyotp

from chassis.tokens import same

STEP_SECONDS = 30
DIGITS = 6
# A clock may be one step out, either way (RFC 6238 section 5.2).
_DRIFT = 1
_SECRET_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class AuthenticatorApp:
    """`secret`: 160 bits in base 32. `last_step`: of the last code taken; no code of it or before is taken again."""

    account_id: str
    secret: str = field(repr=False)
    last_step: int
    added_at: datetime


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 section 4 recommends."""
    return pyotp.random_base32(_SECRET_CHARACTERS)


def well_formed(secret: str) -> bool:
    return len(secret) == _SECRET_CHARACTERS and set(secret) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def step_of(secret: str, code: str, after: int, now: datetime) -> int | None:
    """The time step this code is of, if it is one of now, a step before or a step behind, and later than `after`."""
    totp, current = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS), int(now.timestamp()) // STEP_SECONDS
    # Each is compared, so that the time taken does not tell which was near.
    right = [step for step in range(current - _DRIFT, current + _DRIFT + 1) if same(totp.generate_otp(step), code)]
    return next((step for step in right if step > after), None)


def uri(secret: str, name: str, issuer: str) -> str:
    """What the app reads from a QR code (the "Key Uri Format" that every app knows)."""
    asked = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{asked}"
