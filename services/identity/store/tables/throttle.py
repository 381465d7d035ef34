"""Tries to sign in, slowed."""

from sqlalchemy import Column, LargeBinary, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

throttles = Table(
    "throttle",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("full_until", Instant, nullable=False, index=True),
)

familiar_sources = Table(
    "familiar_source",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("at", Instant, nullable=False),
)
