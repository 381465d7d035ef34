"""What an authorization gives: a code, then tokens, all hanging off one grant that can be ended at once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

CODE_LIFE = timedelta(seconds=60)
ACCESS_LIFE = timedelta(minutes=5)
ID_TOKEN_LIFE = timedelta(minutes=5)
REFRESH_LIFE = timedelta(hours=12)
ASSERTION_LIFE = timedelta(hours=1)  # what widely used client libraries send unless told otherwise


@dataclass(frozen=True, slots=True)
class Grant:
    """One authorization of one client by one signed-in person. Ending it ends its code, refresh tokens and tokens."""

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
    """A refresh token (RFC 9700 section 4.14): once; a second use ends the grant. Only its hash is kept."""

    hash: str = field(repr=False)
    grant_id: str
    client_id: str
    expires_at: datetime
    used_at: datetime | None = None


def new_secret() -> str:
    """An unguessable value (256 bits) for a code or a refresh token."""
    return secrets.token_urlsafe(32)
