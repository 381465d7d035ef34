"""What happened to subject access requests; ids only. None of it is published."""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAsked(Act):
    """`way` is "online", "spoken" or "letter"."""

    kind = "access-request.asked"
    request_id: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessClockMoved(Act):
    """`on` is the day it happened, which may lie before the day it was recorded."""

    kind = "access-request.clock"
    request_id: str
    step: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessOverdue(Act):
    """`to` is the role it was taken to."""

    kind = "access-request.overdue"
    request_id: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTakenUp(Act):
    """`by` is the officer who prepares the answer from now on."""

    kind = "access-request.taken-up"
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItemsListed(Act):
    kind = "access-request.items-listed"
    request_id: str
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItemRead(Act):
    """An officer read it to decide about it."""

    kind = "access-request.item-read"
    request_id: str
    item_kind: str
    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItemsDecided(Act):
    """`items` are their kinds and ids."""

    kind = "access-request.items-decided"
    request_id: str
    outcome: str
    exemption: str
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLookTaken(Act):
    """`outcome` is "agreed" or "disagreed"."""

    kind = "access-request.second-look"
    request_id: str
    outcome: str
    reason: str
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCopyReleased(Act):
    """`items` stand in it, of `held` that there were."""

    kind = "access-copy.released"
    request_id: str
    items: str
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCopyFetched(Act):
    kind = "access-copy.fetched"
    request_id: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCopyHandedOver(Act):
    """On paper, to who asked by letter or aloud."""

    kind = "access-copy.handed-over"
    request_id: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFileFetched(Act):
    """One that the copy lists."""

    kind = "access-file.fetched"
    request_id: str
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFileHandedOver(Act):
    kind = "access-file.handed-over"
    request_id: str
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessCopyRemoved(Act):
    """Its days are over."""

    kind = "access-copy.removed"
    request_id: str
