"""What goes by a timer goes each by itself: whatever one row does, those behind it get their turn."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest
from sqlalchemy import insert, select, update
from structlog.testing import capture_logs

from chassis.clock import FixedClock
from chassis.errors import Unavailable
from services.cases import main
from services.cases.domain.feeds.declared_feed import RollState
from services.cases.store.tables.concerns import concern
from services.cases.usecases.documents.tend_documents import TendDocuments
from services.cases.usecases.each_by_itself import each_by_itself
from services.cases.usecases.looks.sift_looks import SiftLooks
from services.cases.usecases.retention.replay_erasures import ReplayErasures
from tests.cases.concerns.concern_town import concern_town, raised, timer
from tests.cases.sharing_town import SharingTown
from tests.cases.town import NOW

_MORE_THAN_A_BATCH = 130


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with concern_town(database_url, tmp_path) as there:
        yield there


async def _spoil(town: SharingTown, concern_id: str, copies: int) -> None:
    """What is sealed in it does not open any more; and others like it, all due before it."""
    async with town.town.db.transaction() as tx:
        await tx.execute(update(concern).where(concern.c.id == concern_id).values(words=b"spoilt"))
        row = (await tx.execute(select(concern).where(concern.c.id == concern_id))).one()._mapping
        sooner = row["due_at"] - timedelta(minutes=1)
        spoilt = [{**row, "id": f"{concern_id}{number}", "due_at": sooner} for number in range(copies)]
        if spoilt:
            await tx.execute(insert(concern), spoilt)


@pytest.mark.parametrize("copies", [0, _MORE_THAN_A_BATCH])
async def test_a_concern_is_taken_further_whatever_stands_before_it(town: SharingTown, copies: int) -> None:
    await _spoil(town, (await raised(town)).concern.id, copies)
    behind = (await raised(town)).concern.id
    town.later(hours=4)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    async with town.town.work() as work:
        assert (await work.concerns.get(behind)).taken_to == "duty"
    assert await town.leaves("concern.overdue") == 1


def _is_timer(one: Any) -> bool:
    if not inspect.isclass(one) or not one.__module__.startswith("services.cases.usecases"):
        return False
    asked = inspect.signature(one.__call__)
    return [*asked.parameters] == ["self"] and asked.return_annotation is int


_TIMERS: set[type[Any]] = {one for one in vars(main).values() if _is_timer(one)} - {
    SiftLooks,  # goes through the log in its order, and remembers how far it came
    ReplayErasures,  # once, at start
    TendDocuments,  # takes one document at a time for a while before it is tried
}


class _Failing:
    """A unit of work in which three wait for anything, and none can be read by itself."""

    def __init__(self) -> None:
        self.waiting = [MagicMock(state=RollState.ENDING) for _ in range(3)]
        self.tried = 0

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Any]:
        yield self

    def __getattr__(self, store: str) -> "_Failing":
        return self

    async def _one(self, *_: object) -> None:
        self.tried += 1
        raise ValueError("Amina Begum")

    async def _some(self, *_: object) -> list[MagicMock]:
        return self.waiting

    get = locked = _one
    overdue = due = ending = run_out = unfinished = sealed_before = copies_over = _some


@pytest.mark.parametrize("timer", sorted(_TIMERS, key=repr))
async def test_every_timer_tries_each_and_says_how_many_were_done(timer: Any) -> None:
    work, clock = _Failing(), FixedClock(NOW)
    given = {name: MagicMock() for name in inspect.signature(timer.__init__).parameters if name != "self"}
    with capture_logs() as said:
        assert await timer(**given | {"work": work, "clock": clock} if "clock" in given else {"work": work})() == 0
    assert work.tried == 3
    assert [(line["event"], line["log_level"]) for line in said] == [("one of a batch failed", "error")]


def test_there_are_as_many_timers_as_main_runs() -> None:
    assert len(_TIMERS) == 15


class _Rows:
    """Numbers that wait, and a store that may be away."""

    def __init__(self, waiting: int) -> None:
        self.waiting, self.away, self.tried = list(range(waiting)), False, list[int]()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Any]:
        if self.away:
            raise OSError("the store is away")
        yield self

    async def due(self, _: Any, limit: int) -> list[int]:
        return self.waiting[:limit]


async def test_a_store_that_is_away_ends_the_batch_at_the_first() -> None:
    rows = _Rows(10)

    async def do(one: int) -> None:
        rows.tried.append(one)
        rows.away = one == 2
        async with rows.work():
            rows.waiting.remove(one)

    with capture_logs() as said, pytest.raises(OSError, match="away"):
        await each_by_itself(rows.work, rows.due, do, 5)
    assert (rows.tried, len(said)) == ([0, 1, 2], 1)


@pytest.mark.parametrize("error", [Unavailable("another service is away"), asyncio.CancelledError()])
async def test_what_every_other_would_meet_as_well_ends_the_batch(error: BaseException) -> None:
    rows = _Rows(10)

    async def do(one: int) -> None:
        rows.tried.append(one)
        raise error

    with capture_logs() as said, pytest.raises(type(error)):
        await each_by_itself(rows.work, rows.due, do, 5)
    assert (rows.tried, said) == ([0], [])


async def test_those_that_fail_are_tried_once_and_take_nobodys_place() -> None:
    rows = _Rows(40)

    async def do(one: int) -> None:
        rows.tried.append(one)
        if one < 12:
            raise ValueError
        rows.waiting.remove(one)

    with capture_logs() as said:
        done = await each_by_itself(rows.work, rows.due, do, 5)
    assert (rows.tried[:12], len(rows.tried)) == ([*range(12)], 12 + done)
    assert (done >= 5, len(said)) == (True, 1)
