"""What an authorization gives: a code, then tokens, all hanging off one grant that can be ended at once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.identity.domain.sessions.session import Session

ACCESS_LIFE = timedelta(minutes=5)
# A client that sent its refresh token twice because an answer was lost, or from two tabs at once, is no thief: so long
# after the first use, a second gets a successor of its own. Later, it ends the grant (RFC 9700 section 4.14.2).
REFRESH_GRACE = timedelta(seconds=10)
OFFLINE = "offline_access"
ASSERTION_LIFE = timedelta(hours=1)  # what widely used client libraries send unless told otherwise


@dataclass(frozen=True, slots=True)
class Grant:
    """One authorization of one client by one signed-in person. Ending it ends its code, refresh tokens and tokens.

    `sid`: what the client knows the session as, another name in each sector. `jkt`: the key (RFC 7638) its code is for,
    and the refresh tokens of a public client; empty while it is for none.
    """

    id: str
    client_id: str
    account_id: str
    session_id: str
    scopes: frozenset[str]
    claims: Mapping[str, Any]
    nonce: str
    acr: str
    signed_in_at: datetime
    ended_at: datetime | None = None
    jkt: str = ""
    amr: tuple[str, ...] = ()
    sid: str = ""

    @property
    def offline(self) -> bool:
        """Whether the resident let it outlive the browser's session (OIDC Core section 11).

        It never outlives its refresh token, a sign-out everywhere, a closed account or an approval taken back.
        """
        return OFFLINE in self.scopes

    def stands(self, session: Session, now: datetime) -> bool:
        """Whether tokens may still be issued on it, and used."""
        return self.ended_at is None and (self.offline or session.live(now))


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code (RFC 6749 section 4.1.2): 60 seconds, once. Only its hash is kept."""

    hash: str = field(repr=False)
    grant_id: str
    client_id: str
    redirect_uri: str
    challenge: str
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token (RFC 9700 section 4.14). Only its hash is kept.

    All of one grant are a family: a successor lives no longer than the first would have, and dies with the grant.
    """

    hash: str = field(repr=False)
    grant_id: str
    client_id: str
    expires_at: datetime
    used_at: datetime | None = None

    def replayed(self, now: datetime) -> bool:
        """Whether it was used before, and longer ago than a client that did not mean to would use it again."""
        return self.used_at is not None and now - self.used_at > REFRESH_GRACE


def new_secret() -> str:
    """An unguessable value (256 bits) for a code or a refresh token."""
    return secrets.token_urlsafe(32)
