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
