"""Clients, and what residents approved for them."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

clients = Table(
    "client",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("redirect_uris", JSON, nullable=False),
    Column("post_logout_redirect_uris", JSON, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("jwks", String, nullable=False),
    Column("role", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("registration", JSON, nullable=False, server_default="{}"),
    Column("secret_hash", String, nullable=False, server_default=""),
    Column("ended_at", Instant),
)

approvals = Table(
    "approval",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("claims", JSON, nullable=False),
    Column("refused", JSON, nullable=False),
    Column("approved_at", Instant, nullable=False),
)
