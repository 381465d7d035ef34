"""What software registers clients with, and what each of them manages its registration with.

An initial access token (RFC 7591 section 3): software of one organisation registers clients of one profile by it. A
registration access token (RFC 7592 section 1.2): its client reads, changes and ends what it registered by it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.errors import Invalid
from services.identity.domain.clients.profile import Profile

PROFILES: tuple[Profile, ...] = ("basic", "fapi2")
MOST_USES = 100
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RegistrationToken:
    """Only its hash is kept. `uses`: how many clients may still be registered with it."""

    hash: str = field(repr=False)
    organisation_id: str
    profile: Profile
    uses: int
    expires_at: datetime

    def good(self, now: datetime) -> bool:
        return self.uses > 0 and now < self.expires_at


@dataclass(frozen=True, slots=True)
class RegistrationAccess:
    """Whose registration access token it is. Only its hash is kept. `number`: how many there were before it.

    A change gives the next. The one before is good until that is used, so that a lost answer locks nobody out.
    """

    client_id: str
    number: int = 0

    def next(self) -> "RegistrationAccess":
        return RegistrationAccess(self.client_id, self.number + 1)


def check_token(organisation_id: str, profile: str, uses: int, life: timedelta) -> Profile:
    """The profile, as one that clients may register for themselves. Raises Invalid, naming the field."""
    if not organisation_id:
        raise Invalid.field("organisation_id", "say whose clients will be registered")
    known = next((each for each in PROFILES if each == profile), None)
    if known is None:
        raise Invalid.field("profile", f"must be one of {', '.join(PROFILES)}")
    if not 1 <= uses <= MOST_USES:
        raise Invalid.field("uses", f"must be between 1 and {MOST_USES}")
    if not SHORTEST <= life <= LONGEST:
        raise Invalid.field("life_seconds", "must be between an hour and 30 days")
    return known
