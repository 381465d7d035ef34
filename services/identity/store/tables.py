"""Identity's tables. Secrets are hashed, personal data is sealed under its account's key, private keys too."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
)

from chassis.db import Instant
from chassis.idempotency import idempotency_table
from chassis.lease import lease_table
from chassis.merkle import log_tables
from chassis.outbox import Outbox

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

log = log_tables(metadata)
outbox = Outbox(metadata)
idempotency = idempotency_table(metadata)
leases = lease_table(metadata)

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
)

sessions = Table(
    "session",
    metadata,
    Column("id", String, primary_key=True),
    Column("hash", String, nullable=False, unique=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("acr", String, nullable=False),
    Column("signed_in_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("context_id", String, nullable=False),
    Column("ended_at", Instant),
)

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
)

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

approvals = Table(
    "approval",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("client_id", ForeignKey("client.id"), primary_key=True),
    Column("claims", JSON, nullable=False),
    Column("refused", JSON, nullable=False),
    Column("approved_at", Instant, nullable=False),
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
)
Index("ix_grant_account_id_client_id", grants.c.account_id, grants.c.client_id)

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
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

tokens = Table(
    "access_token",
    metadata,
    Column("jti", String, primary_key=True),
    Column("grant_id", ForeignKey("grant.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
)

assertions = Table(
    "assertion",
    metadata,
    Column("client_id", String, primary_key=True),
    Column("jti", String, primary_key=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

# `number` is taken from the one row of `revocation_number` under its lock: in the order of commits, without gaps, so
# that a reader who has seen n has seen everything before it.
revocations = Table(
    "revocation",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
Index("ix_revocation_kind_key", revocations.c.kind, revocations.c.key)

revocation_numbers = Table(
    "revocation_number",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

signing_keys = Table(
    "signing_key",
    metadata,
    Column("kid", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("public", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
)

proofs = Table(
    "proof",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("profile", String, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("activity", SmallInteger, nullable=False),
    Column("fraud", SmallInteger, nullable=False),
    Column("verification", SmallInteger, nullable=False),
    Column("missing", JSON, nullable=False),
    Column("provider", String, nullable=False),
    Column("table_version", String, nullable=False),
)

evidence_items = Table(
    "evidence_item",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("proof_id", ForeignKey("proof.id"), nullable=False),
)
