"""What may wait for a worker at the desk: queues that are counted, and whose each is."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from services.cases.domain.viewer import Viewer, ViewerKind

MOST_COUNTED = 100
"""Of a queue; one more says that there are more."""


class Queue(StrEnum):
    CONCERNS = "concerns"
    REFERRALS = "referrals"
    LINKS = "links"
    POSSIBLE_LINKS = "possible-links"
    REVIEWS = "reviews"
    LOOKS = "looks"
    RELEASES = "releases"
    INVITATIONS = "invitations"
    MESSAGES = "messages"
    ROLLS = "rolls"
    PRIVATE_MESSAGES = "private-messages"
    OBJECTIONS = "objections"
    COPIES = "copies"
    WITHHELD = "withheld"
    MISREAD_LOOKS = "misread-looks"
    RECALLS = "recalls"


@dataclass(frozen=True, slots=True)
class Waiting:
    """`urgent`: how many of those that wait cannot."""

    count: int
    urgent: int = 0


# As each queue's list asks for it.
_SCOPES = {
    Queue.CONCERNS: "people:read",
    Queue.REFERRALS: "shares:read",
    Queue.LINKS: "links:write",
    Queue.POSSIBLE_LINKS: "links:write",
    Queue.REVIEWS: "emergency:review",
    Queue.LOOKS: "looks:review",
    Queue.RELEASES: "enquiries:read",
    Queue.INVITATIONS: "people:read",
    Queue.MESSAGES: "people:write",
    Queue.ROLLS: "agreements:write",
    Queue.PRIVATE_MESSAGES: "people:read",
    Queue.OBJECTIONS: "objections:answer",
    Queue.COPIES: "access-requests:answer",
    Queue.WITHHELD: "withheld:release",
    Queue.MISREAD_LOOKS: "people:read",
    Queue.RECALLS: "retention:decide",
}
_OF_MANAGERS = {Queue.POSSIBLE_LINKS, Queue.INVITATIONS, Queue.ROLLS}


def may_count(queue: Queue, viewer: Viewer, scopes: Collection[str]) -> bool:
    """Whether the queue's list shows this worker anything at all."""
    if viewer.kind is not ViewerKind.WORKER or _SCOPES[queue] not in scopes:
        return False
    if queue in _OF_MANAGERS:
        return viewer.role == "manager"
    return viewer.speaks if queue is Queue.PRIVATE_MESSAGES else True
