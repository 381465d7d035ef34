"""The log as it can be shown: checkpoints and proofs, from a snapshot."""

from collections.abc import Sequence

from sqlalchemy import func, select

from chassis.db import Database
from chassis.errors import Invalid, NotFound
from chassis.merkle import Checkpoint, Log
from services.cases.domain.audit.witness import Witness
from services.cases.ports.disclosures import Proven
from services.cases.store.audit.witnesses import SqlWitnesses
from services.cases.store.tables.metadata import log
from services.cases.store.tables.witnesses import witness

_LOG = Log(log)
_COSIGNED = select(func.max(witness.c.cosigned_size))


class SqlTransparency:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def checkpoint(self, *, witnessed: bool = False) -> tuple[str, int]:
        async with self._db.reading() as tx:
            if witnessed:
                size = (await tx.execute(_COSIGNED)).scalar()
                note = await _LOG.at(tx, size) if size else None
            else:
                note = await _LOG.latest(tx)
        if note is None:
            nothing = "No witness has cosigned the log yet." if witnessed else "The log is empty yet."
            raise NotFound(nothing, code="not-yet-in-log")
        return str(note), Checkpoint.parse(note.text).size

    async def signed_at(self, size: int) -> str:
        async with self._db.reading() as tx:
            note = await _LOG.at(tx, size)
        if note is None:
            raise NotFound("No checkpoint was signed at that size.", code="not-yet-in-log")
        return str(note)

    async def witnesses(self) -> Sequence[Witness]:
        async with self._db.reading() as tx:
            return await SqlWitnesses(tx).every()

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
