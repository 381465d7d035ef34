"""What waits for whoever is at the desk. Asked for at each look, and only what is that role's to do."""

import asyncio
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from kith.cases.v1.rounds_pb2 import CountWaitingRequest, Waiting
from kith.cases.v1.sharing_pb2 import Agreement

from chassis.errors import Denied, Unavailable
from services.gateway.clients import Clients
from services.gateway.web.agreements import agreements_to
from services.gateway.web.dates import LONDON
from services.gateway.web.roles import BROKERS, CASEWORKERS, GUARDIANS, REVIEWERS, WORKERS
from services.gateway.web.visit import STRONG, Visit

Found = TypeVar("Found")
_MOST_COUNTED = 100
"""Of a queue, as cases counts; of more it says that there are."""
_ENDS_SOON, _ENDS_AT_ONCE = 30, 7
_SAID_AFTERWARDS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Queue:
    """A page with a list of what waits, under the name by which cases counts it; `one` and `several` say so of `num` of
    them. `strong`: only for those signed in as its page asks for it. `urgent` says of some of it that it cannot wait.
    """

    page: str
    roles: Collection[str]
    name: str
    one: str
    several: str
    strong: bool = False
    urgent: str = ""


QUEUES = (
    Queue(
        "/desk/concerns",
        (*CASEWORKERS, "guardian"),
        "concerns",
        "%(num)s concern is open at your front door",
        "%(num)s concerns are open at your front door",
        urgent="not seen yet",
    ),
    Queue(
        "/desk/referrals",
        ("duty", *REVIEWERS),
        "referrals",
        "%(num)s referral waits for an answer",
        "%(num)s referrals wait for an answer",
        urgent="overdue",
    ),
    Queue(
        "/desk/links",
        CASEWORKERS,
        "links",
        "%(num)s account link waits to be confirmed",
        "%(num)s account links wait to be confirmed",
    ),
    Queue(
        "/desk/possible-links",
        ("manager",),
        "possible-links",
        "%(num)s entry of yours is perhaps of somebody others know",
        "%(num)s entries of yours are perhaps of somebody others know",
    ),
    Queue(
        "/desk/reviews",
        REVIEWERS,
        "reviews",
        "%(num)s emergency access waits for review",
        "%(num)s emergency accesses wait for review",
    ),
    Queue(
        "/desk/looks",
        GUARDIANS,
        "looks",
        "%(num)s look is to be reviewed",
        "%(num)s looks are to be reviewed",
        strong=True,
        urgent="overdue",
    ),
    Queue(
        "/desk/enquiries",
        CASEWORKERS,
        "releases",
        "%(num)s contribution to a hub: another organisation asks to take it home",
        "%(num)s contributions to hubs: other organisations ask to take them home",
        strong=True,
    ),
    Queue(
        "/desk/invitations",
        ("manager",),
        "invitations",
        "%(num)s invitation waits for an answer",
        "%(num)s invitations wait for an answer",
    ),
    Queue(
        "/desk/messages",
        CASEWORKERS,
        "messages",
        "%(num)s message is to be given by hand",
        "%(num)s messages are to be given by hand",
    ),
    Queue("/desk/feeds", ("manager",), "rolls", "%(num)s delivery of a list waits", "%(num)s deliveries of lists wait"),
    Queue(
        "/desk/private-messages",
        BROKERS,
        "private-messages",
        "%(num)s message waits for your private services",
        "%(num)s messages wait for your private services",
    ),
    Queue(
        "/desk/objections",
        REVIEWERS,
        "objections",
        "%(num)s objection waits for an answer",
        "%(num)s objections wait for an answer",
    ),
    Queue(
        "/desk/copies",
        GUARDIANS,
        "copies",
        "%(num)s request for a copy waits",
        "%(num)s requests for a copy wait",
        strong=True,
    ),
    Queue(
        "/desk/withheld",
        GUARDIANS,
        "withheld",
        "%(num)s withheld look is to be looked at again",
        "%(num)s withheld looks are to be looked at again",
        strong=True,
    ),
    Queue(
        "/desk/misread-looks",
        WORKERS,
        "misread-looks",
        "%(num)s look of yours may have been at two people",
        "%(num)s looks of yours may have been at two people",
    ),
    Queue(
        "/desk/recalls",
        GUARDIANS,
        "recalls",
        "%(num)s recall is to be heard",
        "%(num)s recalls are to be heard",
        strong=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Waits:
    """How many wait on a page."""

    queue: Queue
    count: int
    urgent: int

    @property
    def num(self) -> str:
        return str(self.count) if self.count <= _MOST_COUNTED else f"{_MOST_COUNTED}+"


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
    """What is asked for is asked at the same time; the rest stands where a part is away."""
    role, strong = visit.session.context.role, visit.session.acr == STRONG
    today = visit.web.clock.now().astimezone(LONDON).date()
    mine = [queue for queue in QUEUES if role in queue.roles and (strong or not queue.strong)]
    agreements, counted = await asyncio.gather(
        _unless_away(agreements_to(visit.clients, today - _SAID_AFTERWARDS) if role in REVIEWERS else _none(), ()),
        _unless_away(_counted(visit.clients, [queue.name for queue in mine]) if mine else _none(), ()),
    )
    counts = {one.queue: one for one in counted or ()}
    found = [(queue, counts[queue.name]) for queue in mine if queue.name in counts]
    return ForYou(
        waits=[Waits(queue, one.count, one.urgent) for queue, one in found if one.count],
        endings=endings(agreements or (), today),
        all=agreements is not None and counted is not None,
    )


async def _counted(clients: Clients, queues: Sequence[str]) -> Sequence[Waiting]:
    return (await clients.rounds.CountWaiting(CountWaitingRequest(queues=queues))).waiting


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


async def _none() -> tuple[()]:
    return ()


async def _unless_away(asked: Awaitable[Found], nothing: Found) -> Found | None:
    """None where the service is away; nothing where it refuses."""
    try:
        return await asked
    except Unavailable:
        return None
    except Denied:
        return nothing
