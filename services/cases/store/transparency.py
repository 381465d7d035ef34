"""The log as it can be shown: checkpoints and proofs, from a snapshot."""

from collections.abc import Sequence

from chassis.db import Database
from chassis.errors import Invalid, NotFound
from chassis.merkle import Checkpoint, Log
from services.cases.ports.disclosures import Proven
from services.cases.store.tables.metadata import log

_LOG = Log(log)


class SqlTransparency:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def checkpoint(self) -> tuple[str, int]:
        async with self._db.reading() as tx:
            note = await _LOG.latest(tx)
        if note is None:
            raise NotFound("The log is empty yet.", code="not-yet-in-log")
        return str(note), Checkpoint.parse(note.text).size

    async def inclusion(self, leaf_id: str, size: int) -> Proven:
        async with self._db.reading() as tx:
            found = await _LOG.inclusion(tx, leaf_id, size)
        assert found.leaf.index is not None
        return Proven(found.leaf.index, found.size, found.leaf.hash, found.hashes)

    async def consistency(self, old: int, new: int) -> Sequence[bytes]:
        if not 0 <= old <= new:
            raise Invalid.field("from_size", "must be 0 or more, and at most to_size")
        async with self._db.reading() as tx:
            return await _LOG.consistency(tx, old, new)
