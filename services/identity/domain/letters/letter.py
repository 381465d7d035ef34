"""A mail to somebody. Its box may be shared or watched: one neutral subject for all, and nothing personal inside."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

KEEP_TRYING = timedelta(days=3)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=4)

Kind = Literal[
    "registration-code",
    "address-taken",
    "new-address-code",
    "address-changed",
    "recovery-link",
    "not-me",
    "account-closed",
    "news",
    "people-changed",
]


@dataclass(frozen=True, slots=True)
class Letter:
    """`kind` says what it is about, for the log; after `useful_until` it is thrown away rather than sent.

    `language` is that of `text`: "en" or "cy".
    """

    id: str
    kind: Kind
    to: str = field(repr=False)
    language: str
    text: str = field(repr=False)
    useful_until: datetime
    tries: int = 0

    def wait(self) -> timedelta:
        """How long until the next try: 30 s, doubled each time, 4 hours at most."""
        return min(_FIRST_WAIT * (1 << min(self.tries, 10)), _LONGEST_WAIT)
