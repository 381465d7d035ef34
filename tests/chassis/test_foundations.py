"""Settings, logs, ids and the database's door."""

import asyncio
import base64
import json
import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import ClassVar

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Column, MetaData, String, Table, bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError

from chassis import log
from chassis.clock import FixedClock
from chassis.db import Database, Instant, database
from chassis.errors import Conflict
from chassis.idempotency import Idempotency, idempotency_table
from chassis.ids import RandomIds, SeededIds
from chassis.settings import BadSettings, StoringSettings, load
from chassis.tokens import Caller, IdempotencyKey
from tests.chassis.conftest import Logs
from tests.conformance.bus.reader import eventually

_NOW = datetime(2026, 11, 22, 9, 0, 0, 123456, tzinfo=UTC)


class Shop(StoringSettings):
    service: ClassVar[str] = "shop"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("KITH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("KITH_TLS_DIR", str(tmp_path))
    monkeypatch.setenv("KITH_OPS_PORT", "9001")
    monkeypatch.setenv("KITH_LOG_KEY", "PRIVATE+KEY+x")
    (tmp_path / "master").write_text(base64.b64encode(b"k" * 32).decode() + "\n")
    monkeypatch.setenv("KITH_MASTER_KEY_FILE", str(tmp_path / "master"))
    return monkeypatch


def test_a_secret_is_read_from_the_file_its_variable_names(environment: pytest.MonkeyPatch) -> None:
    assert load(Shop).master_key.get_secret_value() == b"k" * 32


@pytest.mark.parametrize(("name", "value"), [("KITH_OPS_PORT", "many"), ("KITH_MASTER_KEY", "c2hvcnQ=")])
def test_a_wrong_setting_is_named(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(name, value)
    with pytest.raises(BadSettings, match=name):
        load(Shop)


def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("KITH_TLS_DIR")
    with pytest.raises(BadSettings, match="KITH_TLS_DIR"):
        load(Shop)


def test_a_file_that_cannot_be_read_is_named_with_its_variable(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("KITH_MASTER_KEY_FILE", str(tmp_path / "away"))
    with pytest.raises(BadSettings, match=r"^KITH_MASTER_KEY_FILE: .*away"):
        load(Shop)
    (tmp_path / "picture").write_bytes(b"\xff\xfe\xfd")
    environment.setenv("KITH_MASTER_KEY_FILE", str(tmp_path / "picture"))
    with pytest.raises(BadSettings, match=r"^KITH_MASTER_KEY_FILE: .*picture"):
        load(Shop)


def test_a_database_elsewhere_needs_its_keys_elsewhere(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("KITH_DATABASE_URL", "postgresql+asyncpg://somewhere/shop")
    with pytest.raises(BadSettings, match="KITH_KEYSTORE_URL"):
        load(Shop)


def test_settings_never_show_a_secret(environment: pytest.MonkeyPatch) -> None:
    assert "PRIVATE" not in repr(load(Shop))
    assert "kkk" not in repr(load(Shop))


def test_only_named_keys_reach_the_log(logs: Logs) -> None:
    try:
        raise ValueError("Amina Begum")
    except ValueError:
        log.logger().exception("sale failed", count=3, customer="Amina Begum")
    line = json.loads(logs().splitlines()[-1])
    assert (line["event"], line["count"], line["error"], line["service"]) == ("sale failed", 3, "ValueError", "test")
    assert "Amina" not in str(line)


def test_what_is_logged_as_an_error_is_counted_by_its_event(logs: Logs) -> None:
    log.logger().error("till jammed")
    log.logger().error("till jammed")
    log.logger().warning("till slow")
    assert REGISTRY.get_sample_value("kith_errors_total", {"event": "till jammed"}) == 2
    assert REGISTRY.get_sample_value("kith_errors_total", {"event": "till slow"}) is None
    assert "till slow" in logs()


def test_ids_sort_by_time_and_repeat_only_when_seeded() -> None:
    clock = FixedClock(_NOW)
    earlier = RandomIds(clock).new("evt")
    clock.at += timedelta(milliseconds=1)
    later = RandomIds(clock).new("evt")
    assert earlier < later
    assert [SeededIds("s").new("evt") for _ in range(2)] == [SeededIds("s").new("evt")] * 2
    seeded = SeededIds("s")
    assert seeded.new("evt") != seeded.new("evt")


async def test_an_instant_comes_back_as_it_went(database_url: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("at", Instant))
    elsewhere = _NOW.astimezone(timezone(timedelta(hours=5)))
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
            await tx.execute(insert(table), [{"at": elsewhere}, {"at": None}])
        async with db.reading() as tx:
            assert [row.at for row in await tx.execute(select(table.c.at))] == [_NOW, None]


async def test_a_naive_time_is_refused(database_url: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("at", Instant))
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        with pytest.raises(Exception, match="time zone"):
            async with db.transaction() as tx:
                await tx.execute(insert(table), {"at": _NOW.replace(tzinfo=None)})


async def test_reading_cannot_write(database_url: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("name", String))
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        with pytest.raises(DBAPIError):
            async with db.reading() as tx:
                await tx.execute(insert(table), {"name": "x"})
        with pytest.raises(DBAPIError):
            await db.ask(insert(table).returning(table.c.name), {"name": "x"})
        assert await db.ask(select(table), {}) == []


async def test_a_reading_sees_nothing_of_what_is_committed_meanwhile(database_url: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("name", String))
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        async with db.reading() as before:
            assert (await before.execute(select(table))).all() == []
            async with db.transaction() as tx:
                await tx.execute(insert(table), {"name": "x"})
            assert (await before.execute(select(table))).all() == []
        assert [row.name for row in await db.ask(select(table), {})] == ["x"]


async def test_what_is_asked_by_itself_is_what_was_committed(database_url: str) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("name", String))
    named = select(table).where(table.c.name.in_(bindparam("names", expanding=True))).order_by(table.c.name)
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
            await tx.execute(insert(table), [{"name": name} for name in "abc"])
        with suppress(Conflict):
            async with db.transaction() as tx:
                await tx.execute(insert(table), {"name": "d"})
                raise Conflict("it is undone")
        assert [row.name for row in await db.ask(named, {"names": ["d", "c", "a"]})] == ["a", "c"]


async def test_requests_at_once_with_one_key_have_one_effect_and_one_answer(database_url: str) -> None:
    metadata = MetaData()
    table = idempotency_table(metadata)
    caller = Caller("acc_1", "worker", frozenset(), idempotency=IdempotencyKey("once", "hash"))

    async def submitted(name: str) -> str:
        async with db.transaction() as tx:
            keys = Idempotency(tx, table, FixedClock(_NOW))
            if earlier := await keys.earlier(caller):
                return earlier
            await keys.keep(caller, name)
            if name == "first":
                second.append(asyncio.create_task(submitted("second")))
                await eventually(lambda: _one_waits(db))
        return name

    second = list["asyncio.Task[str]"]()
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        assert await submitted("first") == await second[0] == "first"


async def _one_waits(db: Database) -> bool:
    """SQLite's writers take turns: whoever comes second waits before it has asked anything."""
    waiting = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    return db.dialect == "sqlite" or bool(await db.ask(waiting, {}))


async def test_a_key_used_again_finds_what_it_made_and_nothing_else(database_url: str) -> None:
    metadata, clock = MetaData(), FixedClock(_NOW)
    table = idempotency_table(metadata)
    caller = Caller("acc_1", "worker", frozenset(), idempotency=IdempotencyKey("once", "hash"))
    other_request = Caller("acc_1", "worker", frozenset(), idempotency=IdempotencyKey("once", "other"))
    somebody_else = Caller("acc_2", "worker", frozenset(), idempotency=IdempotencyKey("once", "hash"))
    async with database(database_url) as db, db.transaction() as tx:
        await tx.run_sync(metadata.create_all)
        keys = Idempotency(tx, table, clock)
        assert await keys.earlier(caller) is None
        await keys.keep(caller, "cas_1")
        assert await keys.earlier(caller) == "cas_1"
        assert await keys.earlier(somebody_else) is None
        with pytest.raises(Conflict):
            await keys.earlier(other_request)
        clock.at += timedelta(hours=25)
        assert await keys.earlier(caller) is None


@pytest.mark.parametrize("capacity", [{"ctx": "ctx_2"}, {"act_for": "man_1"}, {"ctx": "ctx_1", "act_for": "man_1"}])
async def test_a_key_used_in_one_capacity_finds_nothing_in_another(database_url: str, capacity: dict[str, str]) -> None:
    """Rights never add up: what a worker of two organisations made for one is not answered to her for the other, nor
    what somebody made on a mandate to whoever acts for themselves.
    """
    metadata = MetaData()
    table = idempotency_table(metadata)
    one = Caller("acc_1", "worker", frozenset(), {"ctx": "ctx_1"}, IdempotencyKey("once", "hash"))
    other = replace(one, claims=capacity)
    async with database(database_url) as db, db.transaction() as tx:
        await tx.run_sync(metadata.create_all)
        keys = Idempotency(tx, table, FixedClock(_NOW))
        await keys.keep(one, "cas_1")
        assert await keys.earlier(other) is None
        await keys.keep(other, "cas_2")
        assert (await keys.earlier(one), await keys.earlier(other)) == ("cas_1", "cas_2")
        with pytest.raises(Conflict):
            await keys.earlier(replace(one, idempotency=IdempotencyKey("once", "another hash")))
