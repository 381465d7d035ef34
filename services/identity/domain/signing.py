"""Keys that sign tokens: one signs, the next is published ahead, the last until its tokens are dead."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

State = Literal["next", "active", "retired"]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An ES256 key. `kid`: RFC 7638 thumbprint; `public`: JSON text of its JWK; `private`: PKCS 8 DER."""

    kid: str
    state: State
    public: str
    created_at: datetime
    private: bytes = field(repr=False)
    retired_at: datetime | None = None
