"""Verifying a whole log from its database alone: every leaf, every node, every checkpoint, with nothing running.

Each leaf is hashed again from its columns and compared with the tree; each node with its two children; each checkpoint
with the tree at its size. So one change is found in one place, and named. Whoever can write to the database *and* sign
can still make a new history that agrees with itself: that is what checkpoints kept elsewhere (`saved`) are for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from sqlalchemy import BigInteger, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.merkle.checkpoint import Checkpoint, KnownLog
from chassis.merkle.leaf import Leaf
from chassis.merkle.log import leaf_columns
from chassis.merkle.note import BadNote, Note
from chassis.merkle.tables import LogTables
from chassis.merkle.tree import Node, fold, node_hash

_Claims = dict[int, list[tuple[str, bytes]]]
"""By size: the root that somebody signed, and what to say where the tree has another."""

_UNREADABLE = (TypeError, ValueError)
"""What reading raises where SQLite, which takes any value in any column, was given one that is no value of it."""

_CHUNK = 4_096
_NAMED = 20


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found: plain English, a sentence each, the log whole when there is none.

    At most 20 of a kind are spelt out; `forgotten` counts leaves whose subject was erased, which is no finding.
    """

    leaves: int = 0
    forgotten: int = 0
    pending: int = 0
    checkpoints: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.findings


async def verify(
    tx: AsyncConnection,
    tables: LogTables,
    log: KnownLog,
    *,
    now: datetime,
    patience: timedelta,
    saved: Sequence[Note] = (),
) -> Report:
    """Verify the log in one snapshot, in bounded memory.

    `saved` are checkpoints kept outside, at best witnessed; `patience` is how long a leaf may wait for its place.
    """
    return await _Verification(tx, tables, log, saved).run(now - patience)


class _Hashed(NamedTuple):
    """A leaf as its columns hash now."""

    id: str
    hash: bytes
    names_its_subject: bool
    forgotten: bool

    @classmethod
    def of(cls, leaf: Leaf) -> Self:
        return cls(leaf.id, leaf.hash, leaf.names_its_subject(), leaf.forgotten)


class _Verification:
    def __init__(self, tx: AsyncConnection, tables: LogTables, log: KnownLog, saved: Sequence[Note]) -> None:
        self._tx, self._tables, self._log, self._saved = tx, tables, log, saved
        self._report, self._kinds = Report(), Counter[str]()
        self._edge: list[bytes] = []
        """Stored hashes of the complete subtrees so far, as `tree.Edge` keeps them."""

    async def run(self, overdue: datetime) -> Report:
        size = await self._size()
        kept = self._kept(size)
        for begin in range(0, size, _CHUNK):
            end = min(begin + _CHUNK, size)
            leaves, nodes = await self._leaves(begin, end), await self._nodes(begin, end)
            signed = await self._checkpoints(begin, end)
            for index in range(begin, end):
                self._leaf(index, leaves.get(index), nodes)
                self._roots(signed.get(index + 1, []) + kept.get(index + 1, []))
        await self._strays(size)
        await self._waiting(overdue)
        for kind, count in self._kinds.items():
            if count > _NAMED:
                self._report.findings.append(f"… and {count - _NAMED} more findings of the kind: {kind}")
        return self._report

    def _find(self, kind: str, what: str) -> None:
        self._kinds[kind] += 1
        if self._kinds[kind] <= _NAMED:
            self._report.findings.append(what)

    # Leaves and nodes

    def _leaf(self, index: int, leaf: _Hashed | None, nodes: dict[Node, bytes]) -> None:
        """One leaf against the tree, then the nodes that it completes against their children."""
        node, made = Node(0, index), leaf.hash if leaf else b""
        stored = nodes.get(node)
        if leaf is None:
            self._find("missing leaf", f"leaf {index} is missing: it was deleted, moved, or cannot be read")
        else:
            self._report.leaves += 1
            self._report.forgotten += leaf.forgotten
            if stored is not None and leaf.hash != stored:
                self._find("changed leaf", f"leaf {index} ({leaf.id}) is not what was logged there: changed or moved")
            if not leaf.names_its_subject:
                self._find("changed subject", f"leaf {index} ({leaf.id}) names another subject than was logged")
        while True:
            if stored is None:
                self._find("missing node", f"node {node.number} of level {node.level} is missing from the tree")
            elif node.level and stored != made:
                what = f"node {node.number} of level {node.level} is not the hash of the two below it"
                self._find("changed node", what)
            made = stored or made
            if not node.number & 1:
                break
            node, made = Node(node.level + 1, node.number >> 1), node_hash(self._edge.pop(), made)
            stored = nodes.get(node)
        self._edge.append(made)

    async def _leaves(self, begin: int, end: int) -> dict[int, _Hashed]:
        """The leaves at `[begin, end)`, hashed from their columns; without those that cannot be read."""
        index = self._tables.leaf.c.index
        chosen = select(*leaf_columns(self._tables))
        try:
            rows = (await self._tx.execute(chosen.where(index >= begin, index < end))).all()
            return {place: _Hashed.of(Leaf(leaf_id, place, *rest)) for leaf_id, place, *rest in rows}
        except _UNREADABLE:
            pass
        leaves = {}
        for one in range(begin, end):  # one by one, so that those around the spoilt one still count
            try:
                for row in (await self._tx.execute(chosen.where(index == one))).all():
                    leaves[one] = _Hashed.of(Leaf(*row))
            except _UNREADABLE as wrong:
                self._find("unreadable leaf", f"leaf {one} holds what cannot be read: {wrong}")
        return leaves

    async def _nodes(self, begin: int, end: int) -> dict[Node, bytes]:
        """The nodes that the leaves `[begin, end)` complete, at every level."""
        node = self._tables.node.c
        spans = [
            and_(node.level == level, node.number >= begin >> level, node.number < end >> level)
            for level in range(end.bit_length())
        ]
        rows = await self._tx.execute(select(node.level, node.number, node.hash).where(or_(*spans)))
        return {Node(level, number): hashed for level, number, hashed in rows if isinstance(hashed, bytes)}

    # Checkpoints

    def _kept(self, size: int) -> _Claims:
        """What the saved checkpoints claim; one longer than the log is found at once."""
        claims: _Claims = {}
        for note in self._saved:
            try:
                kept = self._log.open(note)
            except BadNote as wrong:
                self._find("saved checkpoint", f"a saved checkpoint cannot be used: {wrong}")
                continue
            if kept.size > size:
                self._find("cut", f"the log was cut: signed once with {kept.size} leaves, it now has {size}")
            what = f"the first {kept.size} leaves are not those of the checkpoint that was saved: history was rewritten"
            claims.setdefault(kept.size, []).append((what, kept.root))
        return claims

    async def _size(self) -> int:
        """The size of the newest checkpoint that is the log's own; a forged one must not say how far to read."""
        c = self._tables.checkpoint.c
        newest = select(c.size, c.note).order_by(c.size.desc()).limit(1)
        row = (await self._tx.execute(newest)).first()
        while row is not None:
            if signed := self._signed(*row):
                return signed.size
            row = (await self._tx.execute(newest.where(c.size < row.size))).first()
        return 0

    async def _checkpoints(self, begin: int, end: int) -> _Claims:
        """What the stored checkpoints of sizes `(begin, end]` claim."""
        c = self._tables.checkpoint.c
        claims: _Claims = {}
        rows = await self._tx.execute(select(c.size, c.note, c.root).where(c.size > begin, c.size <= end))
        for size, raw, root in rows:
            self._report.checkpoints += 1
            if signed := self._signed(size, raw):
                if signed.root != root:
                    self._find(
                        "changed checkpoint", f"the checkpoint row at size {size} has another root than its note"
                    )
                what = f"the first {size} leaves are not those of the checkpoint signed at that size"
                claims.setdefault(size, []).append((what, signed.root))
        return claims

    def _signed(self, size: int, raw: str) -> Checkpoint | None:
        """The checkpoint in the row at `size`, if the log signed it for that size."""
        try:
            signed = self._log.open(Note.parse(raw))
            if signed.size == size:
                return signed
            wrong = f"its note is about size {signed.size}"
        except _UNREADABLE as unread:
            wrong = str(unread)
        self._find("forged checkpoint", f"the checkpoint at size {size} is not the log's own: {wrong}")
        return None

    def _roots(self, claims: list[tuple[str, bytes]]) -> None:
        for what, root in claims:
            if fold(self._edge) != root:
                self._find("rewritten history", what)

    # What should not be there

    async def _strays(self, size: int) -> None:
        leaf, node, checkpoint = self._tables.leaf.c, self._tables.node.c, self._tables.checkpoint.c
        outside = select(leaf.id, leaf.index).where(or_(leaf.index >= size, leaf.index < 0)).order_by(leaf.index)
        for leaf_id, index in await self._tx.execute(outside.limit(_NAMED)):
            self._find("stray leaf", f"leaf {index} ({leaf_id}) has a place that no checkpoint covers")
        beyond = select(node.level, node.number).where(
            or_(node.level < 0, node.number < 0, node.number >= literal(size, BigInteger).op(">>")(node.level))
        )
        for level, number in await self._tx.execute(beyond.limit(_NAMED)):
            self._find("stray node", f"node {number} of level {level} belongs to no tree of {size} leaves")
        for (claimed,) in await self._tx.execute(select(checkpoint.size).where(checkpoint.size < 1).limit(_NAMED)):
            self._find("stray checkpoint", f"there is a checkpoint at size {claimed}")

    async def _waiting(self, overdue: datetime) -> None:
        leaf = self._tables.leaf.c
        pending = leaf.index.is_(None)
        self._report.pending = (await self._tx.execute(select(func.count()).where(pending))).scalar_one()
        late = select(leaf.id).where(pending, leaf.at < overdue).order_by(leaf.seq).limit(_NAMED)
        for (leaf_id,) in await self._tx.execute(late):
            self._find("late leaf", f"leaf {leaf_id} has waited too long for its place: is the sequencer running?")
