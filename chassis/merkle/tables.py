"""The log's tables, made in the metadata of whichever service keeps one."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, Table, Text, text

from chassis.db import Instant


@dataclass(frozen=True, slots=True)
class LogTables:
    leaf: Table
    node: Table
    checkpoint: Table


def log_tables(metadata: MetaData) -> LogTables:
    """Tables `log_leaf`, `log_node` and `log_checkpoint`.

    `log_leaf.seq` only orders what is pending: under a lock that writers share (a person's row, say) it rises as their
    commits do. It is never taken for the order of commits at large, and means nothing once `index` is set.
    """
    leaf = Table(
        "log_leaf",
        metadata,
        Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("index", BigInteger, unique=True),
        Column("kind", Text, nullable=False),
        Column("at", Instant, nullable=False),
        Column("subject", Text),
        Column("salt", LargeBinary),
        Column("subject_commitment", LargeBinary, nullable=False),
        Column("payload_commitment", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
    )
    # Quoted by hand: Alembic would write the reserved word bare into a migration.
    unplaced = text('"index" IS NULL')
    Index("log_leaf_pending", leaf.c.seq, sqlite_where=unplaced, postgresql_where=unplaced)
    Index("log_leaf_subject", leaf.c.subject, leaf.c.seq)
    node = Table(
        "log_node",
        metadata,
        Column("level", SmallInteger, primary_key=True, autoincrement=False),
        Column("number", BigInteger, primary_key=True, autoincrement=False),
        Column("hash", LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    checkpoint = Table(
        "log_checkpoint",
        metadata,
        Column("size", BigInteger, primary_key=True, autoincrement=False),
        Column("root", LargeBinary, nullable=False),
        Column("note", Text, nullable=False),
        Column("at", Instant, nullable=False),
    )
    return LogTables(leaf, node, checkpoint)
