"""Cases and records. What is written in them is sealed under the key of the case's class of retention."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, false, text

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

_SEALED_BEFORE = text("key IS NULL")

case = Table(
    "case_file",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("kind", String, nullable=False),
    # What the kind tells of somebody, so that the gate can ask for it in SQL.
    Column("data_class", String, nullable=False),
    Column("status", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("retention", String, nullable=False),
    Column("closed_at", Instant),
    # The outcome and why, as JSON; null while it is open.
    Column("closing", LargeBinary),
    Column("private", Boolean, nullable=False, server_default=false()),
    # Null where it was sealed before there was a key for each class.
    Column("key", String),
    Index("case_file_sealed_before", "id", sqlite_where=_SEALED_BEFORE, postgresql_where=_SEALED_BEFORE),
    Index("case_file_of_organisation", "organisation_id", "opened_at", "id"),
    Index("case_file_of_person", "person_id", "opened_at", "id"),
)

# Whom a case may be shown to on a share that has not ended; kept by `case_lists.py`.
case_recipient = Table(
    "case_recipient",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("opened_at", Instant, primary_key=True),
    Column("case_id", ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

record = Table(
    "record",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", ForeignKey("case_file.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation_id", String, nullable=False),
    Column("data_class", String, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("corrected_at", Instant),
    # What identifies who reported and third parties; null where nothing is marked.
    Column("parts", LargeBinary),
    # Its case's.
    Column("key", String),
    Index("record_of_case", "case_id", "added_at", "id"),
)

# What a record said before each correction.
record_version = Table(
    "record_version",
    metadata,
    Column("record_id", ForeignKey("record.id"), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("title", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("until", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("role", String, nullable=False),
    Column("why", LargeBinary, nullable=False),
)
