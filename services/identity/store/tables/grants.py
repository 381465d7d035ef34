"""What an authorization request becomes: interaction, grant, code, tokens."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

interactions = Table(
    "interaction",
    metadata,
    Column("id", String, primary_key=True),
    Column("request", JSON, nullable=False),
    Column("session_id", String, nullable=False),
    Column("declined", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

grants = Table(
    "grant",
    metadata,
    Column("id", String, primary_key=True),
    Column("client_id", ForeignKey("client.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("session_id", ForeignKey("session.id"), nullable=False, index=True),
    Column("scopes", JSON, nullable=False),
    Column("claims", JSON, nullable=False),
    Column("nonce", String, nullable=False),
    Column("acr", String, nullable=False),
    Column("signed_in_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("jkt", String, nullable=False, server_default=""),
    Column("amr", JSON, nullable=False, server_default="[]"),
    Column("sid", String, nullable=False, server_default=""),
)
Index("ix_grant_account_id_client_id", grants.c.account_id, grants.c.client_id)
Index("ix_grant_client_id_sid", grants.c.client_id, grants.c.sid)

codes = Table(
    "code",
    metadata,
    Column("hash", String, primary_key=True),
    Column("grant_id", ForeignKey("grant.id"), nullable=False, index=True),
    Column("client_id", String, nullable=False),
    Column("redirect_uri", String, nullable=False),
    Column("challenge", String, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

refreshes = Table(
    "refresh_token",
    metadata,
    Column("hash", String, primary_key=True),
    Column("grant_id", ForeignKey("grant.id"), nullable=False, index=True),
    Column("client_id", String, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)

tokens = Table(
    "access_token",
    metadata,
    Column("jti", String, primary_key=True),
    Column("grant_id", ForeignKey("grant.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

assertions = Table(
    "assertion",
    metadata,
    Column("client_id", String, primary_key=True),
    Column("jti", String, primary_key=True),
    Column("expires_at", Instant, nullable=False, index=True),
)
