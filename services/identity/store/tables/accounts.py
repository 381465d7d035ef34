"""People who can sign in, their acting contexts and their sessions."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

accounts = Table(
    "account",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("lookup", LargeBinary, unique=True),  # keyed hash of the address; none for an account that is nobody's
    Column("password_hash", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("email_verified", Boolean, nullable=False),
    Column("nobody", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

contexts = Table(
    "acting_context",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("organisation_id", String, nullable=False),
    Column("organisation_name", String, nullable=False),
    Column("professional_id", String, nullable=False),
    Column("role", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("employer_id", String, nullable=False, server_default=""),
    Column("employer_name", String, nullable=False, server_default=""),
    Column("councils", JSON, nullable=False, server_default="[]"),
    Column("disabled_at", Instant),  # while the employer says that she does not work there
)
Index("ix_acting_context_professional_id_employer_id", contexts.c.professional_id, contexts.c.employer_id)

sessions = Table(
    "session",
    metadata,
    Column("id", String, primary_key=True),
    Column("hash", String, nullable=False, unique=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("acr", String, nullable=False),
    Column("signed_in_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("context_id", String, nullable=False),
    Column("ended_at", Instant),
    Column("amr", JSON, nullable=False, server_default="[]"),
    Column("reached", JSON, nullable=False, server_default="{}"),  # level -> when, ISO 8601
    # Of a session that an employer's own sign-in opened: whose, and keyed hashes of its names for person and session.
    Column("upstream_employer_id", String, nullable=False, server_default=""),
    Column("upstream_subject", String, nullable=False, server_default="", index=True),
    Column("upstream_sid", String, nullable=False, server_default="", index=True),
)
