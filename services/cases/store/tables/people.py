"""People, the organisations that know them and what each knows, involvements, account links."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

# Its row is the lock of everything about one person; `sequence` and `epoch` only ever rise.
person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False, default=0),
    Column("epoch", BigInteger, nullable=False, default=0),
)

organisation = Table(
    "organisation",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("nation", String, nullable=False),
)

knowledge = Table(
    "knowledge",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation_id", String, nullable=False),
    Column("local_id", String, nullable=False),
    Column("given_name", String, nullable=False),
    Column("family_name", String, nullable=False),
    Column("given_folded", String, nullable=False),
    Column("family_folded", String, nullable=False),
    Column("date_of_birth", Date, nullable=False),
    # Null where there is none, so that none equals another.
    Column("nhs_number", String, index=True),
    Column("postcode", String, nullable=False),
    Column("particulars", LargeBinary, nullable=False),
    Column("shielded", Boolean, nullable=False),
    UniqueConstraint("organisation_id", "local_id"),
    Index("knowledge_by_name", "family_folded", "given_folded", "date_of_birth"),
)

# What matching finds an entry by (`domain/people/blocking`).
matching_key = Table(
    "matching_key",
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("knowledge_id", ForeignKey("knowledge.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

identity_link = Table(
    "identity_link",
    metadata,
    Column("id", String, primary_key=True),
    Column("knowledge_id", ForeignKey("knowledge.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("from_person_id", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("score", Float, nullable=False, server_default="1"),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    # Involvements that came with the entry, and with `@` and their last day those that it left ended, separated by
    # spaces; null where all of the agency's came.
    Column("carried", String),
)

# Entries that are perhaps of somebody others know: for somebody to look at.
possible_link = Table(
    "possible_link",
    metadata,
    Column("id", String, primary_key=True),
    Column("organisation_id", String, nullable=False),
    Column("knowledge_id", ForeignKey("knowledge.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("score", Float, nullable=False),
    # A field and what it says, `phone:agree`, separated by spaces.
    Column("said", String, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("decided", String, nullable=False),
    Column("decided_at", Instant),
    Index("possible_link_waiting", "organisation_id", "decided", "found_at"),
)

_BY_FEED = text("professional_id = '' AND declared_by = ''")

involvement = Table(
    "involvement",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation_id", String, nullable=False, index=True),
    Column("professional_id", String, nullable=False),
    Column("team", String, nullable=False),
    Column("role", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("source", String, nullable=False),
    Column("as_of", Date),
    Column("confirmed", Boolean, nullable=False),
    Column("declared_by", String, nullable=False),
    Column("shielded", Boolean, nullable=False),
    # As its source system says it.
    Column("case_status", String, nullable=False, server_default=""),
    Column("last_contact", Date),
    Column("next_contact", Date),
    Column("version", BigInteger, nullable=False, server_default="0"),
    # When somebody joined or left by it, null from before this was kept; a feed that says the same again moves it not.
    Column("changed_at", Instant),
    Index(
        "involvement_by_feed",
        "person_id",
        "organisation_id",
        "source",
        unique=True,
        sqlite_where=_BY_FEED,
        postgresql_where=_BY_FEED,
    ),
)

# What the person, found competent to decide it, keeps from whoever acts for her.
confidence = Table(
    "confidence",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("assessed_on", Date, nullable=False),
    # Who assessed it, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("confidence_of_person", "person_id", "ended_at"),
)

confidence_class = Table(
    "confidence_class",
    metadata,
    Column("confidence_id", ForeignKey("confidence.id"), primary_key=True),
    Column("data_class", String, primary_key=True),
)

LINKED = text("state IN ('officer', 'proposed', 'live', 'suspended')")

account_link = Table(
    "account_link",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", String, nullable=False),
    Column("proof_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("confirmed_by", String, nullable=False),
    Column("method", String, nullable=False),
    Column("ended_reason", String, nullable=False),
    # An account is one person's at the most.
    Index("account_link_open", "account_id", unique=True, sqlite_where=LINKED, postgresql_where=LINKED),
    Index("account_link_person", "person_id", "state"),
    Index("account_link_waiting", "state", "proposed_at"),
)
