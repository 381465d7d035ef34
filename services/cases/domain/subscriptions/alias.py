"""What a partner sees instead of our ids: random for each partner, so that two partners cannot join their data."""

import base64
import hashlib
from enum import StrEnum

from chassis.ids import Ids


class AliasKind(StrEnum):
    """Of what the alias is; the value is its prefix."""

    PERSON = "psn"
    CASE = "cse"
    RECORD = "rec"
    SHARE = "shr"
    INVOLVEMENT = "inv"
    REFERRAL = "rfr"
    EMERGENCY_ACCESS = "eme"
    CONCERN = "ccn"
    ACCOUNT_LINK = "acl"
    EVENT = "evt"


def unlinkable(ids: Ids, prefix: str) -> str:
    """A new id that does not tell when it was made: ours begin with the millisecond, which partners could compare."""
    digest = hashlib.sha256(ids.new(prefix).encode()).digest()
    return f"{prefix}_{base64.b32encode(digest[:20]).decode().lower()}"
