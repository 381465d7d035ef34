"""Keys that sign tokens: of each algorithm one signs, the next is published ahead, the last stays a while.

next ──rotated──▶ active ──rotated──▶ retired
  └───────────────────┴─── believed stolen ───┴──▶ compromised: published no more
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from services.identity.domain.sessions.session import LIFE

State = Literal["next", "active", "retired", "compromised"]

# Three times as long as relying parties are told they may keep our keys, and as another process reads them.
PUBLISHED_AHEAD = timedelta(minutes=15)
ROTATED_AFTER = timedelta(days=30)
# An ID token is good as a hint for as long as the session it names (RP-Initiated Logout 1.0 section 2).
PUBLISHED_AFTER = LIFE + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`kid`: RFC 7638 thumbprint; `public`: JSON text of its JWK; `private`: PKCS 8 DER."""

    kid: str
    state: State
    public: str
    created_at: datetime
    private: bytes = field(repr=False)
    retired_at: datetime | None = None

    @property
    def algorithm(self) -> str:
        """What it signs with, and nothing else (RFC 7517 section 4.4)."""
        algorithm: str = json.loads(self.public)["alg"]
        return algorithm

    def published(self, now: datetime) -> bool:
        if self.state == "compromised":
            return False
        return self.retired_at is None or now - self.retired_at < PUBLISHED_AFTER


def rotation_due(keys: Sequence[SigningKey], now: datetime) -> bool:
    """Whether a next key has waited its time: it is made when the one before it starts to sign."""
    return any(key.state == "next" and now - key.created_at >= ROTATED_AFTER for key in keys)


def safe_at(keys: Sequence[SigningKey]) -> datetime:
    """From when every relying party has read each next key, at the latest.

    At once where it is as old as the active one: nobody has read the one without the other.
    """
    active = {key.algorithm: key.created_at for key in keys if key.state == "active"}
    return max(
        key.created_at if key.created_at == active.get(key.algorithm) else key.created_at + PUBLISHED_AHEAD
        for key in keys
        if key.state == "next"
    )
