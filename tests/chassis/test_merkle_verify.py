"""Somebody with the database file and an hour alone with it: each thing they might do is found, and named."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.merkle import Checkpoint, KnownLog, Note, Report, Signer, verification
from chassis.merkle.note import Signature
from chassis.merkle.tree import Edge
from tests.chassis.logbook import KNOWN, ORIGIN, SIGNER, START, TABLES, Logbook, logbook

LEAVES, SIZES = 11, (4, 5, 11)


class Tamperer:
    """Edits the file behind everybody's back, with plain SQL."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, *statements: str) -> None:
        db = sqlite3.connect(self._path)
        for statement in statements:
            assert db.execute(statement).rowcount != 0, f"changed nothing: {statement}"
        db.commit()
        db.close()

    def ids(self) -> list[str]:
        db = sqlite3.connect(self._path)
        rows = db.execute('SELECT id FROM log_leaf WHERE "index" IS NOT NULL ORDER BY "index"').fetchall()
        db.close()
        return [row[0] for row in rows]


@pytest.fixture
async def book(tmp_path: Path) -> AsyncIterator[Logbook]:
    """Eleven leaves, signed at sizes 4, 5 and 11."""
    async with logbook(f"sqlite:///{tmp_path}/log.db") as opened:
        for size, before in zip(SIZES, (0, *SIZES), strict=False):
            await opened.act(size - before)
            await opened.sequence()
        yield opened


@pytest.fixture
def tamper(book: Logbook, tmp_path: Path) -> Tamperer:
    return Tamperer(tmp_path / "log.db")


async def newest(book: Logbook) -> Note:
    async with book.db.reading() as tx:
        note = await book.log.latest(tx)
    assert note is not None
    return note


async def test_an_untouched_log_is_whole(book: Logbook) -> None:
    report = await book.verify(await newest(book))
    assert report == Report(leaves=11, forgotten=0, pending=0, checkpoints=3)
    assert report.whole


async def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    async with logbook(f"sqlite:///{tmp_path}/empty.db") as empty:
        assert await empty.verify() == Report()


@pytest.mark.parametrize(
    "change",
    [
        "id = 'dis_other'",
        "kind = 'nothing-much'",
        "at = '2026-11-22 09:30:00.123457'",
        "subject_commitment = x'00'",
        "payload_commitment = zeroblob(32)",
        "sealed = x'00'",
    ],
)
async def test_an_edited_leaf_is_named(book: Logbook, tamper: Tamperer, change: str) -> None:
    tamper(f'UPDATE log_leaf SET {change} WHERE "index" = 6')
    report = await book.verify()
    assert f"leaf 6 ({tamper.ids()[6]}) is not what was logged there: changed or moved" in report.findings
    assert [finding for finding in report.findings if not finding.startswith("leaf 6 (")] == []


@pytest.mark.parametrize("change", ["subject = 'per_ben'", "subject = NULL", "salt = x'00'", "salt = NULL"])
async def test_a_leaf_pinned_on_somebody_else_is_named(book: Logbook, tamper: Tamperer, change: str) -> None:
    tamper(f'UPDATE log_leaf SET {change} WHERE "index" = 6')
    report = await book.verify()
    assert report.findings == [f"leaf 6 ({tamper.ids()[6]}) names another subject than was logged"]


@pytest.mark.parametrize("change", ["at = 'yesterday'", "sealed = 'words'", "salt = 'words'"])
async def test_a_leaf_spoilt_beyond_reading_is_named(book: Logbook, tamper: Tamperer, change: str) -> None:
    tamper(f'UPDATE log_leaf SET {change} WHERE "index" = 6')
    report = await book.verify()
    assert report.leaves == 10
    assert [finding[:6] for finding in report.findings] == ["leaf 6", "leaf 6"]


async def test_a_deleted_leaf_is_named(book: Logbook, tamper: Tamperer) -> None:
    tamper('DELETE FROM log_leaf WHERE "index" = 3')
    assert (await book.verify()).findings == ["leaf 3 is missing: it was deleted, moved, or cannot be read"]


async def test_a_deleted_leaf_whose_gap_was_closed_is_named(book: Logbook, tamper: Tamperer) -> None:
    tamper(
        'DELETE FROM log_leaf WHERE "index" = 3',
        'UPDATE log_leaf SET "index" = -"index" WHERE "index" > 3',
        'UPDATE log_leaf SET "index" = -"index" - 1 WHERE "index" < 0',
    )
    findings = (await book.verify()).findings
    assert findings[0] == f"leaf 3 ({tamper.ids()[3]}) is not what was logged there: changed or moved"
    assert findings[-1] == "leaf 10 is missing: it was deleted, moved, or cannot be read"


INSERT = """INSERT INTO log_leaf (id, "index", kind, at, subject_commitment, payload_commitment, sealed)
    VALUES ('dis_new', {index}, 'disclosure', '2026-11-22 09:30:00.000000', x'00', x'00', x'00')"""


async def test_an_inserted_leaf_is_named(book: Logbook, tamper: Tamperer) -> None:
    tamper(
        'UPDATE log_leaf SET "index" = -"index" WHERE "index" >= 3',
        'UPDATE log_leaf SET "index" = -"index" + 1 WHERE "index" < 0',
        INSERT.format(index=3),
    )
    findings = (await book.verify()).findings
    assert findings[0] == "leaf 3 (dis_new) is not what was logged there: changed or moved"
    assert any(finding.startswith("leaf 11 (") for finding in findings)


@pytest.mark.parametrize("index", [11, 999_999_999_999, -1])
async def test_a_leaf_placed_where_no_checkpoint_reaches_is_named(book: Logbook, tamper: Tamperer, index: int) -> None:
    tamper(INSERT.format(index=index))
    assert (await book.verify()).findings == [f"leaf {index} (dis_new) has a place that no checkpoint covers"]


async def test_reordered_leaves_are_both_named(book: Logbook, tamper: Tamperer) -> None:
    tamper(
        'UPDATE log_leaf SET "index" = 99 WHERE "index" = 2',
        'UPDATE log_leaf SET "index" = 2 WHERE "index" = 7',
        'UPDATE log_leaf SET "index" = 7 WHERE "index" = 99',
    )
    findings = (await book.verify()).findings
    assert [finding.split(" (")[0] for finding in findings] == ["leaf 2", "leaf 7"]


async def test_a_leaf_made_to_look_pending_is_missed_at_its_place(book: Logbook, tamper: Tamperer) -> None:
    tamper('UPDATE log_leaf SET "index" = NULL WHERE "index" = 5')
    assert "leaf 5 is missing: it was deleted, moved, or cannot be read" in (await book.verify()).findings


@pytest.mark.parametrize("level", [1, 2, 3])
async def test_a_changed_node_is_named(book: Logbook, tamper: Tamperer, level: int) -> None:
    tamper(f"UPDATE log_node SET hash = zeroblob(32) WHERE level = {level} AND number = 0")
    findings = (await book.verify()).findings
    assert findings[0] == f"node 0 of level {level} is not the hash of the two below it"


@pytest.mark.parametrize("spoil", ["DELETE FROM log_node", "UPDATE log_node SET hash = 'words'"])
async def test_a_missing_node_is_named(book: Logbook, tamper: Tamperer, spoil: str) -> None:
    tamper(f"{spoil} WHERE level = 2 AND number = 1")
    assert (await book.verify()).findings == ["node 1 of level 2 is missing from the tree"]


@pytest.mark.parametrize(("level", "number"), [(0, 11), (4, 0), (63, 0), (-1, 0)])
async def test_a_node_too_many_is_named(book: Logbook, tamper: Tamperer, level: int, number: int) -> None:
    tamper(f"INSERT INTO log_node VALUES ({level}, {number}, x'00')")
    findings = (await book.verify()).findings
    assert findings == [f"node {number} of level {level} belongs to no tree of 11 leaves"]


def forge(checkpoint: Checkpoint, signer: Signer = SIGNER) -> str:
    return f"UPDATE log_checkpoint SET note = '{checkpoint.signed(signer, START)}'"


async def test_a_checkpoint_by_another_key_is_named(book: Logbook, tamper: Tamperer) -> None:
    stranger = Signer(ORIGIN, Ed25519PrivateKey.generate())
    tamper(forge(Checkpoint(ORIGIN, 5, b"x" * 32), stranger) + " WHERE size = 5")
    (finding,) = (await book.verify()).findings
    assert finding == "the checkpoint at size 5 is not the log's own: the checkpoint is not signed by the log"


async def test_a_checkpoint_with_a_false_signature_is_named(book: Logbook, tamper: Tamperer) -> None:
    line = Signature(ORIGIN, SIGNER.verifier.key_id, b"x" * 64)
    note = Note(str(Checkpoint(ORIGIN, 5, b"x" * 32)), (line,))
    tamper(f"UPDATE log_checkpoint SET note = '{note}' WHERE size = 5")
    (finding,) = (await book.verify()).findings
    assert finding == f"the checkpoint at size 5 is not the log's own: the signature of {ORIGIN} does not verify"


@pytest.mark.parametrize("note", ["'trust me'", "x'00'"])
async def test_a_checkpoint_that_is_no_note_is_named(book: Logbook, tamper: Tamperer, note: str) -> None:
    tamper(f"UPDATE log_checkpoint SET note = {note} WHERE size = 5")
    (finding,) = (await book.verify()).findings
    assert finding.startswith("the checkpoint at size 5 is not the log's own")


async def test_a_checkpoint_of_another_tree_is_named_though_signed(book: Logbook, tamper: Tamperer) -> None:
    tamper(forge(Checkpoint(ORIGIN, 5, b"x" * 32)) + ", root = CAST(zeroblob(0) || 'x' AS BLOB) WHERE size = 5")
    assert (await book.verify()).findings == [
        "the checkpoint row at size 5 has another root than its note",
        "the first 5 leaves are not those of the checkpoint signed at that size",
    ]


async def test_a_forged_size_does_not_say_how_far_to_read(book: Logbook, tamper: Tamperer) -> None:
    far = 10**15
    note = Checkpoint(ORIGIN, 5, b"x" * 32).signed(SIGNER, START)
    for size, text in ((far, "trust me"), (far + 1, note)):
        tamper(f"INSERT INTO log_checkpoint VALUES ({size}, x'00', '{text}', '2026-11-22 09:30:00.000000')")
    assert [finding.partition(" is not ")[0] for finding in (await book.verify()).findings] == [
        f"the checkpoint at size {far + 1}",
        f"the checkpoint at size {far}",
    ]


async def test_a_checkpoint_of_no_size_is_named(book: Logbook, tamper: Tamperer) -> None:
    tamper("INSERT INTO log_checkpoint VALUES (-5, x'00', 'x', '2026-11-22 09:30:00.000000')")
    assert (await book.verify()).findings == ["there is a checkpoint at size -5"]


async def test_a_deleted_newest_checkpoint_is_noticed(book: Logbook, tamper: Tamperer) -> None:
    tamper("DELETE FROM log_checkpoint WHERE size = 11")
    findings = (await book.verify()).findings
    assert f"leaf 5 ({tamper.ids()[5]}) has a place that no checkpoint covers" in findings


CUT = (
    'DELETE FROM log_leaf WHERE "index" >= 5',
    "DELETE FROM log_node WHERE number >= 5 >> level",
    "DELETE FROM log_checkpoint WHERE size > 5",
)


async def test_a_cut_log_agrees_with_itself_but_not_with_a_saved_checkpoint(book: Logbook, tamper: Tamperer) -> None:
    saved = await newest(book)
    tamper(*CUT)
    assert (await book.verify()).whole
    assert (await book.verify(saved)).findings == ["the log was cut: signed once with 11 leaves, it now has 5"]


async def rewrite(book: Logbook, tamper: Tamperer) -> None:
    """Change a leaf and, holding the signing key, make the tree and every checkpoint anew."""
    tamper(
        "UPDATE log_leaf SET kind = 'nothing-much' WHERE \"index\" = 2",
        'UPDATE log_leaf SET "index" = NULL',
        "DELETE FROM log_node",
        "DELETE FROM log_checkpoint",
    )
    await book.sequence()


async def test_a_rewritten_log_agrees_with_itself_but_not_with_a_saved_checkpoint(
    book: Logbook, tamper: Tamperer
) -> None:
    async with book.db.reading() as tx:
        notes = [Note.parse(raw) for raw in (await tx.execute(TABLES.checkpoint.select())).scalars(2)]
    await rewrite(book, tamper)
    assert (await book.verify()).whole
    for saved, size in zip(notes, SIZES, strict=True):
        assert (await book.verify(saved)).findings == [
            f"the first {size} leaves are not those of the checkpoint that was saved: history was rewritten"
        ]


async def test_tree_rewritten_without_the_key_is_found_by_the_checkpoints(book: Logbook, tamper: Tamperer) -> None:
    tamper("UPDATE log_leaf SET kind = 'nothing-much' WHERE \"index\" = 2")
    async with book.db.reading() as tx:
        hashes = [(await book.log.leaf(tx, leaf_id)).hash for leaf_id in tamper.ids()]
    edge = Edge()
    for leaf in hashes:
        for node, made in edge.append(leaf):
            level, number = node
            tamper(f"UPDATE log_node SET hash = x'{made.hex()}' WHERE level = {level} AND number = {number}")
    assert (await book.verify()).findings == [
        f"the first {size} leaves are not those of the checkpoint signed at that size" for size in SIZES
    ]


async def test_a_saved_checkpoint_nobody_signed_is_no_evidence(book: Logbook) -> None:
    forged = Checkpoint(ORIGIN, 5, b"x" * 32).signed(Signer(ORIGIN, Ed25519PrivateKey.generate()), START)
    assert (await book.verify(forged)).findings == [
        "a saved checkpoint cannot be used: the checkpoint is not signed by the log"
    ]


async def test_a_leaf_that_waits_too_long_is_named(book: Logbook) -> None:
    (late,) = await book.act()
    book.clock.at += timedelta(seconds=4)
    report = await book.verify()
    assert (report.findings, report.pending) == ([], 1)
    book.clock.at += timedelta(seconds=1)
    assert (await book.verify()).findings == [
        f"leaf {late} has waited too long for its place: is the sequencer running?"
    ]


async def test_many_findings_of_a_kind_are_counted_not_listed(book: Logbook, tamper: Tamperer) -> None:
    await book.act(60)
    await book.sequence()
    tamper("UPDATE log_leaf SET kind = 'nothing-much'")
    findings = (await book.verify()).findings
    assert findings[20:] == ["… and 51 more findings of the kind: changed leaf"]


@pytest.mark.parametrize("chunk", [1, 2, 3, 8])
@pytest.mark.parametrize("spoil", [lambda t: None, lambda t: t('DELETE FROM log_leaf WHERE "index" = 3')])
async def test_reading_in_pieces_finds_the_same(
    book: Logbook, tamper: Tamperer, monkeypatch: pytest.MonkeyPatch, chunk: int, spoil: Callable[[Tamperer], None]
) -> None:
    spoil(tamper)
    saved = await newest(book)
    whole = await book.verify(saved)
    monkeypatch.setattr(verification, "_CHUNK", chunk)
    assert await book.verify(saved) == whole


async def test_verifies_on_every_database(database_url: str) -> None:
    async with logbook(database_url) as book:
        await book.act(13)
        await book.sequence()
        saved = await newest(book)
        assert await book.verify(saved) == Report(leaves=13, checkpoints=1)
        async with book.db.transaction() as tx:
            await tx.execute(TABLES.node.insert().values(level=5, number=0, hash=b"x"))
            await tx.execute(TABLES.leaf.update().where(TABLES.leaf.c.index == 6).values(kind="other"))
        findings = (await book.verify(saved)).findings
    assert [finding.split(" (")[0] for finding in findings] == [
        "leaf 6",
        "node 0 of level 5 belongs to no tree of 13 leaves",
    ]


async def test_a_log_known_by_another_name_does_not_pass(book: Logbook) -> None:
    other = KnownLog("kith.example/other", KNOWN.keys)
    async with book.db.reading() as tx:
        report = await verification.verify(tx, TABLES, other, now=book.clock.now(), patience=timedelta(seconds=5))
    assert report.findings[0] == (
        "the checkpoint at size 11 is not the log's own: "
        "the checkpoint is about kith.example/cases, not kith.example/other"
    )
