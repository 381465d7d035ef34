"""Each list that may grow long is read in pages: every row once and in order, no page short for what is hidden."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.emergency import EmergencyAccess
from services.cases.domain.escalation import Escalation
from services.cases.domain.look_review import LookReview, Why
from services.cases.domain.message import Message, MessageKind, MessageState
from services.cases.domain.objection import Objection, ObjectionKind
from services.cases.ports.casework import Page, Place
from services.cases.usecases.list_concerns import ListConcerns
from services.cases.usecases.list_emergency_accesses import ListEmergencyAccesses
from services.cases.usecases.list_look_reviews import ListLookReviews
from services.cases.usecases.list_messages import ListMessages
from services.cases.usecases.list_objections import ListObjections
from services.cases.usecases.list_referrals import ListReferrals
from tests.cases.concern_town import COLLEAGUE, DUTY, concern_town, raised
from tests.cases.referral_town import NHS_DUTY, Referrals
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import AMINA, COUNCIL, NHS, SCHOOL, row, worker

Ids = list[str]
HERSELF = holding(
    worker(COUNCIL, AMINA_HERSELF.subject, "dpo"), "emergency:review", "looks:review", "objections:answer"
)


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
async def _town(url: str, folder: Path) -> AsyncIterator[SharingTown]:
    """Where the council knows Bela too. Amina works there: what is about her is hidden from herself."""
    async with concern_town(url, folder) as town:
        await town.town.take(COUNCIL, [AMINA, row("9", given="Bela", family="Jones", birth="1980-01-02")])
        yield town


def _about(make: Callable[[SharingTown, str], Awaitable[None]]) -> dict[str, Callable[[SharingTown], Awaitable[None]]]:
    """One about Bela is on the list, one about whoever reads it is not."""

    async def shown(town: SharingTown) -> None:
        await make(town, await town.town.person(COUNCIL, "9"))

    async def hidden(town: SharingTown) -> None:
        await make(town, town.amina)

    return {"make": shown, "hide": hidden}


def _further(now: datetime) -> Escalation:
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
            [LookReview(id_, look.id, person_id, COUNCIL, "acc_x", Why.SAMPLED, now, escalated=_further(now))]
        )


async def _open(town: SharingTown, organisation: str) -> None:
    async with town.town.work() as work:
        id_, now = town.town.ids.new("emg"), town.town.clock.now()
        opened = town.amina, organisation, "acc_x", frozenset({DataClass.HEALTH}), "Found unconscious."
        await work.emergencies.add(EmergencyAccess(id_, *opened, now, now, now, escalated=_further(now)))


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


LISTS: dict[str, Listed] = {
    "concerns about her": Listed(
        make=lambda town: raised(town, SOCIAL_WORKER),
        hide=lambda town: raised(town, SOCIAL_WORKER, exclude=[NHS]),
        read=_about_her,
    ),
    "concerns at the door": Listed(raised, lambda town: raised(town, allegation=True), _at_the_door),
    "referrals": Listed(_refer, _refer_to_another, _referrals(waiting=False)),
    "referrals that wait": Listed(_refer, _refer_and_reject, _referrals(waiting=True)),
    "looks to review": Listed(**_about(_flag), read=_looks),
    "emergency accesses": Listed(lambda town: _open(town, COUNCIL), lambda town: _open(town, NHS), _accesses),
    "messages to give by hand": Listed(**_about(_give), read=_messages),
    "objections": Listed(**_about(_object), read=_objections),
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
async def test_every_row_is_read_once_and_in_order_also_while_rows_are_added(
    listed: Listed, database_url: str, tmp_path: Path
) -> None:
    async with _town(database_url, tmp_path) as town:
        for number in range(5):
            await listed.make(town)
            for _ in range(3):
                await listed.hide(town)
            # Some at the same moment.
            town.later(hours=number % 2)
        whole, no_more = await listed.read(town, Page(100))
        assert len(whole) == len(set(whole)) == 5
        assert no_more is None

        read: Ids = []
        after: Place | None = None
        while True:
            page, after = await listed.read(town, Page(2, after))
            read += page
            if after is None:
                break
            assert len(page) == 2, "short for what is hidden"
            if len(read) == 2:
                await listed.make(town)
                await listed.hide(town)
        assert len(read) == len(set(read))
        assert [id_ for id_ in read if id_ in whole] == whole


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
async def test_where_the_rows_just_fill_a_page_none_follows(listed: Listed, database_url: str, tmp_path: Path) -> None:
    async with _town(database_url, tmp_path) as town:
        await listed.make(town)
        await listed.make(town)
        await listed.hide(town)
        page, after = await listed.read(town, Page(2))
        assert (len(page), after) == (2, None)
