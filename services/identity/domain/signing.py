"""Keys that sign tokens: one signs, the next is published ahead of it, the last stays published until its tokens die."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

State = Literal["next", "active", "retired"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An ES256 key. `kid` is its RFC 7638 thumbprint, `sealed` the private key (PKCS 8) under the key-encryption key."""

    kid: str
    state: State
    public: str
    created_at: datetime
    sealed: bytes = field(repr=False)
    retired_at: datetime | None = None
