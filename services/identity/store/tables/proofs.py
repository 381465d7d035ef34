"""Proofs of identity and the evidence they rest on."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

proofs = Table(
    "proof",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("state", String, nullable=False, index=True),
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
    Column("contra_indicators", JSON, nullable=False, server_default="[]"),
    Column("provenance", JSON, nullable=False, server_default="{}"),
)

evidence_items = Table(
    "evidence_item",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("proof_id", ForeignKey("proof.id"), nullable=False),
)

# `next_at` is null once the check has been answered; `finding` is empty until then.
evidence_checks = Table(
    "evidence_check",
    metadata,
    Column("id", String, primary_key=True),
    Column("proof_id", ForeignKey("proof.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, index=True),
    Column("finding", JSON, nullable=False),
    UniqueConstraint("proof_id", "kind"),
)

# A visit to an identity provider elsewhere, from the redirect there to the one back; nonce and verifier are sealed.
upstream_attempts = Table(
    "upstream_attempt",
    metadata,
    Column("state_hash", String, primary_key=True),
    Column("provider", String, nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("session_id", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)
