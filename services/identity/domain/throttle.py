"""Slowing those who guess passwords, without locking out those who know them.

Three leaky buckets. A sign-in from a source that signed in to this account before draws on a bucket of that pair alone,
so that an attack from elsewhere never touches the owner at home. From an unfamiliar source it draws on the source's
bucket (many accounts, one attacker) and the account's (one account, many attackers). A success gives back what it took.
No wait is longer than one drop.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Bucket:
    """Holds `depth` tries; one drops out each `drop`."""

    depth: int
    drop: timedelta

    def fill(self, full_until: datetime | None, now: datetime) -> datetime | None:
        """One more try: the instant at which the bucket is empty again, or None when it would spill over (GCRA)."""
        filled = max(full_until or now, now) + self.drop
        return filled if filled - now <= self.depth * self.drop else None

    def drain(self, full_until: datetime) -> datetime:
        """Give one try back."""
        return full_until - self.drop

    @property
    def wait(self) -> int:
        """Seconds after which a try is worth making again."""
        return int(self.drop.total_seconds())


SOURCE = Bucket(depth=30, drop=timedelta(seconds=10))
ACCOUNT = Bucket(depth=10, drop=timedelta(seconds=30))
FAMILIAR = Bucket(depth=10, drop=timedelta(seconds=30))
REGISTERING = Bucket(depth=20, drop=timedelta(seconds=30))
