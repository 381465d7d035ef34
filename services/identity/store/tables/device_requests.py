"""Devices waiting for somebody to say yes."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

device_requests = Table(
    "device_request",
    metadata,
    Column("hash", String, primary_key=True),
    Column("user_code", LargeBinary, nullable=False, unique=True),  # keyed hash
    Column("client_id", ForeignKey("client.id"), nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("interval_seconds", Integer, nullable=False),
    Column("polled_at", Instant),
    Column("state", String, nullable=False),
    Column("grant_id", String, nullable=False),
)
