"""Subject access requests. What she and the organisation say to each other is sealed under the case's key."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

access_request = Table(
    "access_request",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("way", String, nullable=False),
    Column("wanted", LargeBinary, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("made_by", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("mandate_id", String, nullable=False),
    # Separated by spaces; empty where she asked herself.
    Column("reach", String, nullable=False),
    Column("officer_id", String, nullable=False),
    # What its steps come to, so that the timer can ask for it; null while the clock stands still, and once answered.
    Column("due_on", Date),
    Column("released_at", Instant),
    Column("parts", Integer, nullable=False),
    # How far it has been taken for want of an answer: 0 nowhere, 1 the guardian, 2 the data protection officer.
    Column("escalated", Integer, nullable=False),
    Index("access_request_of_person", "person_id", "organisation_id"),
    Index("access_request_waiting", "organisation_id", "released_at", "due_on"),
    Index("access_request_due", "due_on"),
)

# Rows are added and never changed.
access_move = Table(
    "access_move",
    metadata,
    Column("request_id", ForeignKey("access_request.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("step", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
)

access_decision = Table(
    "access_decision",
    metadata,
    Column("request_id", ForeignKey("access_request.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("outcome", String, nullable=False),
    Column("exemption", String, nullable=False),
    # The reason and a professional's opinion, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("seconded_by", String, nullable=False),
)

# What was released, until its last day.
access_copy = Table(
    "access_copy",
    metadata,
    Column("request_id", ForeignKey("access_request.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
