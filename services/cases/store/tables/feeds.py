"""The systems that caseloads come from, and the rolls of whole deliveries."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

feed = Table(
    "feed",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("coverage", String, nullable=False),
    Column("every_days", Integer, nullable=False),
    Column("may_shrink", Integer, nullable=False),
    Column("age_from", Integer),
    Column("age_to", Integer),
    # Separated by spaces.
    Column("statuses", String, nullable=False),
    Column("months_after_closing", Integer),
    Column("shielded", Boolean, nullable=False),
    Column("as_of", Date),
)

feed_roll = Table(
    "feed_roll",
    metadata,
    Column("id", String, primary_key=True),
    Column("organisation_id", String, nullable=False),
    Column("feed", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("current", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Index("feed_roll_waiting", "organisation_id", "state", "begun_at"),
)

# While it is not decided.
feed_roll_entry = Table(
    "feed_roll_entry",
    metadata,
    Column("roll_id", ForeignKey("feed_roll.id"), primary_key=True),
    Column("local_id", String, primary_key=True),
    sqlite_with_rowid=False,
)
