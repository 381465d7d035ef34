"""Letters on their way, and what waits for somebody to show that they read a mailbox."""

from sqlalchemy import Column, LargeBinary, SmallInteger, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

# Address and text are sealed together; the row goes when the letter is handed over, or is of no more use.
letters = Table(
    "letter",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
    Column("useful_until", Instant, nullable=False),
    Column("tries", SmallInteger, nullable=False),
)

# No foreign key: a registration waits here for an account that does not exist yet.
confirmations = Table(
    "confirmation",
    metadata,
    Column("id", String, primary_key=True),
    Column("purpose", String, nullable=False),
    Column("account_id", String, nullable=False, index=True),
    Column("secret", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("tries", SmallInteger, nullable=False),
)
