"""A log of so many leaves, put into its tables in bulk: every leaf with its place, every node, one signed checkpoint.

What the leaves say is alike, so that hashing them takes minutes and not hours; each has an id and so a hash of its own.
Kept under build/bench and only read.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.kept import KEPT
from chassis.db import database
from chassis.merkle import Checkpoint, Leaf, canonical, commitment
from chassis.merkle.tree import Edge
from tests.chassis.logbook import METADATA, ORIGIN, SIGNER

_CHUNK = 50_000
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_SALT, _SEALED = b"s" * 32, b"\x01" + b"c" * 100
_PAYLOAD = commitment(_SALT, canonical({"act": "network read"}))
_SUBJECT = f"per_{0:026d}"
_WHOSE = commitment(_SALT, canonical(_SUBJECT))
_LEAF = (
    'INSERT INTO log_leaf (seq, id, "index", kind, at, subject, salt, subject_commitment, payload_commitment, sealed)'
)


def leaf_id(number: int) -> str:
    return f"dis_{number:026d}"


async def long_log(size: int, say: Callable[[str], None]) -> str:
    """Its URL."""
    there = KEPT / f"log_{size}"
    if not there.exists():
        loading = there.with_suffix(".loading")
        shutil.rmtree(loading, ignore_errors=True)
        url = f"sqlite:///{loading}/log.db"
        async with database(url) as db, db.transaction() as tx:
            await tx.run_sync(METADATA.create_all)
        for done in _filled(loading / "log.db", size):
            say(f"the long log: {done:,} of {size:,} leaves are loaded")
        loading.rename(there)
    return f"sqlite:///{there}/log.db"


def _filled(file: Path, size: int) -> Iterator[int]:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=OFF")
        edge = Edge()
        for begin in range(0, size, _CHUNK):
            yield begin
            numbers = range(begin, min(begin + _CHUNK, size))
            leaves = [_leaf(n) for n in numbers]
            nodes = [(node.level, node.number, made) for leaf in leaves for node, made in edge.append(leaf.hash)]
            db.execute("BEGIN")
            db.executemany(f"{_LEAF} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, leaves))
            db.executemany("INSERT INTO log_node (level, number, hash) VALUES (?, ?, ?)", nodes)
            db.execute("COMMIT")
        note = str(Checkpoint(ORIGIN, edge.size, edge.root).signed(SIGNER, _BEGAN))
        db.execute("INSERT INTO log_checkpoint VALUES (?, ?, ?, ?)", (edge.size, edge.root, note, _stored(_BEGAN)))


def _leaf(number: int) -> Leaf:
    at = _BEGAN + timedelta(seconds=number)
    return Leaf(leaf_id(number), number, "disclosure", at, _SUBJECT, _SALT, _WHOSE, _PAYLOAD, _SEALED)


def _row(leaf: Leaf) -> tuple[object, ...]:
    assert leaf.index is not None
    place = (leaf.index + 1, leaf.id, leaf.index, leaf.kind, _stored(leaf.at))
    return (*place, leaf.subject, leaf.salt, leaf.subject_commitment, leaf.payload_commitment, leaf.sealed)


def _stored(at: datetime) -> str:
    """As `Instant` is on SQLite."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"
