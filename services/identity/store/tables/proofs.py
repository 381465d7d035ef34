"""Proofs of identity and the evidence they rest on."""

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, SmallInteger, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

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
