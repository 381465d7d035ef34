"""A sitting: an officer has somebody in front of them, here and now, and says how they know who it is.

Everything an officer does for somebody happens in one, and is good for nothing once it ends. The person's account
may have no address and no way in of its own: then it is used in sittings, and in no other way.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from chassis.errors import Denied, Invalid
from services.identity.domain.throttle import Bucket

LIFE = timedelta(minutes=30)
# What one officer does in a day at a busy desk; beyond it somebody else is asked (a bribed officer makes many ghosts).
SITTINGS = Bucket(depth=40, drop=timedelta(minutes=30))
OPENINGS = Bucket(depth=10, drop=timedelta(hours=2))
EXAMINATIONS = Bucket(depth=12, drop=timedelta(hours=2))

Recognised = Literal["new", "photo", "known", "voucher", "answers"]
RECOGNISED = frozenset[str](get_args(Recognised))
# At least as sure as the check of identity was: answers alone bind no passkey.
FIRMLY = frozenset({"photo", "known", "voucher"})


@dataclass(frozen=True, slots=True)
class Sitting:
    """`session_id` is the officer's sign-in: a sitting ends with it. `binding_asked_at` and `binding_confirmed_by`:
    a second officer's leave to bind a passkey, where one is needed.
    """

    id: str
    account_id: str
    officer_id: str
    session_id: str
    organisation_id: str
    place: str
    recognised_by: Recognised
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    binding_asked_at: datetime | None = None
    binding_confirmed_by: str = ""

    def live(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at

    def of(self, officer_id: str, session_id: str, now: datetime) -> bool:
        """Whether this officer, in this sign-in, is still at it."""
        return self.live(now) and (self.officer_id, self.session_id) == (officer_id, session_id)


@dataclass(frozen=True, slots=True)
class Whom:
    """Who sits there: by the reference on her card (her account's id), or by names and date of birth."""

    reference: str = ""
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None


def plain_name(text: str) -> str:
    """A name as it is compared: letters only, without accents or case."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z]", "", letters)


def check_place(place: str) -> str:
    """Where the sitting is held. Raises Invalid."""
    if not 3 <= len(place.strip()) <= 100:
        raise Invalid.field("place", "say where you are, such as the library desk")
    return place.strip()


def not_oneself(officer_name: str, given_name: str, family_name: str) -> bool:
    """Whether names are flagged: the officer shares the surname. Raises Denied when the whole name is the officer's."""
    if plain_name(officer_name) == plain_name(given_name + family_name):
        raise Denied("this may be you: ask a colleague to do it", code="own-name")
    last = officer_name.split()[-1] if officer_name.split() else ""
    return bool(last) and plain_name(last) == plain_name(family_name)
