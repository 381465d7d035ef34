"""A log of acts on a real database, for the tests of the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import MetaData

from chassis.clock import FixedClock
from chassis.db import Database, database
from chassis.ids import SeededIds
from chassis.merkle import (
    Checkpoint,
    KnownLog,
    LeafDraft,
    Log,
    Note,
    Report,
    Sequencer,
    Signer,
    canonical,
    log_tables,
    verify,
)

METADATA = MetaData()
TABLES = log_tables(METADATA)
ORIGIN = "kith.example/cases"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"k" * 32))
KNOWN = KnownLog(ORIGIN, (SIGNER.verifier,))
START = datetime(2026, 11, 22, 9, 30, 0, 123_456, UTC)


class Logbook:
    def __init__(self, db: Database, seed: str) -> None:
        self.db, self.log, self.clock, self._ids = db, Log(TABLES), FixedClock(START), SeededIds(seed)
        self.sequencer = Sequencer(db, TABLES, SIGNER, self.clock)

    def draft(self, subject: str | None = "per_amina") -> LeafDraft:
        leaf_id = self._ids.new("dis")
        plaintext = canonical({"act": "network read", "number": leaf_id})
        return LeafDraft(leaf_id, "disclosure", self.clock.now(), subject, plaintext, plaintext[::-1])

    async def act(self, times: int = 1, subject: str | None = "per_amina") -> list[str]:
        """Log some acts; their ids."""
        drafts = [self.draft(subject) for _ in range(times)]
        async with self.db.transaction() as tx:
            await self.log.append(tx, *drafts)
        self.clock.at += timedelta(seconds=1)
        return [draft.id for draft in drafts]

    async def sequence(self) -> int:
        placed = 0
        while batch := await self.sequencer.run_once():
            placed += batch
        return placed

    async def checkpoint(self) -> Checkpoint:
        async with self.db.reading() as tx:
            note = await self.log.latest(tx)
        assert note is not None
        return KNOWN.open(note)

    async def verify(self, *saved: Note) -> Report:
        async with self.db.reading() as tx:
            now, patience = self.clock.now(), timedelta(seconds=5)
            return await verify(tx, TABLES, KNOWN, now=now, patience=patience, saved=saved)


@asynccontextmanager
async def logbook(url: str, seed: str = "logbook") -> AsyncIterator[Logbook]:
    async with database(url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(METADATA.create_all)
        yield Logbook(db, seed)
