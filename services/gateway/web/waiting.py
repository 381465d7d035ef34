"""What waits for whoever is at the desk. Asked for at each look, and only what is that role's to do."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from kith.cases.v1.access_pb2 import ListAccessRequestsRequest
from kith.cases.v1.casework_pb2 import ListObjectionsRequest
from kith.cases.v1.concerns_pb2 import CountConcernsRequest
from kith.cases.v1.feeds_pb2 import ListRollsRequest
from kith.cases.v1.hubs_pb2 import CountReleasesRequest
from kith.cases.v1.looks_pb2 import ListLookReviewsRequest
from kith.cases.v1.networks_pb2 import ListInvitationsRequest
from kith.cases.v1.people_pb2 import ListAccountLinksRequest, ListMessagesRequest, ListPossibleLinksRequest
from kith.cases.v1.private_messages_pb2 import ListWaitingPrivateMessagesRequest
from kith.cases.v1.referrals_pb2 import ListReferralsRequest
from kith.cases.v1.retention_pb2 import ListMisreadLooksRequest, ListRecallsRequest
from kith.cases.v1.sharing_pb2 import (
    Agreement,
    ListAgreementsRequest,
    ListEmergencyAccessesRequest,
    ListWithheldRequest,
)

from chassis.errors import Denied, Unavailable
from services.gateway.clients import Clients
from services.gateway.web.dates import LONDON
from services.gateway.web.roles import BROKERS, CASEWORKERS, GUARDIANS, REVIEWERS, WORKERS
from services.gateway.web.visit import STRONG, Visit


class Count(NamedTuple):
    """`urgent`: how many of those that wait cannot."""

    waiting: int
    urgent: int = 0


Found = TypeVar("Found")
# By what they do (docs/access.md). Who accepts agreements reviews and answers too.
MOST_COUNTED = 100
"""At a time: as many as cases gives."""
_NONE = Count(0)
_ENDS_SOON, _ENDS_AT_ONCE = 30, 7
_SAID_AFTERWARDS = timedelta(days=30)


async def _concerns(visit: Visit) -> Count:
    found = await visit.clients.concerns.CountConcerns(CountConcernsRequest())
    return Count(found.open, found.unacknowledged)


async def _rolls(visit: Visit) -> Count:
    return Count(len((await visit.clients.feeds.ListRolls(ListRollsRequest())).rolls))


async def _private_messages(visit: Visit) -> Count:
    asked = ListWaitingPrivateMessagesRequest(limit=MOST_COUNTED)
    return Count(len((await visit.clients.private_messages.ListWaitingPrivateMessages(asked)).messages))


async def _invitations(visit: Visit) -> Count:
    return Count(
        len((await visit.clients.networks.ListInvitations(ListInvitationsRequest(limit=MOST_COUNTED))).invitations)
    )


async def _referrals(visit: Visit) -> Count:
    """The duty desk and managers answer; a guardian or data protection officer has what was taken to them."""
    asked = ListReferralsRequest(waiting=True, limit=MOST_COUNTED)
    found, role = (await visit.clients.referrals.ListReferrals(asked)).referrals, visit.session.context.role
    theirs = [one for one in found if one.escalated_to == role or role not in GUARDIANS]
    return Count(len(theirs), len([one for one in theirs if one.escalated_to]))


async def _links(visit: Visit) -> Count:
    found = await visit.clients.people.ListAccountLinks(ListAccountLinksRequest(waiting=True, limit=MOST_COUNTED))
    return Count(len([link for link in found.links if link.state == "proposed"]))


async def _possible_links(visit: Visit) -> Count:
    return Count(
        len((await visit.clients.people.ListPossibleLinks(ListPossibleLinksRequest(limit=MOST_COUNTED))).links)
    )


async def _messages(visit: Visit) -> Count:
    return Count(len((await visit.clients.people.ListMessages(ListMessagesRequest(limit=MOST_COUNTED))).messages))


async def _releases(visit: Visit) -> Count:
    return Count((await visit.clients.hubs.CountReleases(CountReleasesRequest())).waiting)


async def _reviews(visit: Visit) -> Count:
    asked = ListEmergencyAccessesRequest(limit=MOST_COUNTED)
    return Count(len((await visit.clients.sharing.ListEmergencyAccesses(asked)).accesses))


async def _looks(visit: Visit) -> Count:
    found = (await visit.clients.looks.ListLookReviews(ListLookReviewsRequest(limit=MOST_COUNTED))).reviews
    return Count(len(found), len([one for one in found if one.escalated_to]))


async def _objections(visit: Visit) -> Count:
    asked = ListObjectionsRequest(limit=MOST_COUNTED)
    return Count(len((await visit.clients.casework.ListObjections(asked)).objections))


async def _copies(visit: Visit) -> Count:
    return Count(
        len((await visit.clients.access.ListAccessRequests(ListAccessRequestsRequest(limit=MOST_COUNTED))).requests)
    )


async def _withheld(visit: Visit) -> Count:
    asked = ListWithheldRequest(limit=MOST_COUNTED)
    return Count(len((await visit.clients.sharing.ListWithheld(asked)).withheld))


async def _recalls(visit: Visit) -> Count:
    return Count(len((await visit.clients.retention.ListRecalls(ListRecallsRequest(limit=MOST_COUNTED))).recalls))


async def _misread_looks(visit: Visit) -> Count:
    asked = ListMisreadLooksRequest(limit=MOST_COUNTED)
    return Count(len((await visit.clients.retention.ListMisreadLooks(asked)).looks))


@dataclass(frozen=True, slots=True)
class Queue:
    """A page with a list of what waits; `one` and `several` say so of `num` of them. `strong`: only for those signed in
    as its page asks for it. `urgent` says of some of it that it cannot wait.
    """

    page: str
    roles: Collection[str]
    waiting: Callable[[Visit], Awaitable[Count]]
    one: str
    several: str
    strong: bool = False
    urgent: str = ""


QUEUES = (
    Queue(
        "/desk/concerns",
        (*CASEWORKERS, "guardian"),
        _concerns,
        "%(num)s concern is open at your front door",
        "%(num)s concerns are open at your front door",
        urgent="not seen yet",
    ),
    Queue(
        "/desk/referrals",
        ("duty", *REVIEWERS),
        _referrals,
        "%(num)s referral waits for an answer",
        "%(num)s referrals wait for an answer",
        urgent="overdue",
    ),
    Queue(
        "/desk/links",
        CASEWORKERS,
        _links,
        "%(num)s account link waits to be confirmed",
        "%(num)s account links wait to be confirmed",
    ),
    Queue(
        "/desk/possible-links",
        ("manager",),
        _possible_links,
        "%(num)s entry of yours is perhaps of somebody others know",
        "%(num)s entries of yours are perhaps of somebody others know",
    ),
    Queue(
        "/desk/reviews",
        REVIEWERS,
        _reviews,
        "%(num)s emergency access waits for review",
        "%(num)s emergency accesses wait for review",
    ),
    Queue(
        "/desk/looks",
        GUARDIANS,
        _looks,
        "%(num)s look is to be reviewed",
        "%(num)s looks are to be reviewed",
        strong=True,
        urgent="overdue",
    ),
    Queue(
        "/desk/enquiries",
        CASEWORKERS,
        _releases,
        "%(num)s contribution to a hub: another organisation asks to take it home",
        "%(num)s contributions to hubs: other organisations ask to take them home",
        strong=True,
    ),
    Queue(
        "/desk/invitations",
        ("manager",),
        _invitations,
        "%(num)s invitation waits for an answer",
        "%(num)s invitations wait for an answer",
    ),
    Queue(
        "/desk/messages",
        CASEWORKERS,
        _messages,
        "%(num)s message is to be given by hand",
        "%(num)s messages are to be given by hand",
    ),
    Queue("/desk/feeds", ("manager",), _rolls, "%(num)s delivery of a list waits", "%(num)s deliveries of lists wait"),
    Queue(
        "/desk/private-messages",
        BROKERS,
        _private_messages,
        "%(num)s message waits for your private services",
        "%(num)s messages wait for your private services",
    ),
    Queue(
        "/desk/objections",
        REVIEWERS,
        _objections,
        "%(num)s objection waits for an answer",
        "%(num)s objections wait for an answer",
    ),
    Queue(
        "/desk/copies",
        GUARDIANS,
        _copies,
        "%(num)s request for a copy waits",
        "%(num)s requests for a copy wait",
        strong=True,
    ),
    Queue(
        "/desk/withheld",
        GUARDIANS,
        _withheld,
        "%(num)s withheld look is to be looked at again",
        "%(num)s withheld looks are to be looked at again",
        strong=True,
    ),
    Queue(
        "/desk/misread-looks",
        WORKERS,
        _misread_looks,
        "%(num)s look of yours may have been at two people",
        "%(num)s looks of yours may have been at two people",
    ),
    Queue(
        "/desk/recalls",
        GUARDIANS,
        _recalls,
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
        _unless_away(_agreements(visit.clients) if role in REVIEWERS else _none(), ()),
        asyncio.gather(*(_unless_away(queue.waiting(visit), _NONE) for queue in mine)),
    )
    today = visit.web.clock.now().astimezone(LONDON).date()
    return ForYou(
        waits=[Waits(queue, *found) for queue, found in zip(mine, counts, strict=True) if found and found.waiting],
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


async def _unless_away(asked: Awaitable[Found], nothing: Found) -> Found | None:
    """None where the service is away; nothing where it refuses."""
    try:
        return await asked
    except Unavailable:
        return None
    except Denied:
        return nothing
