"""Organisations' own sign-ins, the mail domains that lead there, and browsers on their way."""

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

workplaces = Table(
    "workplace",
    metadata,
    Column("organisation_id", String, primary_key=True),
    Column("organisation_name", String, nullable=False),
    Column("issuer", String, nullable=False),
    Column("client_id", String, nullable=False),
    Column("sealed_secret", LargeBinary),
    Column("claim", String, nullable=False),
    Column("matched_by", String, nullable=False),
    Column("levels", JSON, nullable=False),
    Column("purpose", String, nullable=False),
    Column("created_at", Instant, nullable=False),
)

workplace_domains = Table(
    "workplace_domain",
    metadata,
    Column("domain", String, primary_key=True),
    Column("organisation_id", ForeignKey("workplace.organisation_id"), nullable=False, index=True),
)

workplace_attempts = Table(
    "workplace_attempt",
    metadata,
    Column("state_hash", String, primary_key=True),
    Column("organisation_id", String, nullable=False),
    Column("browser_hash", String, nullable=False),
    Column("interaction_id", String, nullable=False),
    Column("then", String, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
