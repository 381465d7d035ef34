"""Whoever asks for a witness's line is told where the log goes on without it."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.merkle import Kind, Signer, Witness
from console.witnessed import unwitnessed
from tests.chassis.logbook import KNOWN, TABLES, Logbook, logbook

NHS = Signer("nhs.example/witness", Ed25519PrivateKey.generate(), Kind.COSIGNATURE)
POSER = Signer("nhs.example/witness", Ed25519PrivateKey.generate(), Kind.COSIGNATURE)


@pytest.fixture
async def book(database_url: str) -> AsyncIterator[Logbook]:
    async with logbook(database_url) as opened:
        yield opened


async def missing(book: Logbook, before: datetime) -> str | None:
    async with book.db.reading() as tx:
        return await unwitnessed(tx, TABLES, KNOWN, NHS.verifier, before)


async def cosign(book: Logbook, key: Signer = NHS) -> None:
    async with book.db.transaction() as tx:
        note = await book.log.latest(tx)
        assert note is not None
        cosigned = Witness(KNOWN, key).cosign(note, (), None, book.clock.now())
        await book.log.add_cosignatures(tx, cosigned, [key.verifier])


async def test_a_later_line_vouches_for_what_came_before_it_and_an_earlier_one_for_nothing_after(book: Logbook) -> None:
    assert await missing(book, book.clock.now()) is None, "nothing to witness yet"
    await book.act(3)
    await book.sequence()
    assert await missing(book, book.clock.now()) == (
        "no checkpoint of 3 entries or more is cosigned by nhs.example/witness"
    )
    await book.act(2)
    await book.sequence()
    await cosign(book)
    signed = book.clock.now()
    assert await missing(book, signed) is None
    book.clock.at += timedelta(minutes=1)
    await book.act()
    await book.sequence()
    assert await missing(book, signed) is None
    assert "6 entries or more" in (await missing(book, book.clock.now()) or "")


async def test_another_key_of_the_same_name_does_not_count(book: Logbook) -> None:
    await book.act()
    await book.sequence()
    await cosign(book, POSER)
    assert await missing(book, book.clock.now())


async def test_a_checkpoint_row_made_to_look_new_hides_no_old_entry(book: Logbook) -> None:
    await book.act()
    await book.sequence()
    old = book.clock.now()
    async with book.db.transaction() as tx:
        await tx.execute(TABLES.checkpoint.update().values(at=old + timedelta(days=1)))
    assert await missing(book, old)
