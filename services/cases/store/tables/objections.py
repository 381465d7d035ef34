"""What residents object to or dispute; their words and the reasons are sealed under the case's key."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

objection = Table(
    "objection",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("kind", String, nullable=False),
    # Separated by spaces.
    Column("data_classes", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String, nullable=False),
    Column("spoken", Boolean, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reasons", LargeBinary),
    Column("answered_at", Instant),
    Column("answered_by", String, nullable=False),
    # How far it has been taken for want of an answer: 0 nowhere, 1 the guardian, 2 the data protection officer.
    Column("escalated", Integer, nullable=False, server_default="0"),
    Index("objection_of_person", "person_id", "organisation_id"),
    Index("objection_waiting", "organisation_id", "outcome", "due_on"),
    Index("objection_overdue", "outcome", "due_on"),
)
