"""What becomes of an account after it was opened: where it signed in, how its owner may be reached, its end."""

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

whereabouts = Table(
    "session_whereabouts",
    metadata,
    Column("session_id", ForeignKey("session.id"), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

care = Table(
    "care",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("at_risk", Boolean, nullable=False),
    Column("review_since", Instant, index=True),
)

closed_accounts = Table(
    "closed_account",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("closed_at", Instant, nullable=False),
    Column("erased_at", Instant, index=True),  # none while its keys may still be there
)
