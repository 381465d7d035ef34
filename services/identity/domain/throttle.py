"""Slowing those who guess passwords and codes, without locking out those who know them.

Three leaky buckets. A sign-in from a source that signed in to this account before draws on a bucket of that pair alone,
so that an attack from elsewhere never touches the owner at home. From an unfamiliar source it draws on the source's
bucket (many accounts, one attacker) and the account's (one account, many attackers). A success gives back what it took.
No wait is longer than one drop.

Codes of six digits have buckets of their own, smaller, behind the password: at one try a minute, two days of guessing
find one with a chance of one in a hundred. A passkey cannot be guessed; tries with one are counted by source only, to
keep the cost of checking them bounded, and an owner with a passkey waits for nobody.
"""

from collections.abc import Sequence
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
FAMILIAR_CODE = Bucket(depth=5, drop=timedelta(seconds=30))
CODE = Bucket(depth=5, drop=timedelta(seconds=60))
USER_CODE = Bucket(depth=10, drop=timedelta(seconds=10))
REGISTERING = Bucket(depth=20, drop=timedelta(seconds=30))
# Of letters to one mailbox that nobody signed in asks for: nobody's box is flooded by way of us.
MAILING = Bucket(depth=5, drop=timedelta(minutes=5))

Buckets = Sequence[tuple[tuple[str, ...], Bucket]]


def for_password(email: str, source: str, *, familiar: bool) -> Buckets:
    if familiar:
        return [(("familiar", email, source), FAMILIAR)]
    return [(("source", source), SOURCE), (("account", email), ACCOUNT)]


def for_code(account_id: str, source: str, *, familiar: bool) -> Buckets:
    """Of an authenticator app, or a recovery code."""
    if familiar:
        return [(("familiar-code", account_id, source), FAMILIAR_CODE)]
    return [(("source", source), SOURCE), (("code", account_id), CODE)]


def for_passkey(source: str) -> Buckets:
    return [(("source", source), SOURCE)]
