"""The lists that may grow long: how a row comes on each, or is hidden from its reader, and how a page is read."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.audit.withheld import Ground, Withholding
from services.cases.domain.classes import DataClass
from services.cases.domain.contacts.message import Message, MessageKind, MessageState
from services.cases.domain.days import day
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.escalation import Escalation
from services.cases.domain.looks.review import LookReview, Why
from services.cases.domain.networks.invitation import Invitation
from services.cases.domain.objection import Objection, ObjectionKind
from services.cases.domain.private_messages.private_message import PrivateMessage
from services.cases.domain.purposes import Purpose
from services.cases.ports.casework import Page, Place
from services.cases.usecases.account_links.list_account_links import ListAccountLinks
from services.cases.usecases.audit.list_withheld import ListWithheld
from services.cases.usecases.concerns.list_concerns import ListConcerns
from services.cases.usecases.contacts.list_messages import ListMessages
from services.cases.usecases.emergency.list_emergency_accesses import ListEmergencyAccesses
from services.cases.usecases.looks.list_look_reviews import ListLookReviews
from services.cases.usecases.networks.list_invitations import ListInvitations
from services.cases.usecases.objections.list_objections import ListObjections
from services.cases.usecases.private_messages.list_private_messages import ListPrivateMessages
from services.cases.usecases.private_messages.list_waiting_private_messages import ListWaitingPrivateMessages
from services.cases.usecases.referrals.list_referrals import ListReferrals
from tests.cases.audit.test_withheld import looked
from tests.cases.concerns.concern_town import COLLEAGUE, DUTY, concern_town, raised
from tests.cases.referrals.referral_town import NHS_DUTY, Referrals
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, row, worker

Ids = list[str]
HERSELF = holding(
    worker(COUNCIL, AMINA_HERSELF.subject, "dpo"),
    "emergency:review",
    "looks:review",
    "objections:answer",
    "retention:decide",
    "shares:read",
    "access-requests:answer",
)
REVIEWER = holding(worker(COUNCIL, "acc_reviewer", "dpo"), "withheld:release")


class Listed(NamedTuple):
    """`make` adds a row that is on the list, `hide` one that is not for this reader."""

    make: Callable[[SharingTown], Awaitable[object]]
    hide: Callable[[SharingTown], Awaitable[object]]
    read: Callable[[SharingTown, Page], Awaitable[tuple[Ids, Place | None]]]


async def _about_her(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListConcerns(town.town.work, town.town.ids, town.town.clock)(COLLEAGUE, town.amina, page)
    return [one.id for one in found.concerns], found.after


async def _at_the_door(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListConcerns(town.town.work, town.town.ids, town.town.clock)(DUTY, "", page)
    return [one.id for one in found.concerns], found.after


def _referrals(*, waiting: bool) -> Callable[[SharingTown, Page], Awaitable[tuple[Ids, Place | None]]]:
    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        found = await ListReferrals(town.town.work, town.town.clock)(NHS_DUTY, page, waiting=waiting)
        return [one.id for one in found.items], found.after

    return read


async def _refer(town: SharingTown) -> None:
    await Referrals(town).request()


async def _refer_to_another(town: SharingTown) -> None:
    await Referrals(town).request(to=SCHOOL)


async def _refer_and_reject(town: SharingTown) -> None:
    """Answered: it waits no more."""
    made = Referrals(town)
    await made.reject(await made.request())


@asynccontextmanager
async def a_town_with_lists(url: str, folder: Path) -> AsyncIterator[SharingTown]:
    """Where the council knows Bela too. Amina works there: what is about her is hidden from herself."""
    async with concern_town(url, folder) as town:
        await town.town.take(COUNCIL, [AMINA, row("9", given="Bela", family="Jones", birth="1980-01-02")])
        await town.town.take(REFUGE, [AMINA], shielded=True)
        yield town


async def bela(town: SharingTown) -> str:
    return await town.town.person(COUNCIL, "9")


def about(make: Callable[[SharingTown, str], Awaitable[None]]) -> dict[str, Callable[[SharingTown], Awaitable[None]]]:
    """One about Bela is on the list, one about whoever reads it is not."""

    async def shown(town: SharingTown) -> None:
        await make(town, await bela(town))

    async def hidden(town: SharingTown) -> None:
        await make(town, town.amina)

    return {"make": shown, "hide": hidden}


def further(now: datetime) -> Escalation:
    """Some were taken further than others."""
    return Escalation(now.hour % 3)


async def _give(town: SharingTown, person_id: str) -> None:
    async with town.town.work() as work:
        id_, now = town.town.ids.new("msg"), town.town.clock.now()
        await work.messages.add(
            Message(id_, person_id, COUNCIL, MessageKind.LINK, "lnk_1", MessageState.BY_HAND, now, now, None)
        )


async def _object(town: SharingTown, person_id: str) -> None:
    async with town.town.work() as work:
        id_, now = town.town.ids.new("obj"), town.town.clock.now()
        words = frozenset({DataClass.HOUSING}), "I never lived there."
        due_on = day(now + timedelta(days=now.hour))
        await work.objections.add(
            Objection(id_, person_id, COUNCIL, ObjectionKind.DISPUTE, *words, now, "acc_x", spoken=False, due_on=due_on)
        )


async def _flag(town: SharingTown, person_id: str) -> None:
    await town.town.network(SOCIAL_WORKER, town.amina)
    [look, *_] = await town.town.looks(town.amina)
    async with town.town.work() as work:
        id_, now = town.town.ids.new("lrv"), town.town.clock.now()
        await work.look_reviews.add(
            [LookReview(id_, look.id, person_id, COUNCIL, "acc_x", Why.SAMPLED, now, escalated=further(now))]
        )


async def _open(town: SharingTown, person_id: str) -> None:
    async with town.town.work() as work:
        id_, now = town.town.ids.new("emg"), town.town.clock.now()
        opened = person_id, COUNCIL, "acc_x", frozenset({DataClass.HEALTH}), "Found unconscious."
        await work.emergencies.add(EmergencyAccess(id_, *opened, now, now, now, escalated=further(now)))


async def _messages(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListMessages(town.town.work, town.town.clock)(HERSELF, page)
    return [one.id for one in found.items], found.after


async def _objections(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListObjections(town.town.work)(HERSELF, page)
    return [one.id for one in found.items], found.after


async def _looks(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListLookReviews(town.town.work, town.town.clock)(HERSELF, page)
    return [one.review.id for one in found.reviews], found.after


async def _accesses(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListEmergencyAccesses(town.town.work)(HERSELF, page)
    return [one.access.id for one in found.items], found.after


async def _withhold(town: SharingTown, by: str) -> None:
    now = town.town.clock.now()
    kept = Withholding(Ground.RISK_TO_ANOTHER, "A sibling may be at risk.", day(now - timedelta(days=now.hour)))
    await looked(town, withholding=kept, caller=worker(COUNCIL, by))


async def _leave(town: SharingTown, person_id: str, by: str) -> None:
    async with town.town.work() as work:
        id_ = town.town.ids.new("pms")
        await work.private_messages.add(PrivateMessage(id_, person_id, COUNCIL, by, "Ring us.", town.town.clock.now()))


async def _leave_about_bela(town: SharingTown) -> None:
    await _leave(town, await bela(town), "acc_x")


async def _link(town: SharingTown, *states: LinkState) -> None:
    whom = await bela(town)
    async with town.town.work() as work:
        id_, now = town.town.ids.new("lnk"), town.town.clock.now()
        state = states[now.hour % len(states)]
        await work.account_links.add(AccountLink(id_, f"acc_{id_}", "prf", whom, state, "", now, "acc", "in_person"))


async def _invite(town: SharingTown, by: str, to: str) -> None:
    async with town.town.work() as work:
        id_, now = town.town.ids.new("ivt"), town.town.clock.now()
        sent = town.amina, by, to, "", "Nursing", "", Purpose.DIRECT_CARE, now, "acc_x", day(now + timedelta(days=9))
        await work.invitations.add(Invitation(id_, *sent))


async def _withheld(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    found = await ListWithheld(town.town.work, town.town.clock)(REVIEWER, page)
    return [one.withheld.disclosure_id for one in found.items], found.after


async def _left(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    listed = ListPrivateMessages(town.town.work, town.town.ids, town.town.clock)
    found = await listed(SOCIAL_WORKER, town.amina, page)
    return [one.id for one in found.items], found.after


async def _for_the_refuge(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
    listed = ListWaitingPrivateMessages(town.town.work, town.town.ids, town.town.clock)
    found = await listed(worker(REFUGE, "acc_haven", "manager"), page)
    return [one.message.id for one in found.items], found.after


def _links(*, waiting: bool) -> Callable[[SharingTown, Page], Awaitable[tuple[Ids, Place | None]]]:
    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        # The town has linked Amina to her account already.
        found = await ListAccountLinks(town.town.work, town.town.clock)(SOCIAL_WORKER, page, waiting=waiting)
        return [one.link.id for one in found.items], found.after

    return read


def _invitations(*, of_her: bool) -> Callable[[SharingTown, Page], Awaitable[tuple[Ids, Place | None]]]:
    async def read(town: SharingTown, page: Page) -> tuple[Ids, Place | None]:
        listed = ListInvitations(town.town.work, town.town.clock)
        manager = worker(NHS, "acc_nhs_manager", "manager")
        found = await listed(SOCIAL_WORKER if of_her else manager, town.amina if of_her else "", page)
        return [one.id for one in found.items], found.after

    return read


LISTS: dict[str, Listed] = {
    "concerns about her": Listed(
        make=lambda town: raised(town, SOCIAL_WORKER),
        hide=lambda town: raised(town, SOCIAL_WORKER, exclude=[NHS]),
        read=_about_her,
    ),
    "concerns at the door": Listed(raised, lambda town: raised(town, allegation=True), _at_the_door),
    "referrals": Listed(_refer, _refer_to_another, _referrals(waiting=False)),
    "referrals that wait": Listed(_refer, _refer_and_reject, _referrals(waiting=True)),
    "looks to review": Listed(**about(_flag), read=_looks),
    "emergency accesses": Listed(**about(_open), read=_accesses),
    "messages to give by hand": Listed(**about(_give), read=_messages),
    "objections": Listed(**about(_object), read=_objections),
    "withheld": Listed(
        lambda town: _withhold(town, "acc_x"), lambda town: _withhold(town, REVIEWER.subject), _withheld
    ),
    "private messages left": Listed(
        lambda town: _leave(town, town.amina, SOCIAL_WORKER.subject),
        lambda town: _leave(town, town.amina, "acc_x"),
        _left,
    ),
    "private messages that wait": Listed(
        lambda town: _leave(town, town.amina, "acc_x"), _leave_about_bela, _for_the_refuge
    ),
    "account links that wait": Listed(
        lambda town: _link(town, LinkState.PROPOSED, LinkState.SUSPENDED),
        lambda town: _link(town, LinkState.LIVE),
        _links(waiting=True),
    ),
    "account links to confirm": Listed(
        lambda town: _link(town, LinkState.PROPOSED), lambda town: _link(town, LinkState.LIVE), _links(waiting=True)
    ),
    "invitations about her": Listed(
        lambda town: _invite(town, COUNCIL, NHS), lambda town: _invite(town, NHS, COUNCIL), _invitations(of_her=True)
    ),
    "invitations that wait": Listed(
        lambda town: _invite(town, COUNCIL, NHS),
        lambda town: _invite(town, COUNCIL, SCHOOL),
        _invitations(of_her=False),
    ),
}
