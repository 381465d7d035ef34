"""What happened in a multi-agency hub; ids only. None of it is published: nobody but those who sit there hears of an
enquiry. What was taken home is told as the `ShareGranted` that it is.
"""

from dataclasses import dataclass

from services.cases.domain.events import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMoved(Act):
    """`step` is "proposed" or "accepted"."""

    kind = "hub.moved"
    hub_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMoved(Act):
    """`step` is "taken" or "ended"."""

    kind = "hub.seat-moved"
    hub_id: str
    seat_id: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryOpened(Act):
    kind = "enquiry.opened"
    enquiry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryClosed(Act):
    kind = "enquiry.closed"
    enquiry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryLookedOver(Act):
    """By the host's guardian or data protection officer, once it was closed."""

    kind = "enquiry.looked-over"
    enquiry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributed(Act):
    kind = "enquiry.contributed"
    contribution_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseMoved(Act):
    """`state` is the request's new one."""

    kind = "enquiry.release-moved"
    release_id: str
    state: str
