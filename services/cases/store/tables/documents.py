"""Documents, and their bytes in chunks that are each sealed for their place."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

# `record_id` is the id of the record that it becomes; there is none of that id before it was found clean.
document = Table(
    "document",
    metadata,
    Column("record_id", String, primary_key=True),
    Column("case_id", ForeignKey("case_file.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation_id", String, nullable=False),
    Column("by", String, nullable=False),
    Column("data_class", String, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("media_type", String, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("chunks", BigInteger, nullable=False),
    Column("virus", String, nullable=False),
    # When the timer looks at it: to forget what never arrived whole, to scan what waits. Null for ever after.
    Column("due_at", Instant),
    Index("document_of_case", "case_id", "began_at"),
    Index("document_due", "due_at"),
)

document_chunk = Table(
    "document_chunk",
    metadata,
    Column("record_id", ForeignKey("document.record_id"), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
