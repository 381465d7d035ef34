"""Data that can be erased by destroying a key, on every database."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Executable, Row, delete, event, select, update
from sqlalchemy.exc import DBAPIError

from chassis.clock import FixedClock
from chassis.db import Database, database
from chassis.errors import NotFound
from chassis.keystore import CannotOpen, KeyDestroyed, KeyStore, cache, keystore
from chassis.keystore.tables import data_key, metadata
from chassis.settings import BadSettings

MASTER, OLDER = b"m" * 32, b"o" * 32
AMINA, BEN = "per_amina/org_council/case-notes", "per_ben/org_council/case-notes"
CLOCK = FixedClock(datetime(2026, 11, 22, 9, 30, tzinfo=UTC))


@pytest.fixture
async def keys(database_url: str) -> AsyncIterator[KeyStore]:
    async with keystore(database_url, MASTER, CLOCK) as opened:
        yield opened


def another(url: str, master: bytes = MASTER) -> AbstractAsyncContextManager[KeyStore]:
    """The same store, as another process sees it: nothing cached."""
    return keystore(url, master, CLOCK)


async def test_what_is_sealed_can_be_opened_here_and_elsewhere(keys: KeyStore, database_url: str) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"rec_1")
    assert b"a note" not in sealed
    assert len(sealed) == len(b"a note") + 29
    assert await keys.open(AMINA, sealed, b"rec_1") == b"a note"
    async with another(database_url) as elsewhere:
        assert await elsewhere.open(AMINA, sealed, b"rec_1") == b"a note"


async def test_the_same_twice_looks_different(keys: KeyStore) -> None:
    assert await keys.seal(AMINA, b"a note", b"") != await keys.seal(AMINA, b"a note", b"")


async def test_what_was_sealed_opens_nowhere_else(keys: KeyStore) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"rec_1")
    await keys.seal(BEN, b"another", b"rec_1")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for name, what, aad in (
        (BEN, sealed, b"rec_1"),
        (AMINA, sealed, b"rec_2"),
        (AMINA, changed, b"rec_1"),
        (AMINA, b"\x02" + sealed[1:], b"rec_1"),
        (AMINA, sealed[:12], b"rec_1"),
        (AMINA, b"", b"rec_1"),
        ("per_nobody", sealed, b"rec_1"),
    ):
        with pytest.raises(CannotOpen):
            await keys.open(name, what, aad)


async def test_erasure_is_final(keys: KeyStore, database_url: str) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"")
    of_ben = await keys.seal(BEN, b"another", b"")
    await keys.destroy(AMINA)
    for _ in range(2):
        with pytest.raises(KeyDestroyed):
            await keys.open(AMINA, sealed, b"")
        with pytest.raises(KeyDestroyed):
            await keys.seal(AMINA, b"again", b"")
        await keys.destroy(AMINA)
    async with another(database_url) as elsewhere:
        with pytest.raises(KeyDestroyed):
            await elsewhere.open(AMINA, sealed, b"")
    assert await keys.open(BEN, of_ben, b"") == b"another"


async def test_an_erased_thing_is_not_found_and_names_nobody(keys: KeyStore) -> None:
    await keys.destroy(AMINA)
    with pytest.raises(NotFound) as refused:
        await keys.open(AMINA, b"", b"")
    assert (refused.value.code, refused.value.detail) == ("erased", "This has been erased.")


async def test_a_restored_backup_replays_what_was_erased_since(keys: KeyStore, database_url: str) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"")
    async with database(database_url) as db:
        async with db.reading() as tx:
            backup = (await tx.execute(select(data_key))).mappings().all()
        await keys.destroy(AMINA, "per_never/seen/before")
        erased = await keys.destroyed()
        assert sorted(erased) == sorted([AMINA, "per_never/seen/before"])
        async with db.transaction() as tx:  # the backup comes back, with Amina's key in it
            await tx.execute(delete(data_key))
            await tx.execute(data_key.insert(), [dict(row) for row in backup])
    async with another(database_url) as restored:
        assert await restored.open(AMINA, sealed, b"") == b"a note"
        await restored.destroy(*erased)
        for name in erased:
            with pytest.raises(KeyDestroyed):
                await restored.seal(name, b"again", b"")


async def test_when_it_was_erased_stays_when_erased_again(keys: KeyStore, database_url: str) -> None:
    await keys.seal(AMINA, b"a note", b"")
    await keys.destroy(AMINA)
    first = CLOCK.now()
    CLOCK.at += timedelta(days=1)
    await keys.destroy(AMINA)
    async with database(database_url) as db, db.reading() as tx:
        row = (await tx.execute(select(data_key))).one()
    assert (row.master, row.wrapped, row.destroyed_at) == (None, None, first)


async def test_a_key_no_longer_cached_is_refused_though_another_process_erased_it(
    keys: KeyStore, database_url: str
) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"")
    async with another(database_url) as elsewhere:
        await elsewhere.destroy(AMINA)
    CLOCK.at += cache.LIFETIME
    with pytest.raises(KeyDestroyed):
        await keys.open(AMINA, sealed, b"")


async def test_many_at_once_make_one_key(database_url: str) -> None:
    async with another(database_url) as one, another(database_url) as two:
        sealed = await asyncio.gather(*(store.seal(AMINA, b"a note", b"") for store in (one, two) * 8))
    async with another(database_url) as later:
        assert [await later.open(AMINA, each, b"") for each in sealed] == [b"a note"] * 16


async def test_an_erasure_is_never_outlived_by_what_was_being_read(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key read just before its destruction commits must not be cached after it."""
    sealed = await keys.seal(AMINA, b"a note", b"")
    CLOCK.at += cache.LIFETIME  # nothing cached
    read, go_on = asyncio.Event(), asyncio.Event()
    ask = Database.ask

    async def held(db: Database, statement: Executable, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """Has read, and takes its time to end."""
        found = await ask(db, statement, given)
        read.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(Database, "ask", held)
    opening = asyncio.create_task(keys.open(AMINA, sealed, b""))
    await read.wait()
    monkeypatch.setattr(Database, "ask", ask)
    await keys.destroy(AMINA)
    go_on.set()
    assert await opening == b"a note"  # it was read before the erasure
    with pytest.raises(KeyDestroyed):
        await keys.open(AMINA, sealed, b"")


async def test_nothing_is_cached_while_an_erasure_is_under_way() -> None:
    kept, key = cache.KeyCache(CLOCK), AESGCM(b"k" * 32)
    with kept.closed([AMINA]):
        kept.loading(AMINA)(key)
        assert kept.get(AMINA) is None
        with kept.closed([AMINA]):
            pass
        begun = kept.loading(AMINA)
    begun(key)
    assert kept.get(AMINA) is None
    kept.loading(AMINA)(key)
    assert kept.get(AMINA) is key


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_MOST", 2)
    kept, key = cache.KeyCache(CLOCK), AESGCM(b"k" * 32)
    for name in ("a", "b"):
        kept.loading(name)(key)
    assert kept.get("a") is key
    kept.loading("c")(key)
    assert [kept.get(name) for name in ("a", "b", "c")] == [key, None, key]


async def test_another_master_key_than_the_store_was_made_with_opens_nothing(database_url: str) -> None:
    """Else a service would start, seal what comes under it, and open nothing of what there was."""
    async with another(database_url, OLDER) as empty:
        await empty.destroy(BEN)
    async with another(database_url) as keys:
        sealed = await keys.seal(AMINA, b"a note", b"")
    with pytest.raises(BadSettings, match="KITH_MASTER_KEY"):
        async with another(database_url, OLDER):
            pass
    async with another(database_url) as again:
        assert await again.open(AMINA, sealed, b"") == b"a note"


async def test_a_stored_key_moved_to_another_name_is_refused(keys: KeyStore, database_url: str) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"")
    async with database(database_url) as db, db.transaction() as tx:
        await tx.execute(update(data_key).values(name=BEN))
    async with another(database_url) as elsewhere:
        with pytest.raises(CannotOpen, match="changed or moved"):
            await elsewhere.open(BEN, sealed, b"")


async def test_an_erasure_that_fails_says_so_and_erases_nothing(
    keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"")

    def away(_: Database) -> None:
        raise DBAPIError("UPDATE", {}, Exception("away"))

    with monkeypatch.context() as broken:
        broken.setattr(Database, "transaction", away)
        with pytest.raises(DBAPIError):
            await keys.destroy(AMINA)
    assert await keys.open(AMINA, sealed, b"") == b"a note"


def holding(folder: Path, secret: bytes) -> list[str]:
    """The files that hold eight bytes or more of the secret."""
    pieces = [secret[start : start + 8] for start in range(len(secret) - 7)]
    return [path.name for path in folder.iterdir() if any(piece in path.read_bytes() for piece in pieces)]


async def test_the_file_forgets_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/keys.db"
    async with another(url) as keys:
        for name in (BEN, "short", AMINA):  # the shorter, the less of the key does the tombstone itself write over
            await keys.seal(name, b"a note", b"")
        async with database(url) as db, db.reading() as tx:
            stored = select(data_key.c.wrapped).where(data_key.c.name == "short")
            wrapped = (await tx.execute(stored)).scalar_one()
    assert holding(tmp_path, wrapped) == ["keys.db"]
    async with another(url) as keys:
        await keys.destroy("short")
    assert holding(tmp_path, wrapped) == []


async def test_the_migrations_make_the_table_the_code_expects(keys: KeyStore, database_url: str) -> None:
    async with database(database_url) as db, db.transaction() as tx:
        differences = await tx.run_sync(
            lambda connection: compare_metadata(MigrationContext.configure(connection), metadata)
        )
    assert differences == []


def counted(keys: KeyStore) -> list[str]:
    """The statements that reach the store's database from now on."""
    said: list[str] = []
    for engine in (keys._db._writing.engine, keys._db._reading.engine):
        event.listen(engine.sync_engine, "before_cursor_execute", lambda _c, _cursor, text, *_: said.append(text))
    return said


@pytest.mark.parametrize("have", ["make", "fetch"])
async def test_the_keys_of_a_page_are_read_at_once(database_url: str, have: str) -> None:
    names = [f"per_{n}/org_council/case" for n in range(50)]
    async with another(database_url) as once:
        await once.make(*names)
        sealed = [await once.seal(name, b"a title", b"") for name in names]
    async with another(database_url) as keys:
        said = counted(keys)
        await getattr(keys, have)(*names)
        assert [await keys.open(name, each, b"") for name, each in zip(names, sealed, strict=True)] == [b"a title"] * 50
        assert len([text for text in said if "data_key" in text]) == 1


async def test_keys_made_at_once_are_at_hand(keys: KeyStore) -> None:
    await keys.make(AMINA, BEN)
    said = counted(keys)
    await keys.seal(AMINA, b"a note", b"")
    await keys.make(AMINA, BEN)
    assert not said


async def test_what_is_at_hand_is_none_that_was_destroyed(keys: KeyStore) -> None:
    sealed = await keys.seal(AMINA, b"a note", b"")
    await keys.destroy(AMINA)
    await keys.fetch(AMINA, BEN, AMINA)
    await keys.make(AMINA)
    with pytest.raises(KeyDestroyed):
        await keys.open(AMINA, sealed, b"")
    with pytest.raises(CannotOpen):
        await keys.open(BEN, sealed, b"")


async def test_keys_made_in_advance_are_given_to_one_each_and_are_on_the_disk(
    keys: KeyStore, database_url: str
) -> None:
    said = counted(keys)
    names = [await keys.spare("per_amina/org_council") for _ in range(120)]
    assert len(set(names)) == 120
    assert len([text for text in said if "INSERT" in text]) == 3
    assert {name.rpartition("/")[0] for name in names} == {"per_amina/org_council"}
    sealed = await keys.seal(names[-1], b"a note", b"")
    async with another(database_url) as elsewhere:
        assert await elsewhere.open(names[-1], sealed, b"") == b"a note"
        assert await elsewhere.spare("per_amina/org_council") not in names
        with pytest.raises(CannotOpen):
            await elsewhere.open(names[-2], sealed, b"")


async def test_a_key_made_in_advance_is_destroyed_like_any(keys: KeyStore, database_url: str) -> None:
    name, left = await keys.spare("per_amina/org_council"), await keys.spare("per_ben/org_council")
    sealed, other = await keys.seal(name, b"a note", b""), await keys.seal(left, b"another", b"")
    await keys.destroy(name)
    async with another(database_url) as elsewhere:
        for store in (keys, elsewhere):
            with pytest.raises(KeyDestroyed):
                await store.open(name, sealed, b"")
            with pytest.raises(KeyDestroyed):
                await store.seal(name, b"again", b"")
            assert await store.open(left, other, b"") == b"another"
            assert await store.destroyed() == [name]
        async with elsewhere._db.reading() as tx:
            kept = (await tx.execute(select(data_key.c.name).where(data_key.c.wrapped.is_not(None)))).scalars().all()
    assert name.rpartition("/")[2] not in kept
    assert left.rpartition("/")[2] in kept
