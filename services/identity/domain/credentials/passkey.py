"""A passkey: a key pair of a device or of a synced keychain, whose private half never leaves it (WebAuthn level 3)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.errors import Conflict, Invalid
from services.identity.domain.credentials.levels import LOW, PASSKEY, YOUNG_PASSKEY, Means, Ways

LONGEST_NAME = 60
MOST = 20
# Mail alone reaches the low level. A passkey made by it counts in full once whoever holds the other ways could see it.
_YOUNG = timedelta(days=7)


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
    """A passkey of an account. Its name and its key are personal: the store seals them under the account's own key.

    `counts_from`: it reaches the low level only before then; None where it counted in full from the first.
    """

    id: str
    account_id: str
    name: str
    key: Attested
    added_at: datetime
    used_at: datetime | None = None
    counts_from: datetime | None = None

    def means(self, now: datetime) -> Means:
        """What a sign-in with it is worth."""
        return YOUNG_PASSKEY if self.counts_from and now < self.counts_from else PASSKEY


def mailed_counts_from(ways: Ways, now: datetime) -> datetime | None:
    """From when a passkey that a mailed link made counts in full: at once where mail could get no less before."""
    return None if ways.strongest == LOW else now + _YOUNG


def passkey_name(text: str) -> str:
    """As its owner calls it; "Passkey" where nothing is said. Raises Invalid."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid.field("name", f"use {LONGEST_NAME} characters or fewer")
    return name or "Passkey"


class LastWayIn(Conflict):
    """Taking it away would lock its owner out."""

    code = "last-way-in"
