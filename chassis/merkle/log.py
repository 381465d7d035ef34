"""Writing to the log within an act's transaction, and reading proofs from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from chassis.merkle.checkpoint import Checkpoint
from chassis.merkle.leaf import Leaf, LeafDraft, canonical, commitment
from chassis.merkle.note import Note, Verifier
from chassis.merkle.tables import LogTables
from chassis.merkle.tree import Node, Span, consistency_path, cover, fold, inclusion_path


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that `leaf` is at its index among the first `size` leaves: sibling hashes of 32 bytes, leaf to root."""

    leaf: Leaf
    size: int
    hashes: tuple[bytes, ...]


class Log:
    """The log of one service. Every call works in the caller's transaction; none commits."""

    def __init__(self, tables: LogTables) -> None:
        leaf, node, checkpoint = tables.leaf, tables.node, tables.checkpoint
        self._insert = insert(leaf).inline()
        self._forget = update(leaf).where(leaf.c.subject == bindparam("whom")).values(subject=None, salt=None)
        self._leaf = select(*leaf_columns(tables)).where(leaf.c.id == bindparam("id"))
        self._newest = select(checkpoint.c.note).order_by(checkpoint.c.size.desc()).limit(1)
        at_size = checkpoint.c.size == bindparam("at_size")
        self._of_size = select(checkpoint.c.note).where(at_size)
        self._at_size = self._of_size.with_for_update()
        self._renote = update(checkpoint).where(at_size)
        self._node = node
        self._nodes: dict[int, Select[int, int, bytes]] = {}
        """The statement that reads so many nodes; a proof needs at most some sixty."""

    async def append(self, tx: AsyncConnection, *drafts: LeafDraft) -> None:
        """Log acts in the transaction that does them. Only inserts: no shared row, so no writer waits for another."""
        if drafts:
            await tx.execute(self._insert, [_row(draft) for draft in drafts])

    async def leaf(self, tx: AsyncConnection, leaf_id: str) -> Leaf:
        """Raises NotFound."""
        row = (await tx.execute(self._leaf, {"id": leaf_id})).one_or_none()
        if row is None:
            raise NotFound("There is no such entry in the log.")
        return Leaf(*row)

    async def latest(self, tx: AsyncConnection) -> Note | None:
        """The newest signed checkpoint with what cosignatures it has; None while the log is empty."""
        raw = (await tx.execute(self._newest)).scalar()
        return Note.parse(raw) if raw is not None else None

    async def at(self, tx: AsyncConnection, size: int) -> Note | None:
        """The signed checkpoint of exactly that size with its cosignatures; None where none was signed."""
        raw = (await tx.execute(self._of_size, {"at_size": size})).scalar()
        return Note.parse(raw) if raw is not None else None

    async def inclusion(self, tx: AsyncConnection, leaf_id: str, size: int) -> Inclusion:
        """Proof that the leaf is among the first `size` leaves.

        Raises:
            NotFound: no such leaf, not in the tree at that size, or the log is not that long.
        """
        leaf = await self.leaf(tx, leaf_id)
        if leaf.index is None or leaf.index >= size:
            raise NotFound("The entry is not in the log at that size yet.", code="not-yet-in-log")
        return Inclusion(leaf, size, tuple(await self._hashes(tx, inclusion_path(leaf.index, size))))

    async def consistency(self, tx: AsyncConnection, old: int, new: int) -> list[bytes]:
        """Proof that the log of `new` leaves begins with that of `old`: hashes of 32 bytes (RFC 6962 §2.1.2).

        Raises:
            NotFound: the log is not that long.
            ValueError: `old` is negative or larger than `new`.
        """
        return await self._hashes(tx, consistency_path(old, new))

    async def add_cosignatures(self, tx: AsyncConnection, note: Note, witnesses: Sequence[Verifier]) -> None:
        """Keep what known witnesses put under a checkpoint of ours, the newest line of each.

        Raises:
            BadNote: not a checkpoint, or a witness's line does not verify.
            NotFound: it is no checkpoint of this log.
        """
        size = Checkpoint.parse(note.text).size
        raw = (await tx.execute(self._at_size, {"at_size": size})).scalar()
        kept = Note.parse(raw) if raw is not None else None
        if kept is None or kept.text != note.text:
            raise NotFound("There is no such checkpoint in the log.")
        who = {(w.name, w.key_id) for w in note.signers(witnesses)}
        own, *others = kept.signatures
        new = [line for line in note.signatures if (line.name, line.key_id) in who]
        newest = {(line.name, line.key_id): line for line in (*others, *new)}
        both = Note(kept.text, (own, *newest.values()))
        await tx.execute(self._renote, {"at_size": size, "note": str(both)})

    async def forget(self, tx: AsyncConnection, subject: str) -> None:
        """Take a subject's id and salts out of its leaves: with the payload key gone, nothing can be guessed back."""
        await tx.execute(self._forget, {"whom": subject})

    async def _hashes(self, tx: AsyncConnection, spans: Sequence[Span]) -> list[bytes]:
        covers = [cover(span) for span in spans]
        found = await self.nodes(tx, [node for nodes in covers for node in nodes])
        try:
            return [fold([found[node] for node in nodes]) for nodes in covers]
        except KeyError:
            raise NotFound("The log is not that long yet.", code="not-yet-in-log") from None

    async def nodes(self, tx: AsyncConnection, wanted: Sequence[Node]) -> dict[Node, bytes]:
        """Stored hashes, those there are, in one statement."""
        if not wanted:
            return {}
        if len(wanted) not in self._nodes:
            self._nodes[len(wanted)] = self._reading(len(wanted))
        names = {f"{part}{i}": value for i, node in enumerate(wanted) for part, value in zip("ln", node, strict=True)}
        rows = await tx.execute(self._nodes[len(wanted)], names)
        return {Node(level, number): hashed for level, number, hashed in rows}

    def _reading(self, count: int) -> Select[int, int, bytes]:
        # Each spelt out: SQLite scans the whole table for `(level, number) IN (…)`.
        c = self._node.c
        each = (and_(c.level == bindparam(f"l{i}"), c.number == bindparam(f"n{i}")) for i in range(count))
        return select(c.level, c.number, c.hash).where(or_(*each))


def leaf_columns(tables: LogTables) -> list[Column[Any]]:
    """The columns of a `Leaf`, in its order."""
    c = tables.leaf.c
    return [c.id, c.index, c.kind, c.at, c.subject, c.salt, c.subject_commitment, c.payload_commitment, c.sealed]


def _row(draft: LeafDraft) -> dict[str, object]:
    return {
        "id": draft.id,
        "kind": draft.kind,
        "at": draft.at,
        "subject": draft.subject,
        "salt": draft.salt,
        "subject_commitment": commitment(draft.salt, canonical(draft.subject)),
        "payload_commitment": commitment(draft.salt, draft.plaintext),
        "sealed": draft.sealed,
    }
