"""Messages for services that are never shown, sealed under the key of who left them, and answers under the broker's."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

private_message = Table(
    "private_message",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("left_by", String, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("left_at", Instant, nullable=False),
    Index("private_message_of_person", "person_id", "left_at"),
    Index("private_message_of_worker", "left_by", "left_at"),
)

private_answer = Table(
    "private_answer",
    metadata,
    Column("message_id", ForeignKey("private_message.id"), primary_key=True),
    Column("organisation_id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    # Null where it was laid aside.
    Column("words", LargeBinary),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Index("private_answer_of_person", "person_id", "organisation_id"),
)
