"""Sealing, opening and destroying."""

import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from chassis.clock import Clock
from chassis.db import Database, database, migrate
from chassis.errors import NotFound
from chassis.keystore.cache import KeyCache
from chassis.keystore.tables import data_key
from chassis.settings import PREFIX, BadSettings

MIGRATIONS = Path(__file__).parent / "migrations"

_FORMAT = b"\x01"
_NONCE_BYTES = 12
_KEY_BITS = 256
_SPARE, _SPARES = "spare_", 50

_READ = select(data_key.c.name, data_key.c.wrapped).where(data_key.c.name.in_(bindparam("names", expanding=True)))
# A row that says it is destroyed stays as it is: a spare key's is another, under its whole name.
_DELETE = delete(data_key).where(data_key.c.name == bindparam("whose"), data_key.c.destroyed_at.is_(None))
_DESTROYED = select(data_key.c.name).where(data_key.c.destroyed_at.is_not(None)).order_by(data_key.c.destroyed_at)
_ANY = select(data_key.c.master).where(data_key.c.master.is_not(None)).limit(1)


class KeyDestroyed(NotFound):
    """What was sealed under this name has been erased, and nothing is sealed under it again."""

    code = "erased"

    def __init__(self) -> None:
        super().__init__("This has been erased.")


class CannotOpen(Exception):
    """Not what was sealed: another name or `aad`, changed bytes, or a key that is not here."""


@asynccontextmanager
async def keystore(url: str, master: bytes, clock: Clock) -> "AsyncIterator[KeyStore]":
    """Open the key store at `url`, at its newest schema, for the block. `master` (32 bytes) wraps the data keys.

    Raises BadSettings where it is not the one that wraps those there are.
    """
    await migrate(url, MIGRATIONS)
    async with database(url) as db:
        for (known,) in await db.ask(_ANY, {}):
            if known != _id(master):
                raise BadSettings(f"{PREFIX}MASTER_KEY: not the key that the key store was made with")
        yield KeyStore(db, master, clock)


class KeyStore:
    """Data keys by name (whatever is erased as one: a person's at one controller in one retention class).

    Every call is a transaction of its own in the store's own database, whatever becomes of the caller's.
    """

    def __init__(self, db: Database, master: bytes, clock: Clock) -> None:
        self._db, self._clock, self._cache = db, clock, KeyCache(clock)
        self._master, self._wrapping = _id(master), AESGCM(master)
        self._insert = insert_sqlite if db.dialect == "sqlite" else insert_postgresql
        self._new = self._insert(data_key).on_conflict_do_nothing()
        self._spares = list[str]()

    async def make(self, *names: str) -> None:
        """Make the keys of many names in one transaction, those that are not there. All are at hand for the moment:
        sealing and opening under them asks the store's database nothing.
        """
        await self._made(names)

    async def spare(self, whose: str) -> str:
        """A name that begins with `whose`, of a key that was made in advance and nothing is sealed under yet.

        Many are made at a time, so that few who need one wait for the disk. Such a key is stored under the last part of
        its name; one that a process leaves over seals nothing, ever.
        """
        if not self._spares:
            names = [f"{_SPARE}{secrets.token_hex(16)}" for _ in range(_SPARES)]
            await self._made(names)
            self._spares += names
        return f"{whose}/{self._spares.pop()}"

    async def fetch(self, *names: str) -> None:
        """Have the keys of many names at hand for the moment, those there are: one statement instead of one each."""
        await self._found(names)

    async def seal(self, name: str, plaintext: bytes, aad: bytes) -> bytes:
        """Encrypt under the key of `name`, made at first use; 29 bytes longer than `plaintext` (AES-256-GCM).

        `aad` says what this is and where it belongs; it is needed to open it. Raises KeyDestroyed.
        """
        key, nonce = await self._key(name, make=True), secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + key.encrypt(nonce, plaintext, _bound(name, aad))

    async def open(self, name: str, sealed: bytes, aad: bytes) -> bytes:
        """What was sealed. Raises KeyDestroyed, CannotOpen."""
        key = await self._key(name, make=False)
        nonce, secret = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _FORMAT or len(nonce) != _NONCE_BYTES:
            raise CannotOpen("not in the form of anything sealed here")
        try:
            return key.decrypt(nonce, secret, _bound(name, aad))
        except InvalidTag as wrong:
            raise CannotOpen("not what was sealed under this name, for this place") from wrong

    async def destroy(self, *names: str) -> None:
        """Destroy the keys of these names for good, whether they were ever made or not; again is no error.

        Other processes may go on for `cache.LIFETIME`. The file forgets too: SQLite overwrites the wrapped key (in its
        write-ahead log at the next checkpoint), PostgreSQL when the table is vacuumed.
        """
        now = self._clock.now()
        new = self._insert(data_key).on_conflict_do_update(
            index_elements=[data_key.c.name],
            set_={"master": None, "wrapped": None, "destroyed_at": now},
            where=data_key.c.destroyed_at.is_(None),
        )
        with self._cache.closed(names):
            async with self._db.transaction() as tx:
                if self._db.dialect == "sqlite":
                    await tx.exec_driver_sql("PRAGMA secure_delete=ON")
                for name in names:
                    await tx.execute(new.values(name=name, made_at=now, destroyed_at=now))
                    await tx.execute(_DELETE, {"whose": _stored(name)})

    async def destroyed(self) -> list[str]:
        """The names destroyed, oldest first: the list that a restored backup of this store has to replay."""
        return [row.name for row in await self._db.ask(_DESTROYED, {})]

    async def _key(self, name: str, *, make: bool) -> AESGCM:
        if cached := self._cache.get(name):
            return cached
        keys = await (self._made if make else self._found)([name])
        if name not in keys:
            raise CannotOpen("there is no key of this name")
        if (key := keys[name]) is None:
            raise KeyDestroyed
        return key

    async def _found(self, names: Sequence[str]) -> dict[str, AESGCM | None]:
        """Of these names, the keys there are; None is one that was destroyed."""
        keys: dict[str, AESGCM | None] = {name: key for name in names if (key := self._cache.get(name))}
        wanted = [name for name in dict.fromkeys(names) if name not in keys]
        if not wanted:
            return keys
        keep = {name: self._cache.loading(name) for name in wanted}
        stored = list({*wanted, *map(_stored, wanted)})
        rows = {row.name: row for row in await self._db.ask(_READ, {"names": stored})}
        for name in wanted:
            if row := rows.get(name) or rows.get(_stored(name)):
                key = AESGCM(self._unwrap(row.name, row.wrapped)) if row.wrapped is not None else None
                keys[name] = key
                if key:
                    keep[name](key)
        return keys

    async def _made(self, names: Sequence[str]) -> dict[str, AESGCM | None]:
        """The same, when those that were not there have been made, here or by another process that was faster."""
        keys = await self._found(names)
        if missing := [name for name in dict.fromkeys(names) if name not in keys]:
            now, new = self._clock.now(), {name: self._wrap(name, AESGCM.generate_key(_KEY_BITS)) for name in missing}
            rows = [{"name": name, "master": self._master, "wrapped": key, "made_at": now} for name, key in new.items()]
            async with self._db.transaction() as tx:
                await tx.execute(self._new, rows)
            keys |= await self._found(missing)
        return keys

    def _wrap(self, name: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, name.encode())

    def _unwrap(self, name: str, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], name.encode())
        except InvalidTag as wrong:
            raise CannotOpen("the stored key was changed or moved, or another master key wraps it") from wrong


def _id(master: bytes) -> str:
    """A short name for a master key, from which nothing of it can be learnt."""
    return hashlib.sha256(b"master key\0" + master).hexdigest()[:16]


def _stored(name: str) -> str:
    """Under which name its key is, until it is destroyed."""
    last = name.rpartition("/")[2]
    return last if last.startswith(_SPARE) else name


def _bound(name: str, aad: bytes) -> bytes:
    """Associated data that two different pairs never share: the name's length stands first."""
    encoded = name.encode()
    return len(encoded).to_bytes(4) + encoded + aad
