"""The relying parties that were registered with somebody of the outside world."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class BadParties(Exception):
    """The file holds no relying parties."""


@dataclass(frozen=True, slots=True)
class Party:
    """`at` is whom it is registered with (the path it is mounted at, such as `one-login`); `jwks` its public keys."""

    at: str
    client_id: str
    redirect_uris: tuple[str, ...]
    jwks: dict[str, Any]


def read(path: Path) -> tuple[Party, ...]:
    """A JSON array of parties. Raises BadParties when it is none."""
    try:
        rows = json.loads(path.read_text())
        return tuple(Party(row["at"], row["client_id"], tuple(row["redirect_uris"]), row["jwks"]) for row in rows)
    except (ValueError, KeyError, TypeError):
        raise BadParties(f"{path} is no JSON array of relying parties") from None
