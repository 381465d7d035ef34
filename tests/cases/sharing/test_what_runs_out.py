"""What runs out is asked for every few seconds: it is read in the order of an index, so that however much there is
costs nothing while none of it is due.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select

from services.cases.store.consents.consents import ENDING
from services.cases.store.sharing.shares import RUN_OUT
from tests.cases.plans import plan_of
from tests.cases.sharing_town import SharingTown
from tests.cases.town import TODAY

_DAYS = {f"within_{days}": TODAY + timedelta(days) for days in (30, 7)}


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (RUN_OUT.limit(100).params(today=TODAY), "share_running_out"),
        (ENDING.limit(100).params(today=TODAY, **_DAYS), "consent_ending"),
    ],
    ids=["shares", "consents"],
)
async def test_nothing_is_sorted_to_find_what_is_due(town: SharingTown, asked: Select[Any], index: str) -> None:
    async with town.town.db.reading() as tx:
        plan = await plan_of(tx, asked)
    assert index in plan, plan
    bounds = [line for line in plan.splitlines() if "SEARCH" in line or "Index Cond" in line]
    assert all("<" in line for line in bounds), plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan
