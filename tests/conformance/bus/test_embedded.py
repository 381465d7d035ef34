"""What only the log in SQLite has to see to by itself: forgetting, sharing by locks, waking."""

import asyncio
import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.bus import PARTITIONS, RETENTION, bus
from chassis.bus.bell import Bell, ring
from chassis.bus.claims import Claims
from chassis.bus.journal import Journal
from chassis.clock import FixedClock
from tests.conformance.bus.reader import Reader, consuming, eventually, thing

_START = datetime(2026, 11, 1, tzinfo=UTC)
_PLACES = [("things", partition) for partition in range(PARTITIONS)]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(_START)


def journal_of(path: Path, clock: FixedClock) -> Journal:
    return Journal(path / "bus.db", clock, "FULL")


def handle_all(journal: Journal, group: str) -> None:
    for place, ending in journal.endings().items():
        journal.advance(group, place, ending)


def kept(journal: Journal) -> list[bytes]:
    return sorted(record.value for place in _PLACES for _, record in journal.read(place, 0, 1000))


def test_a_record_is_forgotten_only_past_its_retention_and_once_every_group_has_handled_it(
    tmp_path: Path, clock: FixedClock
) -> None:
    journal = journal_of(tmp_path, clock)
    journal.join("quick", ["things"])
    journal.join("slow", ["things"])
    journal.append([thing("old", 1)])
    clock.at += RETENTION / 2
    journal.append([thing("young", 2)])
    handle_all(journal, "quick")
    clock.at += RETENTION / 2 + timedelta(seconds=1)
    assert journal.trim() == 0
    handle_all(journal, "slow")
    assert journal.trim() == 1
    assert kept(journal) == [b"2"]
    journal.close()


def test_what_was_forgotten_leaves_no_gap_behind_it(tmp_path: Path, clock: FixedClock) -> None:
    journal = journal_of(tmp_path, clock)
    journal.append([thing("k", 1)])
    clock.at += RETENTION + timedelta(seconds=1)
    assert journal.trim() == 1
    journal.join("late", ["things"])
    assert journal.lag("late", ["things"]) == 0
    journal.append([thing("k", 2)])
    assert journal.lag("late", ["things"]) == 1
    assert kept(journal) == [b"2"]
    journal.close()


async def test_a_new_group_reads_on_from_what_is_still_kept(tmp_path: Path, clock: FixedClock) -> None:
    reader = Reader()
    async with bus(f"embedded://{tmp_path}/bus.db", clock) as opened:
        await opened.publish([thing("k", 1)])
        clock.at += RETENTION + timedelta(seconds=1)
        with closing(journal_of(tmp_path, clock)) as journal:
            assert journal.trim() == 1
        async with consuming(opened, "late", reader):
            await opened.publish([thing("k", 2)])
            await eventually(lambda: len(reader.records) == 1)
    assert reader.values() == {"k": [b"2"]}


def test_members_hold_fair_shares_and_no_partition_together(tmp_path: Path) -> None:
    one = Claims(tmp_path, 6)
    assert one.balance() == ([0, 1, 2, 3, 4, 5], 0)
    two = Claims(tmp_path, 6)
    assert two.balance() == ([], 0)
    assert one.balance() == ([], 3)
    for partition in (0, 1, 2):
        one.release(partition)
    assert two.balance() == ([0, 1, 2], 0)
    one.leave()
    assert two.balance() == ([3, 4, 5], 0)
    two.leave()


def test_a_member_that_died_counts_no_more(tmp_path: Path) -> None:
    dead = os.fork()
    if dead == 0:
        Claims(tmp_path, 6).balance()
        os._exit(0)
    os.waitpid(dead, 0)
    assert list(tmp_path.glob("member-*"))
    survivor = Claims(tmp_path, 6)
    assert survivor.balance() == ([0, 1, 2, 3, 4, 5], 0)
    survivor.leave()
    assert not list(tmp_path.glob("member-*"))


async def test_a_bell_wakes_its_listener_and_one_without_a_listener_is_swept_away(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "dead.bell")
    with Bell(tmp_path) as bell:
        ring(tmp_path)
        await asyncio.wait_for(bell.heard(within=60), timeout=20)
        assert len(os.listdir(tmp_path)) == 1
        assert "dead.bell" not in os.listdir(tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("url", ["embedded://bus.db", "embedded:///", "embedded:///a/bus.db?x=1", "redis://localhost"])
async def test_a_url_that_names_no_bus_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"bus"):
        async with bus(url):
            pass
