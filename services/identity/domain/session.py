"""A signed-in browser. The cookie holds an opaque value; only its hash is kept."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LIFE = timedelta(hours=12)
COOKIE = "__Host-kith"
_VALUE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the `sid` of its tokens; `signed_in_at` is OIDC's auth_time and survives a change of context."""

    id: str
    account_id: str
    acr: str
    signed_in_at: datetime
    expires_at: datetime
    context_id: str = ""
    ended_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, with the value for its cookie, shown this once."""

    session: Session
    value: str = field(repr=False)


def new_value() -> str:
    """An unguessable cookie value (256 bits)."""
    return secrets.token_urlsafe(_VALUE_BYTES)


def form_token(key: bytes, session_id: str) -> str:
    """What a form must carry against cross-site request forgery: bound to one session, useless elsewhere."""
    return base64.urlsafe_b64encode(hmac.digest(key, session_id.encode(), hashlib.sha256)).decode().rstrip("=")
