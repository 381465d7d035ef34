"""A passkey: a key pair of a device or of a synced keychain, whose private half never leaves it (WebAuthn level 3)."""

from dataclasses import dataclass, field
from datetime import datetime

from chassis.errors import Conflict, Invalid

LONGEST_NAME = 60
MOST = 20


@dataclass(frozen=True, slots=True)
class Attested:
    """What an authenticator said of a key it made (WebAuthn sections 6.1 and 6.5.1).

    `credential_id` is base64url, `public_key` a COSE_Key, `aaguid` names the make of authenticator.
    """

    credential_id: str
    public_key: bytes = field(repr=False)
    sign_count: int
    aaguid: str
    backup_eligible: bool
    backed_up: bool


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account. Its name and its key are personal: the store seals them under the account's own key."""

    id: str
    account_id: str
    name: str
    key: Attested
    added_at: datetime
    used_at: datetime | None = None


def passkey_name(text: str) -> str:
    """As its owner calls it; "Passkey" where nothing is said. Raises Invalid."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid.field("name", f"use {LONGEST_NAME} characters or fewer")
    return name or "Passkey"


class LastWayIn(Conflict):
    """Taking it away would lock its owner out."""

    code = "last-way-in"
