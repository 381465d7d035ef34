"""What waits for whoever is at the desk. Asked for at each look, and only what is that role's to do."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from kith.cases.v1.access_pb2 import ListAccessRequestsRequest
from kith.cases.v1.casework_pb2 import ListObjectionsRequest
from kith.cases.v1.feeds_pb2 import ListRollsRequest
from kith.cases.v1.people_pb2 import ListAccountLinksRequest, ListMessagesRequest
from kith.cases.v1.retention_pb2 import ListRecallsRequest
from kith.cases.v1.sharing_pb2 import (
    Agreement,
    ListAgreementsRequest,
    ListEmergencyAccessesRequest,
    ListWithheldRequest,
)

from chassis.errors import Denied, Unavailable
from services.gateway.clients import Clients
from services.gateway.web.dates import LONDON
from services.gateway.web.visit import STRONG, Visit

Found = TypeVar("Found")
# By what they do (docs/access.md). Who accepts agreements reviews and answers too.
_CASEWORKERS = ("worker", "duty", "manager")
_REVIEWERS = ("manager", "guardian", "dpo")
_GUARDIANS = ("guardian", "dpo")
MOST_RECALLS = 100
"""At a time: as many as cases gives."""
_ENDS_SOON, _ENDS_AT_ONCE = 30, 7
_SAID_AFTERWARDS = timedelta(days=30)


async def _links(clients: Clients) -> Sequence[object]:
    found = await clients.people.ListAccountLinks(ListAccountLinksRequest())
    return [link for link in found.links if link.state == "proposed"]


async def _rolls(clients: Clients) -> Sequence[object]:
    return (await clients.feeds.ListRolls(ListRollsRequest())).rolls


async def _messages(clients: Clients) -> Sequence[object]:
    return (await clients.people.ListMessages(ListMessagesRequest())).messages


async def _reviews(clients: Clients) -> Sequence[object]:
    return (await clients.sharing.ListEmergencyAccesses(ListEmergencyAccessesRequest())).accesses


async def _objections(clients: Clients) -> Sequence[object]:
    return (await clients.casework.ListObjections(ListObjectionsRequest())).objections


async def _copies(clients: Clients) -> Sequence[object]:
    return (await clients.access.ListAccessRequests(ListAccessRequestsRequest())).requests


async def _withheld(clients: Clients) -> Sequence[object]:
    return (await clients.sharing.ListWithheld(ListWithheldRequest())).withheld


async def _recalls(clients: Clients) -> Sequence[object]:
    return (await clients.retention.ListRecalls(ListRecallsRequest(limit=MOST_RECALLS))).recalls


@dataclass(frozen=True, slots=True)
class Queue:
    """A page with a list of what waits. `strong`: only for those signed in as its page asks for it."""

    page: str
    roles: Collection[str]
    waiting: Callable[[Clients], Awaitable[Sequence[object]]]
    one: str
    several: str
    strong: bool = False


QUEUES = (
    Queue(
        "/desk/links",
        _CASEWORKERS,
        _links,
        "account link waits to be confirmed",
        "account links wait to be confirmed",
    ),
    Queue(
        "/desk/reviews",
        _REVIEWERS,
        _reviews,
        "emergency access waits for review",
        "emergency accesses wait for review",
    ),
    Queue(
        "/desk/messages",
        _CASEWORKERS,
        _messages,
        "message is to be given by hand",
        "messages are to be given by hand",
    ),
    Queue("/desk/feeds", ("manager",), _rolls, "delivery of a list waits", "deliveries of lists wait"),
    Queue(
        "/desk/objections", _REVIEWERS, _objections, "objection waits for an answer", "objections wait for an answer"
    ),
    Queue(
        "/desk/copies",
        _GUARDIANS,
        _copies,
        "request for a copy waits",
        "requests for a copy wait",
        strong=True,
    ),
    Queue(
        "/desk/withheld",
        _GUARDIANS,
        _withheld,
        "withheld look is to be looked at again",
        "withheld looks are to be looked at again",
        strong=True,
    ),
    Queue("/desk/recalls", _GUARDIANS, _recalls, "recall is to be heard", "recalls are to be heard", strong=True),
)


@dataclass(frozen=True, slots=True)
class Waits:
    """How many wait on a page."""

    queue: Queue
    count: int


@dataclass(frozen=True, slots=True)
class Ending:
    """An agreement near its last day, or lately past it."""

    agreement: Agreement
    ended: bool
    at_once: bool


@dataclass(frozen=True, slots=True)
class ForYou:
    """`all`: nothing is missing because a service is away."""

    waits: Sequence[Waits]
    endings: Sequence[Ending]
    all: bool


async def for_you(visit: Visit) -> ForYou:
    """Each service is asked once, at the same time; the rest stands where one is away."""
    role, strong = visit.session.context.role, visit.session.acr == STRONG
    mine = [queue for queue in QUEUES if role in queue.roles and (strong or not queue.strong)]
    agreements, counts = await asyncio.gather(
        _unless_away(_agreements(visit.clients) if role in _REVIEWERS else _none()),
        asyncio.gather(*(_unless_away(queue.waiting(visit.clients)) for queue in mine)),
    )
    today = visit.web.clock.now().astimezone(LONDON).date()
    return ForYou(
        waits=[Waits(queue, len(found)) for queue, found in zip(mine, counts, strict=True) if found],
        endings=endings(agreements or (), today),
        all=agreements is not None and all(found is not None for found in counts),
    )


def endings(agreements: Sequence[Agreement], today: date) -> Sequence[Ending]:
    """The first to end first; without those that another one has taken the place of."""
    near = []
    for one in agreements:
        last_day = date.fromisoformat(one.expires_on)
        agreed = set(one.accepted_by) >= set(one.parties)
        lately = agreed and one.state == "expired" and today - last_day <= _SAID_AFTERWARDS
        soon = one.state == "live" and 0 < one.ends_in_days <= _ENDS_SOON
        if (lately or soon) and not any(_takes_its_place(other, one) for other in agreements):
            near.append(Ending(one, lately, soon and one.ends_in_days <= _ENDS_AT_ONCE))
    return sorted(near, key=lambda ending: ending.agreement.expires_on)


def _takes_its_place(other: Agreement, one: Agreement) -> bool:
    return (
        other.state == "live"
        and other.expires_on > one.expires_on
        and set(other.parties) >= set(one.parties)
        and set(other.purposes) >= set(one.purposes)
        and set(other.data_classes) >= set(one.data_classes)
    )


async def _agreements(clients: Clients) -> Sequence[Agreement]:
    return (await clients.sharing.ListAgreements(ListAgreementsRequest())).agreements


async def _none() -> Sequence[Agreement]:
    return ()


async def _unless_away(asked: Awaitable[Sequence[Found]]) -> Sequence[Found] | None:
    """None where the service is away; nothing where it refuses."""
    try:
        return await asked
    except Unavailable:
        return None
    except Denied:
        return ()
