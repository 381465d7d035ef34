"""Ending tokens before their time: what every verifier polls for each second."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["session", "account", "client", "token", "acting", "key"]

# Longer than any token lives; older entries end nothing any more.
MATTERS_FOR = timedelta(hours=1)
_ISSUED_MEANWHILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Everything of `kind` with this key, issued until `at`, is over."""

    kind: Kind
    key: str
    at: datetime

    @classmethod
    def for_good(cls, kind: Kind, key: str, now: datetime) -> "Revocation":
        """Of what is never used again, so that nothing with this key is ever good.

        A token signed from what was read just before this commits is issued a moment after `now`: it is covered too.
        """
        return cls(kind, key, now + _ISSUED_MEANWHILE)
