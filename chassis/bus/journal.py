"""The log of the embedded bus, in SQLite: records by topic, partition and offset, and how far each group has come.

A journal belongs to the thread that opened it. Every write is one short `BEGIN IMMEDIATE`.
"""

import fcntl
import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Literal

from chassis.bus.port import PARTITIONS, RETENTION, Record
from chassis.clock import Clock

Place = tuple[str, int]
"""A topic and one of its partitions."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS partitions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL,
    start INTEGER NOT NULL,  -- the oldest offset kept
    ending INTEGER NOT NULL, -- the next offset to be given
    PRIMARY KEY (topic, partition)
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS records (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, position INTEGER NOT NULL,
    at INTEGER NOT NULL,     -- milliseconds since 1970
    key TEXT NOT NULL, value BLOB NOT NULL, headers TEXT NOT NULL,
    PRIMARY KEY (topic, partition, position)
) WITHOUT ROWID, STRICT;
CREATE TABLE IF NOT EXISTS progress (
    consumers TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    next INTEGER NOT NULL,   -- the first offset not handled yet
    PRIMARY KEY (consumers, topic, partition)
) WITHOUT ROWID, STRICT;
"""
_TRIMMED_AT_ONCE = 5_000
_MILLISECOND = timedelta(milliseconds=1)


class Journal:
    """One connection to the log.

    `synchronous`: FULL to append, so that what was acknowledged is on disk; NORMAL to note progress, which may be lost
    in a power cut since records may come twice.
    """

    def __init__(self, path: Path, clock: Clock, synchronous: Literal["FULL", "NORMAL"]) -> None:
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True)
        self._turn = path.with_suffix(".lock").open("w")
        with self._my_turn():
            self._db = sqlite3.connect(path, timeout=10, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA synchronous={synchronous}")

    def close(self) -> None:
        self._db.close()
        self._turn.close()

    def append(self, records: Sequence[Record]) -> None:
        """Add records; on disk when this returns, all or none."""
        at = int(self._clock.now().timestamp() * 1000)
        placed = [((record.topic, zlib.crc32(record.key.encode()) % PARTITIONS), record) for record in records]
        with self._writing():
            endings = {place: self._ending(place) for place in {place for place, _ in placed}}
            rows = []
            for place, record in placed:
                headers = json.dumps(dict(record.headers), separators=(",", ":"))
                rows.append((*place, endings[place], at, record.key, record.value, headers))
                endings[place] += 1
            self._db.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._db.executemany(
                "UPDATE partitions SET ending = ? WHERE topic = ? AND partition = ?",
                [(ending, *place) for place, ending in endings.items()],
            )

    def endings(self) -> dict[Place, int]:
        """The next offset of every partition: what has grown since last time has news."""
        rows = self._db.execute("SELECT topic, partition, ending FROM partitions")
        return {(topic, partition): ending for topic, partition, ending in rows}

    def read(self, place: Place, position: int, limit: int) -> list[tuple[int, Record]]:
        """At most `limit` records of a partition from an offset on, each with its offset."""
        rows = self._db.execute(
            "SELECT position, key, value, headers FROM records"
            " WHERE topic = ? AND partition = ? AND position >= ? ORDER BY position LIMIT ?",
            (*place, position, limit),
        )
        return [(position, Record(place[0], key, value, json.loads(headers))) for position, key, value, headers in rows]

    def join(self, group: str, topics: Sequence[str]) -> None:
        """Make a group known, so that nothing it has not handled is trimmed."""
        rows = [(group, topic, partition) for topic in topics for partition in range(PARTITIONS)]
        with self._writing():
            self._db.executemany("INSERT OR IGNORE INTO progress VALUES (?, ?, ?, 0)", rows)

    def progress(self, group: str, place: Place) -> int:
        """The first offset of a partition that the group has not handled."""
        select = "SELECT next FROM progress WHERE consumers = ? AND topic = ? AND partition = ?"
        row = self._db.execute(select, (group, *place)).fetchone()
        return int(row[0]) if row else 0

    def advance(self, group: str, place: Place, position: int) -> None:
        """Note that the group has handled everything before `position`."""
        with self._writing():
            self._db.execute(
                "UPDATE progress SET next = ? WHERE consumers = ? AND topic = ? AND partition = ?",
                (position, group, *place),
            )

    def lag(self, group: str, topics: Sequence[str]) -> int:
        """How many records of `topics` the group has not handled."""
        select = "SELECT partition, start, ending FROM partitions WHERE topic = ?"
        return sum(
            ending - max(start, self.progress(group, (topic, partition)))
            for topic in topics
            for partition, start, ending in self._db.execute(select, (topic,)).fetchall()
        )

    def trim(self) -> int:
        """Forget records past their retention that every group has handled; returns how many."""
        cutoff = (self._clock.now() - RETENTION).timestamp() * 1000
        places = self._db.execute("SELECT topic, partition, start, ending FROM partitions").fetchall()
        return sum(self._trim((topic, partition), start, ending, cutoff) for topic, partition, start, ending in places)

    def _trim(self, place: Place, start: int, ending: int, cutoff: float) -> int:
        records = "FROM records WHERE topic = ? AND partition = ?"
        oldest = self._db.execute(f"SELECT at {records} ORDER BY position LIMIT 1", place).fetchone()
        if oldest is None or oldest[0] >= cutoff:
            return 0
        with self._writing():
            # Asked inside the transaction: a group that joins meanwhile waits, and then starts behind the cut.
            slowest = self._db.execute(
                "SELECT min(next) FROM progress WHERE topic = ? AND partition = ?", place
            ).fetchone()[0]
            young = self._db.execute(
                f"SELECT position {records} AND at >= ? ORDER BY position LIMIT 1", (*place, cutoff)
            ).fetchone()
            limits = [ending, start + _TRIMMED_AT_ONCE]
            limits += [slowest] if slowest is not None else []
            limits += [young[0]] if young else []
            keep = max(start, min(limits))
            self._db.execute(f"DELETE {records} AND position < ?", (*place, keep))
            self._db.execute("UPDATE partitions SET start = ? WHERE topic = ? AND partition = ?", (keep, *place))
        return keep - start

    def _ending(self, place: Place) -> int:
        self._db.execute("INSERT OR IGNORE INTO partitions VALUES (?, ?, 0, 0)", place)
        [ending] = self._db.execute("SELECT ending FROM partitions WHERE topic = ? AND partition = ?", place).fetchone()
        return int(ending)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._my_turn():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.rollback()
                raise
            self._db.commit()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """Queue for the one place to write. SQLite's own waiting sleeps ever longer and is overtaken."""
        fcntl.flock(self._turn, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._turn, fcntl.LOCK_UN)
