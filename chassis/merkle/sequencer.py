"""Giving pending leaves their place in the tree."""

import asyncio

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.db import Database
from chassis.log import logger
from chassis.merkle.checkpoint import Checkpoint, KnownLog
from chassis.merkle.leaf import Leaf
from chassis.merkle.log import Log, leaf_columns
from chassis.merkle.note import BadNote, Signer
from chassis.merkle.tables import LogTables
from chassis.merkle.tree import Edge, Node, Span, cover
from chassis.run import wait

_POLL_SECONDS = 0.5
_RETRY_SECONDS = 2.0
BATCH = 500
"""Leaves a transaction: some 40 ms of the writer's lock on SQLite, where others wait for it."""


class LogDamaged(Exception):
    """What is stored does not lead to the last checkpoint signed. Nothing more is signed until somebody has looked."""


class Sequencer:
    """Takes pending leaves, places them, signs a checkpoint: one transaction a batch, so a crash leaves all or nothing.

    One at a time is enough (`chassis.lease`). Two do no harm: they would take the same places, and the second to commit
    finds them taken. The log's origin is the name of the signing key, which it has for good.
    """

    def __init__(self, db: Database, tables: LogTables, signer: Signer, clock: Clock) -> None:
        leaf = tables.leaf
        self._db, self._log, self._signer, self._clock = db, Log(tables), signer, clock
        self._known = KnownLog(signer.verifier.name, (signer.verifier,))
        unplaced = leaf.c.index.is_(None)
        self._any = select(leaf.c.seq).where(unplaced).limit(1)
        self._pending = select(leaf.c.seq, *leaf_columns(tables)).where(unplaced).order_by(leaf.c.seq).limit(BATCH)
        self._place = update(leaf).where(leaf.c.seq == bindparam("which")).values(index=bindparam("place"))
        self._node, self._checkpoint = insert(tables.node), insert(tables.checkpoint)

    async def run_once(self) -> int:
        """Place one batch; how many leaves that was, 0 when none is pending. Call again while it is not 0.

        Raises:
            LogDamaged: the stored tree does not match its last checkpoint.
        """
        async with self._db.reading() as tx:
            if (await tx.execute(self._any)).first() is None:
                return 0
            before = await self._log.latest(tx)
        try:
            async with self._db.transaction() as tx:
                return await self._place_batch(tx)
        except IntegrityError as taken:
            async with self._db.reading() as tx:
                if await self._log.latest(tx) == before:
                    raise LogDamaged("places after the last checkpoint are taken already") from taken
            return 0  # another sequencer was first; what it left is for the next run

    async def run(self, stopping: asyncio.Event) -> None:
        """Place what comes until told to stop. What goes wrong is logged and tried again: acts go on being logged."""
        while not stopping.is_set():
            try:
                # A checkpoint costs a signature, whether it is of one leaf or of hundreds.
                pause = 0.0 if await self.run_once() == BATCH else _POLL_SECONDS
            except LogDamaged as damage:
                logger().error("log damaged", reason=str(damage))
                pause = _RETRY_SECONDS
            except (SQLAlchemyError, OSError) as error:
                logger().warning("leaves not placed", kind=type(error).__name__)
                pause = _RETRY_SECONDS
            await wait(stopping, pause)

    async def _place_batch(self, tx: AsyncConnection) -> int:
        edge = await self._edge(tx)
        places, nodes = [], list[tuple[Node, bytes]]()
        for seq, *columns in await tx.execute(self._pending):
            places.append({"which": seq, "place": edge.size})
            nodes += edge.append(Leaf(*columns).hash)
        if not places:
            return 0
        await tx.execute(self._node, [{"level": n.level, "number": n.number, "hash": h} for n, h in nodes])
        await tx.execute(self._place, places)
        now, checkpoint = self._clock.now(), Checkpoint(self._known.origin, edge.size, edge.root)
        note = str(checkpoint.signed(self._signer, now))
        await tx.execute(self._checkpoint, {"size": edge.size, "root": edge.root, "note": note, "at": now})
        return len(places)

    async def _edge(self, tx: AsyncConnection) -> Edge:
        """The tree as last signed, proved to be: a log must never sign two histories (c2sp.org/tlog-checkpoint)."""
        note = await self._log.latest(tx)
        if note is None:
            return Edge()
        try:
            last = self._known.open(note)
        except BadNote as wrong:
            raise LogDamaged(f"the newest checkpoint cannot be trusted: {wrong}") from wrong
        wanted = cover(Span(0, last.size))
        stored = await self._log.nodes(tx, wanted)
        edge = Edge(last.size, [stored[node] for node in wanted if node in stored])
        if edge.root != last.root:
            raise LogDamaged(f"the stored tree is not the one signed at size {last.size}")
        return edge
