"""Somebody outside who signs our checkpoints as long as the log only grows (c2sp.org/tlog-witness)."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import Invalid
from chassis.merkle.note import BadNote, Kind, Verifier


@dataclass(frozen=True, slots=True)
class Witness:
    """`verifier_key` is in C2SP's text form. `cosigned_size` is that of the largest checkpoint it has cosigned, 0
    before the first.
    """

    verifier_key: str
    organisation_id: str
    registered_at: datetime
    registered_by: str
    cosigned_size: int = 0
    cosigned_at: datetime | None = None


def cosigning_key(text: str) -> str:
    """A witness's public key, written as we keep it. Raises Invalid: no key, or one that cosigns nothing."""
    try:
        key = Verifier.parse(text)
    except BadNote as wrong:
        raise Invalid.field("verifier_key", str(wrong)) from wrong
    if key.kind is not Kind.COSIGNATURE:
        raise Invalid.field("verifier_key", "is not a cosigning key (C2SP tlog-cosignature/v1, kind 0x04)")
    return str(key)
