"""Authorization requests sent ahead."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

pushed_requests = Table(
    "pushed_request",
    metadata,
    Column("hash", String, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)
