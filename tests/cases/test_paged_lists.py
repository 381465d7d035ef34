"""Each list that may grow long is read in pages: every row once and in order, no page short for what is hidden."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from services.cases.ports.casework import Page, Place
from services.cases.usecases.list_concerns import ListConcerns
from services.cases.usecases.list_referrals import ListReferrals
from tests.cases.concern_town import COLLEAGUE, DUTY, concern_town, raised
from tests.cases.referral_town import NHS_DUTY, Referrals
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown
from tests.cases.town import NHS, SCHOOL

Ids = list[str]


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


LISTS: dict[str, Listed] = {
    "concerns about her": Listed(
        make=lambda town: raised(town, SOCIAL_WORKER),
        hide=lambda town: raised(town, SOCIAL_WORKER, exclude=[NHS]),
        read=_about_her,
    ),
    "concerns at the door": Listed(raised, lambda town: raised(town, allegation=True), _at_the_door),
    "referrals": Listed(_refer, _refer_to_another, _referrals(waiting=False)),
    "referrals that wait": Listed(_refer, _refer_and_reject, _referrals(waiting=True)),
}


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
async def test_every_row_is_read_once_and_in_order_also_while_rows_are_added(
    listed: Listed, database_url: str, tmp_path: Path
) -> None:
    async with concern_town(database_url, tmp_path) as town:
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
    async with concern_town(database_url, tmp_path) as town:
        await listed.make(town)
        await listed.make(town)
        await listed.hide(town)
        page, after = await listed.read(town, Page(2))
        assert (len(page), after) == (2, None)
