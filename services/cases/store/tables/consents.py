"""What is kept of consents beside what the gate asks for, refusals, and who has died. What is personal is sealed."""

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

consent_record = Table(
    "consent_record",
    metadata,
    Column("consent_id", ForeignKey("consent.id"), primary_key=True),
    Column("schema_version", String, nullable=False),
    Column("authority", String, nullable=False),
    Column("grantor_id", String, nullable=False),
    Column("mandate_id", String, nullable=False, index=True),
    # Competence, jurisdiction, storage, retention, how to withdraw, signature, as JSON.
    Column("words", LargeBinary, nullable=False),
)

# Rows are added and never changed.
consent_event = Table(
    "consent_event",
    metadata,
    Column("consent_id", ForeignKey("consent.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("type", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("state", String, nullable=False),
    Column("method", String, nullable=False),
    # The evidence and what became of the receipt, as JSON.
    Column("words", LargeBinary, nullable=False),
)

refusal = Table(
    "consent_refusal",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("from_organisation_id", String, nullable=False),
    Column("to_organisation_ids", String, nullable=False),
    Column("data_classes", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("refused_at", Instant, nullable=False),
    Column("recorded_by", String, nullable=False),
    # What was found of her ability to decide it, and what shows that she said it, as JSON.
    Column("words", LargeBinary, nullable=False),
)

death = Table(
    "death",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("died_on", Date, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
