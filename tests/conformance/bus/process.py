"""A process of its own, to be killed.

`python -m tests.conformance.bus.process publish URL` prints the number of each record once it is acknowledged;
`… consume URL GROUP INBOX` makes each record's effect once, with the help of an inbox.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Sequence

from chassis.bus import Record, bus
from tests.conformance.bus.reader import thing

_SLOWLY = 0.01


async def publish(url: str) -> None:
    async with bus(url) as opened:
        for number in range(1_000_000):
            await opened.publish([thing(f"k{number % 7}", number)])
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


async def consume(url: str, group: str, inbox: str) -> None:
    db = open_inbox(inbox)

    async def handle(records: Sequence[Record]) -> None:
        await asyncio.sleep(_SLOWLY)
        with db:
            take(db, records)

    async with bus(url) as opened:
        await opened.consume(group, ["things"], handle, asyncio.Event())


def open_inbox(path: str) -> sqlite3.Connection:
    """Effects, in the order in which they were made, and the ids that keep them from being made twice."""
    db = sqlite3.connect(path, timeout=20)
    db.execute(
        "CREATE TABLE IF NOT EXISTS effects (seen INTEGER PRIMARY KEY, id TEXT UNIQUE, key TEXT, number INTEGER)"
    )
    return db


def take(db: sqlite3.Connection, records: Sequence[Record]) -> None:
    db.executemany(
        "INSERT INTO effects (id, key, number) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
        [(record.headers["id"], record.key, int(record.value)) for record in records],
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["publish", url]:
            asyncio.run(publish(url))
        case ["consume", url, group, inbox]:
            asyncio.run(consume(url, group, inbox))
