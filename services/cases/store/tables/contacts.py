"""How people may safely be contacted: all that is said of it is sealed. What is to be told them says nothing."""

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

# Never changed: of each organisation the newest counts.
safe_contact = Table(
    "safe_contact",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    # Channels, times, language, words, as JSON.
    Column("words", LargeBinary, nullable=False),
    Column("recorded_by", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("review_on", Date, nullable=False),
    Index("safe_contact_of_person", "person_id", "recorded_at"),
)

message = Table(
    "message",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("about_id", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("useful_until", Instant),
    Column("tries", SmallInteger, nullable=False),
    Column("how", String, nullable=False),
    Index("message_due", "state", "due_at"),
    Index("message_by_hand", "organisation_id", "state", "made_at"),
)
