"""A raised concern survives the death of a process, and goes when its council may let it go, key and all."""

import asyncio
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from chassis.errors import Conflict
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.metadata import outbox
from services.cases.usecases.concerns import raise_concern
from services.cases.usecases.retention.erase import Erase
from services.cases.usecases.retention.finish_erasures import FinishErasures
from services.cases.usecases.retention.get_retention import GetRetention
from tests.cases.concerns.concern_town import DUTY, NHS_MANAGER, close, concern_town, raised, seen, timer
from tests.cases.conftest import NewDatabase
from tests.cases.retention.test_erasure import reopened
from tests.cases.sharing_town import SharingTown, holding
from tests.cases.town import COUNCIL, worker

OFFICER = holding(worker(COUNCIL, "acc_dpo", "dpo"), "retention:decide")


async def counted(town: SharingTown) -> tuple[int, int, int]:
    """Concerns, leaves of their being handed in, events in the outbox."""
    t = outbox.table
    async with town.town.db.reading() as tx:
        rows = (await tx.execute(select(func.count()).select_from(concern))).scalar_one()
        events = select(func.count()).select_from(t).where(t.c.type == "concern.raised")
        told = (await tx.execute(events)).scalar_one()
    return rows, await town.leaves("concern.handed-in"), told


def _killed(folder: Path, when: str) -> None:
    """A process of its own: it raises a concern, and is killed before it commits, or right after."""

    async def run() -> None:
        async with concern_town(f"sqlite:///{folder}/cases.db", folder) as town:
            if when == "before":
                dies: Any = lambda **_: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
                vars(raise_concern)["ConcernHandedIn"] = dies  # in this process only
            await raised(town, urgency="immediate")
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(run())


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
async def test_killed_at_any_point_it_is_there_with_leaf_and_event_or_it_is_not(
    tmp_path: Path, when: str, kept: int
) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_killed, args=(tmp_path, when))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    async with reopened(tmp_path) as town:
        assert await counted(town) == (kept, kept, kept)
        assert await timer(town) == kept


async def test_its_council_lets_it_go_once_it_is_over_and_as_old_as_its_class(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    async with concern_town(new_database(), tmp_path) as town:
        there = town.town
        erase = Erase(there.work, FinishErasures(there.work, there.keys, there.clock), there.ids, there.clock)
        one = (await raised(town)).concern
        with pytest.raises(Conflict, match="concern is open"):
            await erase(OFFICER, town.amina, "enquiries", "Nobody may claim any more.")
        await close(town, one)
        assert "enquiries" in [
            str(held.retention) for held in await GetRetention(there.work, there.clock)(OFFICER, town.amina)
        ]
        with pytest.raises(Conflict, match="kept until"):
            await erase(OFFICER, town.amina, "enquiries", "Nobody may claim any more.")
        town.later(days=7 * 366)
        await erase(OFFICER, town.amina, "enquiries", "Nobody may claim any more.")
        assert (await counted(town))[0] == 0
        assert (await seen(town, DUTY)).concerns == (await seen(town, NHS_MANAGER)).concerns == []
        assert await town.leaves("concern.handed-in") == 1
