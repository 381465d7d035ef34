"""SQLite on the loop's own thread: what must hold although nothing stands between a statement and its caller."""

import asyncio
import multiprocessing
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from chassis.db import Database, database, sqlite
from chassis.db.disk import LARGEST_LOG, Disk

metadata = MetaData()
numbers = Table("number", metadata, Column("n", Integer, primary_key=True))
_COUNT = select(func.count()).select_from(numbers)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with database(f"sqlite:///{tmp_path}/test.db") as opened:
        async with opened.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        yield opened


async def _count(db: Database) -> int:
    async with db.reading() as tx:
        return (await tx.execute(_COUNT)).scalar_one()


async def test_a_write_cancelled_in_the_middle_of_many_rows_leaves_none_of_them(db: Database) -> None:
    started = asyncio.Event()

    async def write() -> None:
        async with db.transaction() as tx:
            started.set()
            await tx.execute(insert(numbers), [{"n": n} for n in range(200_000)])

    writing = asyncio.create_task(write())
    await started.wait()
    await asyncio.sleep(0)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await _count(db) == 0
    async with db.transaction() as tx:
        await tx.execute(insert(numbers), {"n": 1})
    assert await _count(db) == 1


async def test_a_commit_that_is_cancelled_is_whole_or_nothing_and_frees_the_writer(db: Database) -> None:
    for n in range(50):

        async def write(n: int = n) -> None:
            async with db.transaction() as tx:
                await tx.execute(insert(numbers), [{"n": 2 * n}, {"n": 2 * n + 1}])

        writing = asyncio.create_task(write())
        for _ in range(n % 10):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        assert await _count(db) % 2 == 0


async def test_a_result_read_in_part_holds_no_snapshot_open(db: Database, tmp_path: Path) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(numbers), [{"n": n} for n in range(100)])
    async with db.reading() as tx:
        assert (await tx.execute(select(numbers).order_by(numbers.c.n))).first() == (0,)
    async with db.transaction() as tx:
        assert (await tx.execute(insert(numbers).values(n=500).returning(numbers.c.n))).first() == (500,)
    with sqlite3.connect(tmp_path / "test.db") as other:
        busy, _, _ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0


async def test_while_another_process_writes_the_loop_goes_on_and_the_write_gets_its_turn(
    db: Database, tmp_path: Path
) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, let_go = spawn.Event(), spawn.Event()
    other = spawn.Process(target=_hold, args=(str(tmp_path / "test.db"), held, let_go))
    other.start()
    assert await asyncio.to_thread(held.wait, 30)

    async def write() -> None:
        async with db.transaction() as tx:
            await tx.execute(insert(numbers), {"n": 7})

    writing = asyncio.create_task(write())
    longest = 0.0
    for _ in range(20):
        before = time.perf_counter()
        await asyncio.sleep(0.01)
        longest = max(longest, time.perf_counter() - before)
    assert not writing.done()
    assert longest < 2, "the loop stood still while another process held the file"
    let_go.set()
    await asyncio.wait_for(writing, 30)
    other.join(30)
    assert await _count(db) == 2


def _hold(path: str, held: Event, let_go: Event) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO number VALUES (99)")
    held.set()
    let_go.wait(30)
    connection.execute("COMMIT")


async def test_a_reader_may_not_write(db: Database) -> None:
    with pytest.raises(Exception, match="readonly"):
        async with db.reading() as tx:
            await tx.execute(insert(numbers), {"n": 1})


class SlowDisk:
    """Counts syncs; each waits until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.syncs, self.let_go, self._sync = 0, threading.Event(), os.fdatasync
        self.begun = threading.Event()
        monkeypatch.setattr(os, "fdatasync", self)

    def __call__(self, descriptor: int) -> None:
        self.syncs += 1
        self.begun.set()
        assert self.let_go.wait(30)
        self._sync(descriptor)


async def _write(db: Database, n: int) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(numbers), {"n": n})


async def test_a_write_is_not_acknowledged_and_nobody_who_saw_it_goes_on_before_it_is_on_the_disk(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SlowDisk(monkeypatch)
    writing = asyncio.create_task(_write(db, 1))
    assert await asyncio.to_thread(disk.begun.wait, 30)
    seen = asyncio.get_running_loop().create_future()

    async def read() -> None:
        async with db.reading() as tx:
            seen.set_result((await tx.execute(_COUNT)).scalar_one())

    reading, asking = asyncio.create_task(read()), asyncio.create_task(db.ask(_COUNT, {}))
    assert await seen == 1
    done, _ = await asyncio.wait([writing, reading, asking], timeout=0.2)
    assert not done
    disk.let_go.set()
    await asyncio.gather(writing, reading)
    assert await asking == [(1,)]


async def test_who_writes_next_does_not_wait_for_the_disk_and_many_share_one_sync(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SlowDisk(monkeypatch)
    written: list[int] = []

    async def write(n: int) -> None:
        async with db.transaction() as tx:
            await tx.execute(insert(numbers), {"n": n})
            written.append(n)

    writing = [asyncio.create_task(write(n)) for n in range(100)]
    done, _ = await asyncio.wait(writing, timeout=0.5)
    assert (len(written), done) == (100, set())
    disk.let_go.set()
    await asyncio.gather(*writing)
    assert disk.syncs <= 2


async def test_a_log_that_could_not_be_synced_once_is_not_trusted_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdatasync", fails)
        with pytest.raises(OSError, match="could not be written"):
            await _write(db, 1)
    with pytest.raises(OSError, match="could not be written"):
        await _write(db, 2)


async def test_the_log_is_copied_into_the_file_and_begun_anew(db: Database, tmp_path: Path) -> None:
    blob = Table("blob", MetaData(), Column("n", Integer, primary_key=True), Column("bytes", LargeBinary))
    async with db.transaction() as tx:
        await tx.run_sync(blob.metadata.create_all)
    for n in range(400):
        async with db.transaction() as tx:
            await tx.execute(insert(blob), {"n": n, "bytes": bytes(100_000)})
    assert (tmp_path / "test.db-wal").stat().st_size < 5 * LARGEST_LOG


async def test_a_write_of_which_an_error_is_half_way_is_refused_in_sqlalchemys_words(db: Database) -> None:
    await _write(db, 1)
    with pytest.raises(IntegrityError):
        async with db.transaction() as tx:
            await tx.execute(insert(numbers), {"n": 2})
            await tx.execute(insert(numbers), {"n": 1})
    assert await _count(db) == 1


async def test_a_commit_for_which_the_disk_is_full_is_refused_in_sqlalchemys_words_and_undone(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    await _write(db, 1)
    with monkeypatch.context() as patched:
        patched.setattr(sqlite._Connection, "commit", full, raising=False)
        with pytest.raises(OperationalError, match="full"):
            await _write(db, 2)
    await _write(db, 3)
    assert await _count(db) == 2


class Commits:
    """Counts them; refuses them while `full`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self.full = 0, False
        monkeypatch.setattr(sqlite._Connection, "commit", lambda driver: self(driver), raising=False)

    def __call__(self, driver: sqlite3.Connection) -> None:
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        self.count += 1
        driver.execute("COMMIT")


async def _kept(tmp_path: Path) -> list[int]:
    """As somebody else sees the file."""
    with sqlite3.connect(tmp_path / "test.db") as other:
        return [n for (n,) in other.execute("SELECT n FROM number ORDER BY n")]


async def test_what_is_written_in_one_moment_shares_a_commit_and_ends_after_it(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = Commits(monkeypatch)

    async def at_once(_: Disk) -> None:
        """Lest a wait for the disk hides that the commit was not waited for."""

    monkeypatch.setattr(Disk, "settled", at_once)

    async def write(n: int) -> None:
        await _write(db, n)
        assert n in await _kept(tmp_path)

    await asyncio.gather(*(write(n) for n in range(100)))
    assert commits.count <= 100 / sqlite._MOST_TOGETHER + 1
    assert await _kept(tmp_path) == list(range(100))


async def test_of_those_who_share_a_commit_one_that_raises_or_is_cancelled_undoes_its_own_only(
    db: Database, tmp_path: Path
) -> None:
    async def write(n: int) -> None:
        async with db.transaction() as tx:
            await tx.execute(insert(numbers), {"n": n})
            if n % 3 == 0:
                raise LookupError(n)
            if n % 3 == 1:
                asyncio.current_task().cancel()  # type: ignore[union-attr]  # it runs
                await asyncio.sleep(0)

    for begin in (0, 1, 2):  # each of the three comes first once
        ended = await asyncio.gather(*(write(n) for n in range(begin, 9)), return_exceptions=True)
        assert [type(one) for one in ended] == ([LookupError, asyncio.CancelledError, type(None)] * 3)[begin:]
        assert await _kept(tmp_path) == [2, 5, 8]
        async with db.transaction() as tx:
            await tx.exec_driver_sql("DELETE FROM number")


async def test_those_who_share_a_commit_that_is_refused_are_all_refused(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = Commits(monkeypatch)
    commits.full = True
    ended = await asyncio.gather(*(_write(db, n) for n in range(5)), return_exceptions=True)
    assert [type(one) for one in ended] == [OperationalError] * 5
    commits.full = False
    await _write(db, 7)
    assert await _kept(tmp_path) == [7]


async def test_what_sqlite_undid_by_itself_is_told_to_nobody_as_done(db: Database, tmp_path: Path) -> None:
    await _write(db, 1)

    async def undo() -> None:
        async with db.transaction() as tx:
            await tx.exec_driver_sql("INSERT OR ROLLBACK INTO number VALUES (1)")

    ended = await asyncio.gather(_write(db, 2), _write(db, 3), undo(), _write(db, 4), return_exceptions=True)
    assert [type(one) for one in ended] == [OperationalError, OperationalError, IntegrityError, type(None)]
    assert await _kept(tmp_path) == [1, 4]
