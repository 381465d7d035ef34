"""Clients that register themselves: by which tokens, and how each reads its own registration again."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

registration_tokens = Table(
    "registration_token",
    metadata,
    Column("hash", String, primary_key=True),
    Column("organisation_id", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("uses", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

registration_access = Table(
    "registration_access",
    metadata,
    Column("hash", String, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False, server_default="0"),
)
