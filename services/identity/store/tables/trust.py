"""What verifiers need: the keys, and what has ended before its time."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

# `number` is taken from the one row of `revocation_number` under its lock: in the order of commits, without gaps, so
# that a reader who has seen n has seen everything before it.
revocations = Table(
    "revocation",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
Index("ix_revocation_kind_key", revocations.c.kind, revocations.c.key)

revocation_numbers = Table(
    "revocation_number",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

signing_keys = Table(
    "signing_key",
    metadata,
    Column("kid", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("public", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
)
