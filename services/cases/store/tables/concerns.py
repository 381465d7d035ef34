"""Councils' front doors, and the concerns raised to them; their words are sealed under the council's key."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

front_door = Table(
    "front_door",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("door", String, primary_key=True),
    Column("team", String, nullable=False),
    Column("contact", String, nullable=False),
    # Weekdays, and the professionals who sit there, separated by spaces.
    Column("days", String, nullable=False),
    Column("opens", String, nullable=False),
    Column("closes", String, nullable=False),
    Column("leads", String, nullable=False),
)

concern = Table(
    "concern",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("raised_by", String, nullable=False),
    Column("council_id", String, nullable=False),
    Column("door", String, nullable=False),
    Column("about", String, nullable=False),
    Column("urgency", String, nullable=False),
    Column("allegation", Boolean, nullable=False),
    Column("alleged", String, nullable=False),
    # Organisations, separated by spaces.
    Column("excluded", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("acknowledged_at", Instant),
    Column("acknowledged_by", String, nullable=False),
    # How far it was taken for want of an acknowledgement: 0 nowhere.
    Column("step", Integer, nullable=False),
    Column("outcome", String, nullable=False),
    Column("answer", LargeBinary),
    Column("closed_at", Instant),
    Column("closed_by", String, nullable=False),
    Index("concern_of_person", "person_id", "raised_at"),
    Index("concern_at_the_door", "council_id", "closed_at", "due_at"),
    Index("concern_overdue", "acknowledged_at", "due_at"),
)
