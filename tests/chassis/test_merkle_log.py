"""Writing to the log, placing what was written, proving it."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.exc import IntegrityError

from chassis.db import Database
from chassis.errors import NotFound
from chassis.merkle import (
    BadNote,
    Kind,
    Leaf,
    LogDamaged,
    Note,
    Sequencer,
    Signer,
    Witness,
    canonical,
    commitment,
    sequencer,
)
from chassis.merkle.tree import verify_consistency, verify_inclusion
from tests.chassis.logbook import KNOWN, ORIGIN, SIGNER, START, TABLES, Logbook, logbook


@pytest.fixture
async def book(database_url: str) -> AsyncIterator[Logbook]:
    async with logbook(database_url) as opened:
        yield opened


async def indices(book: Logbook) -> dict[str, int]:
    leaf = TABLES.leaf.c
    async with book.db.reading() as tx:
        return {row[0]: row[1] for row in await tx.execute(select(leaf.id, leaf.index))}


async def test_every_act_gets_a_place_in_the_order_it_was_logged(book: Logbook) -> None:
    ids = [leaf_id for _ in range(5) for leaf_id in await book.act(3)]
    assert await book.sequence() == 15
    assert await indices(book) == {leaf_id: place for place, leaf_id in enumerate(ids)}
    assert (await book.checkpoint()).size == 15


async def test_nothing_is_signed_when_nothing_was_done(book: Logbook) -> None:
    assert await book.sequence() == 0
    async with book.db.reading() as tx:
        assert await book.log.latest(tx) is None
    await book.act()
    await book.sequence()
    before = await book.checkpoint()
    assert await book.sequence() == 0
    assert await book.checkpoint() == before


async def test_an_act_that_is_rolled_back_leaves_no_leaf(book: Logbook) -> None:
    async def abandoned() -> None:
        async with book.db.transaction() as tx:
            await book.log.append(tx, book.draft())
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        await abandoned()
    assert await book.sequence() == 0


async def test_one_act_is_logged_once(book: Logbook) -> None:
    draft = book.draft()
    async with book.db.transaction() as tx:
        await book.log.append(tx, draft)
    with pytest.raises(IntegrityError):
        async with book.db.transaction() as tx:
            await book.log.append(tx, draft)


async def test_every_leaf_can_be_proved_at_every_later_size(book: Logbook) -> None:
    ids: list[str] = []
    signed = []
    for times in (1, 2, 4, 6, 7):
        ids += await book.act(times)
        await book.sequence()
        signed.append(await book.checkpoint())
    async with book.db.reading() as tx:
        for checkpoint in signed:
            for place, leaf_id in enumerate(ids[: checkpoint.size]):
                proof = await book.log.inclusion(tx, leaf_id, checkpoint.size)
                assert proof.leaf.index == place
                assert verify_inclusion(proof.leaf.hash, place, checkpoint.size, proof.hashes, checkpoint.root)
        for old in signed:
            for new in signed[signed.index(old) :]:
                hashes = await book.log.consistency(tx, old.size, new.size)
                assert verify_consistency(old.size, new.size, old.root, new.root, hashes)


async def test_a_resident_can_check_an_entry_without_our_code(book: Logbook) -> None:
    """The entry, its salt, what was opened with the key, and a proof are enough."""
    draft = book.draft()
    async with book.db.transaction() as tx:
        await book.log.append(tx, draft)
    await book.sequence()
    async with book.db.reading() as tx:
        leaf = await book.log.leaf(tx, draft.id)
    entry = orjson.loads(leaf.entry)
    assert entry == {
        "at": "2026-11-22T09:30:00.123456Z",
        "id": draft.id,
        "kind": "disclosure",
        "payload": hashlib.sha256(draft.salt + draft.plaintext).hexdigest(),
        "sealed": hashlib.sha256(draft.sealed).hexdigest(),
        "subject": hashlib.sha256(draft.salt + b'"per_amina"').hexdigest(),
        "v": 1,
    }
    assert (await book.checkpoint()).root == hashlib.sha256(b"\x00" + leaf.entry).digest()


async def test_the_payload_itself_is_never_stored(book: Logbook) -> None:
    draft = book.draft()
    async with book.db.transaction() as tx:
        await book.log.append(tx, draft)
    async with book.db.reading() as tx:
        columns = (await tx.execute(select(TABLES.leaf))).one()
    assert draft.sealed in columns
    assert draft.plaintext not in columns


async def test_equal_acts_cannot_be_told_to_be_equal(book: Logbook) -> None:
    one, two = book.draft(), book.draft()
    assert one.salt != two.salt
    assert commitment(one.salt, b"{}") != commitment(two.salt, b"{}")


async def test_forgetting_a_subject_leaves_every_proof_whole(book: Logbook) -> None:
    (amina,) = await book.act(subject="per_amina")
    (ben,) = await book.act(subject="per_ben")
    await book.sequence()
    before = await book.checkpoint()
    async with book.db.transaction() as tx:
        await book.log.forget(tx, "per_amina")
    async with book.db.reading() as tx:
        forgotten, kept = await book.log.inclusion(tx, amina, 2), await book.log.inclusion(tx, ben, 2)
    assert (forgotten.leaf.subject, forgotten.leaf.salt) == (None, None)
    assert (kept.leaf.subject, kept.leaf.forgotten) == ("per_ben", False)
    assert verify_inclusion(forgotten.leaf.hash, 0, 2, forgotten.hashes, before.root)
    report = await book.verify()
    assert (report.findings, report.leaves, report.forgotten) == ([], 2, 1)


async def test_an_act_about_nobody_is_logged_too(book: Logbook) -> None:
    await book.act(subject=None)
    await book.sequence()
    report = await book.verify()
    assert (report.findings, report.forgotten) == ([], 0)


async def test_what_is_not_there_is_not_proved(book: Logbook) -> None:
    (placed,) = await book.act()
    await book.sequence()
    (pending,) = await book.act()
    async with book.db.reading() as tx:
        for leaf_id, size in (("dis_none", 1), (pending, 2), (placed, 0), (placed, 2)):
            with pytest.raises(NotFound):
                await book.log.inclusion(tx, leaf_id, size)
        with pytest.raises(NotFound):
            await book.log.consistency(tx, 1, 2)
        with pytest.raises(ValueError, match="no tree of 2"):
            await book.log.consistency(tx, 2, 1)


async def test_a_proof_reads_its_nodes_in_one_statement(book: Logbook) -> None:
    ids = await book.act(200)
    await book.sequence()
    statements: list[str] = []
    async with book.db.reading() as tx:
        event.listen(tx.sync_connection, "before_cursor_execute", lambda *a: statements.append(a[2]))
        await book.log.inclusion(tx, ids[77], 199)
    assert len([sql for sql in statements if "log_node" in sql]) == 1
    assert len(statements) == 2


async def test_a_backlog_is_placed_in_bounded_batches(book: Logbook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 4)
    small = Sequencer(book.db, TABLES, SIGNER, book.clock)
    await book.act(10)
    assert [await small.run_once() for _ in range(4)] == [4, 4, 2, 0]
    report = await book.verify()
    assert (report.findings, report.leaves, report.checkpoints) == ([], 10, 3)


async def test_two_sequencers_at_once_place_each_leaf_once(book: Logbook) -> None:
    await book.act(50)
    rivals = [Sequencer(book.db, TABLES, SIGNER, book.clock) for _ in range(4)]

    async def busy(rival: Sequencer) -> int:
        done = 0
        while book_open.is_set() or await pending(book.db):
            done += await rival.run_once()
        return done

    async def acting() -> None:
        for _ in range(20):
            await book.act(5)
        book_open.clear()

    book_open = asyncio.Event()
    book_open.set()
    *placed, _ = await asyncio.gather(*map(busy, rivals), acting())
    assert sum(done for done in placed if done) == 150
    assert sorted((await indices(book)).values()) == list(range(150))
    assert (await book.verify()).findings == []


async def pending(db: Database) -> int:
    async with db.reading() as tx:
        return (await tx.execute(select(func.count()).where(TABLES.leaf.c.index.is_(None)))).scalar_one()


async def test_a_crash_in_the_middle_of_a_batch_leaves_nothing_of_it(
    book: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    await book.act(3)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(SIGNER, "sign", crash)  # the last step before the checkpoint is written
        with pytest.raises(KeyboardInterrupt):
            await book.sequencer.run_once()
    assert await pending(book.db) == 3
    assert await book.sequence() == 3
    assert (await book.verify()).findings == []


async def test_a_late_commit_is_placed_after_what_was_placed_before_it(database_url: str) -> None:
    """On PostgreSQL a transaction that began first may commit last; its leaf must not be passed over."""
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer at a time")
    async with logbook(database_url) as book:
        slow = book.draft()
        async with book.db.transaction() as tx:
            await book.log.append(tx, slow)
            (quick,) = await book.act()
            assert await book.sequence() == 1
        assert await book.sequence() == 1
        assert await indices(book) == {quick: 0, slow.id: 1}


async def test_a_running_sequencer_places_what_comes_and_stops_when_told(book: Logbook) -> None:
    stopping = asyncio.Event()
    running = asyncio.create_task(book.sequencer.run(stopping))
    for _ in range(2):
        await book.act(3)
        deadline = time.monotonic() + 20
        while await pending(book.db):
            assert time.monotonic() < deadline, "waited in vain"
            await asyncio.sleep(0.02)
    stopping.set()
    await running
    assert (await book.checkpoint()).size == 6


async def test_a_damaged_log_stops_being_signed_but_acts_go_on_being_logged(
    book: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(sequencer, "logger", lambda: SimpleNamespace(error=lambda what, reason: tried.append(what)))
    monkeypatch.setattr(sequencer, "_RETRY_SECONDS", 0.05)
    await book.act(3)
    await book.sequence()
    async with book.db.transaction() as tx:
        await tx.execute(update(TABLES.node).values(hash=b"x" * 32))
    await book.act()
    stopping = asyncio.Event()
    running = asyncio.create_task(book.sequencer.run(stopping))
    deadline = time.monotonic() + 20
    while len(tried) < 3:
        assert time.monotonic() < deadline, "waited in vain"
        await book.act()
        await asyncio.sleep(0.02)
    stopping.set()
    await running
    assert (await book.checkpoint()).size == 3


async def test_a_damaged_tree_is_never_signed_over(book: Logbook) -> None:
    await book.act(3)
    await book.sequence()
    await book.act()
    async with book.db.transaction() as tx:
        await tx.execute(update(TABLES.node).values(hash=b"x" * 32))
    with pytest.raises(LogDamaged, match="not the one signed at size 3"):
        await book.sequence()
    assert (await book.checkpoint()).size == 3


async def test_a_forged_checkpoint_is_never_built_on(book: Logbook) -> None:
    await book.act(3)
    await book.sequence()
    await book.act()
    forger = Signer(ORIGIN, Ed25519PrivateKey.generate())
    forged = str((await book.checkpoint()).signed(forger, START))
    async with book.db.transaction() as tx:
        await tx.execute(update(TABLES.checkpoint).values(note=forged))
    with pytest.raises(LogDamaged, match="cannot be trusted"):
        await book.sequence()


async def test_a_log_without_its_checkpoints_is_not_begun_anew(book: Logbook) -> None:
    await book.act(3)
    await book.sequence()
    await book.act()
    async with book.db.transaction() as tx:
        await tx.execute(delete(TABLES.checkpoint))
    with pytest.raises(LogDamaged, match="taken already"):
        await book.sequence()


async def test_a_checkpoint_keeps_the_newest_line_of_each_known_witness(book: Logbook) -> None:
    witness = Witness(KNOWN, Signer("witness.example/w1", Ed25519PrivateKey.generate(), Kind.COSIGNATURE))
    stranger = Witness(KNOWN, Signer("stranger.example/s", Ed25519PrivateKey.generate(), Kind.COSIGNATURE))
    await book.act()
    await book.sequence()
    async with book.db.reading() as tx:
        note = await book.log.latest(tx)
    assert note is not None
    known = [witness.key.verifier]
    for seconds in (1, 2):
        cosigned = witness.cosign(note, [], None, START + timedelta(seconds=seconds))
        cosigned = stranger.cosign(cosigned, [], None, START)
        async with book.db.transaction() as tx:
            await book.log.add_cosignatures(tx, cosigned, known)
    async with book.db.reading() as tx:
        stored = await book.log.latest(tx)
    assert stored is not None
    assert [line.name for line in stored.signatures] == [ORIGIN, "witness.example/w1"]
    assert witness.key.verifier.verify(stored.text, stored.signatures[1]) == START.replace(microsecond=0) + timedelta(
        seconds=2
    )
    assert (await book.verify()).findings == []


async def test_cosignatures_of_something_else_are_refused(book: Logbook) -> None:
    witness = Signer("witness.example/w1", Ed25519PrivateKey.generate(), Kind.COSIGNATURE)
    await book.act()
    await book.sequence()
    checkpoint = await book.checkpoint()
    other = type(checkpoint)(ORIGIN, 1, b"x" * 32).signed(SIGNER, START)
    false_line = Note(str(checkpoint), (witness.sign("something else\n", START),))
    async with book.db.transaction() as tx:
        with pytest.raises(NotFound):
            await book.log.add_cosignatures(tx, other, [witness.verifier])
        with pytest.raises(BadNote):
            await book.log.add_cosignatures(tx, false_line, [witness.verifier])


def test_canonical_json_is_sorted_tight_and_utf8() -> None:
    assert canonical({"b": [1, True, None], "a": "Zoë"}) == '{"a":"Zoë","b":[1,true,null]}'.encode()


def test_a_leaf_hash_binds_every_stored_column() -> None:
    plain = Leaf("a", 0, "k", START, "s", b"salt", b"c" * 32, b"p" * 32, b"sealed")
    others = [
        Leaf("b", 0, "k", START, "s", b"salt", b"c" * 32, b"p" * 32, b"sealed"),
        Leaf("a", 0, "l", START, "s", b"salt", b"c" * 32, b"p" * 32, b"sealed"),
        Leaf("a", 0, "k", START + timedelta(microseconds=1), "s", b"salt", b"c" * 32, b"p" * 32, b"sealed"),
        Leaf("a", 0, "k", START, "s", b"salt", b"d" * 32, b"p" * 32, b"sealed"),
        Leaf("a", 0, "k", START, "s", b"salt", b"c" * 32, b"q" * 32, b"sealed"),
        Leaf("a", 0, "k", START, "s", b"salt", b"c" * 32, b"p" * 32, b"sealee"),
    ]
    assert len({leaf.hash for leaf in (plain, *others)}) == 7
