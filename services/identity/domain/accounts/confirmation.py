"""Something that waits until somebody shows that they read a mailbox: by a code typed in, or a link followed.

A code (8 digits, 30 minutes, 5 tries) is for the page that asked for it. A link's key (256 bits, days) is for later.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

CODE_LIFE = timedelta(minutes=30)
UNDO_LIFE = timedelta(days=7)
RECOVERY_WAIT, RECOVERY_LIFE = timedelta(days=1), timedelta(days=6)
ENROLMENT_LIFE = timedelta(days=1)
MOST_TRIES = 5
_DIGITS = 8

Purpose = Literal["register", "open", "change-email", "undo-email", "recover", "enrol"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`email` is the mailbox and `detail` what is done once it is shown to be read; both are sealed at rest.

    `opens_at`: before then, the secret does nothing yet.
    """

    id: str
    purpose: Purpose
    account_id: str
    email: str = field(repr=False)
    opens_at: datetime
    expires_at: datetime
    detail: Mapping[str, str] = field(default_factory=dict, repr=False)
    tries: int = 0

    def good_for(self, purpose: Purpose, now: datetime) -> bool:
        return self.purpose == purpose and self.opens_at <= now < self.expires_at and self.tries < MOST_TRIES


@dataclass(frozen=True, slots=True)
class Shown:
    """The mailbox is theirs who asked for an account; a way in must follow, with this value. No account yet."""

    value: str = field(repr=False)


def new_code() -> str:
    """Eight digits, in two groups as people read them aloud."""
    digits = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
    return f"{digits[:4]} {digits[4:]}"


def new_key() -> str:
    """For a link: nobody guesses it (256 bits)."""
    return secrets.token_urlsafe(32)


def typed(code: str) -> str:
    """The digits of what somebody typed."""
    return "".join(character for character in code if character.isdigit())
