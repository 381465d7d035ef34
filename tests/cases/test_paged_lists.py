"""Each list that may grow long is read in pages: every row once and in order, no page short for what is hidden."""

from pathlib import Path

import pytest

from services.cases.ports.casework import Page, Place
from tests.cases import long_lists, long_lists_of_an_organisation, long_lists_of_reviewers
from tests.cases.long_lists import Ids, Listed, a_town_with_lists

LISTS = long_lists.LISTS | long_lists_of_reviewers.LISTS | long_lists_of_an_organisation.LISTS


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
async def test_every_row_is_read_once_and_in_order_also_while_rows_are_added(
    listed: Listed, database_url: str, tmp_path: Path
) -> None:
    async with a_town_with_lists(database_url, tmp_path) as town:
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
    async with a_town_with_lists(database_url, tmp_path) as town:
        await listed.make(town)
        await listed.make(town)
        await listed.hide(town)
        page, after = await listed.read(town, Page(2))
        assert (len(page), after) == (2, None)
