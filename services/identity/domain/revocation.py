"""Ending tokens before their time: what every verifier polls for each second."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["session", "account", "client", "token"]

# Longer than any token lives; older entries end nothing any more.
MATTERS_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Revocation:
    """Everything of `kind` with this key, issued until `at`, is over."""

    kind: Kind
    key: str
    at: datetime
