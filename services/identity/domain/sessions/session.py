"""A signed-in browser. The cookie holds an opaque value; only its hash is kept."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.identity.domain.accounts.account import ActingContext
from services.identity.domain.credentials.levels import LEVELS, LOW, Means, reaches

LIFE = timedelta(hours=12)
HALF_LIFE = timedelta(minutes=10)
COOKIE = "__Host-kith"
_VALUE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Upstream:
    """The employer whose own sign-in a session came from, and keyed hashes of its names for the person and the session.

    Such a session acts for that employer and no other: an organisation vouches for its own staff only.
    """

    employer_id: str
    subject: str
    sid: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """`id` is the `sid` of its tokens; `signed_in_at` is OIDC's auth_time and survives a change of context.

    `acr` is the highest level reached in it; `reached` says when each was last reached, `amr` by what (RFC 8176).
    """

    id: str
    account_id: str
    acr: str
    signed_in_at: datetime
    expires_at: datetime
    context_id: str = ""
    ended_at: datetime | None = None
    amr: tuple[str, ...] = ()
    reached: Mapping[str, datetime] = field(default_factory=dict)
    upstream: Upstream | None = None

    def live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at

    def may_act_in(self, context: ActingContext) -> bool:
        return self.upstream is None or self.upstream.employer_id == context.employer_id

    def sees(self, other: "Session", acting: ActingContext | None) -> bool:
        """Whether whoever is signed in here may know of another session of the same account, and end it.

        `acting`: what the other acts in. An employer's own sign-in reaches what she does for that employer and no
        further: whoever runs it could otherwise learn where else she works, and put her out there.
        """
        if self.upstream is None:
            return True
        begun_there = other.upstream is not None and other.upstream.employer_id == self.upstream.employer_id
        return begun_there or (acting is not None and self.may_act_in(acting))

    def proved(self, means: Means, now: datetime) -> "Session":
        """This session after its owner proved themselves (again) by these means: no level in it ever falls."""
        acr = means.acr if reaches(means.acr, self.acr) else self.acr
        amr = means.amr if acr == means.acr else self.amr
        reached = {level: now for level in LEVELS if reaches(means.acr, level)}
        return replace(self, acr=acr, amr=amr, signed_in_at=now, reached={**self.reached, **reached})

    def reached_since(self, least: str, since: datetime) -> bool:
        """Whether that level, or a stronger one, was reached after an instant."""
        # A session of before levels had times has the one of its sign-in.
        at = self.reached.get(least or LOW, self.signed_in_at if reaches(self.acr, least) else None)
        return at is not None and at > since


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, with the value for its cookie, shown this once."""

    session: Session
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Half:
    """The password was right; a code must follow, with this value, within its life. No session yet."""

    value: str = field(repr=False)


def new_value() -> str:
    """An unguessable cookie value (256 bits)."""
    return secrets.token_urlsafe(_VALUE_BYTES)


def form_token(key: bytes, session_id: str) -> str:
    """What a form must carry against cross-site request forgery: bound to one session, useless elsewhere."""
    return base64.urlsafe_b64encode(hmac.digest(key, session_id.encode(), hashlib.sha256)).decode().rstrip("=")
