"""Which keys seal what is kept of people; legal holds, erasures, and who is to know of them."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table, text

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

person_key = Table(
    "person_key",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("organisation_id", String, primary_key=True),
    Column("retention", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
)

legal_hold = Table(
    "legal_hold",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    # Why it was set, and lifted, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("set_by", String, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("lifted_by", String, nullable=False),
    Column("lifted_at", Instant),
    Index("legal_hold_of_organisation", "organisation_id", "person_id"),
)

_UNFINISHED = text("finished_at IS NULL")

erasure = Table(
    "erasure",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("retention", String, nullable=False),
    # Why, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", Instant, nullable=False),
    # The names of the keys that it destroys, a line each.
    Column("key_names", String, nullable=False),
    Column("finished_at", Instant),
    Index("erasure_unfinished", "id", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
)

# Who received what was erased or corrected since, the newest of each; who looked at a person on a wrong link.
recall = Table(
    "recall",
    metadata,
    # Of a look the disclosure's id.
    Column("record_id", String, primary_key=True),
    Column("recipient_id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("what", String, nullable=False),
    # Empty for a correction.
    Column("erasure_id", String, nullable=False, index=True),
    # By which it was received.
    Column("disclosure_id", ForeignKey("disclosure.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("heard_by", String, nullable=False),
    Column("heard_at", Instant),
    # Whose look it was; empty for a record.
    Column("looker", String, nullable=False, server_default=""),
    Index("recall_of_recipient", "recipient_id", "heard_at", "at"),
    Index("recall_of_looker", "looker", "recipient_id"),
)
