"""What is done in person, and authority to act for somebody else."""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, LargeBinary, SmallInteger, String, Table

from chassis.db import Instant
from services.identity.store.tables.metadata import metadata

sittings = Table(
    "sitting",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("person", LargeBinary, nullable=False, index=True),  # keyed hash of names and birth date
    Column("officer_id", ForeignKey("account.id"), nullable=False),
    Column("session_id", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("recognised_by", String, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("binding_asked_at", Instant),
    Column("binding_confirmed_by", String, nullable=False),
)

examinations = Table(
    "examination",
    metadata,
    Column("id", String, primary_key=True),
    Column("sitting_id", ForeignKey("sitting.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("proof_id", ForeignKey("proof.id"), nullable=False),
    Column("officer_id", ForeignKey("account.id"), nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("level", SmallInteger, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("examined_at", Instant, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("decided_at", Instant),
)

vouches = Table(
    "vouch",
    metadata,
    Column("id", String, primary_key=True),
    Column("sitting_id", ForeignKey("sitting.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("voucher_id", ForeignKey("account.id"), nullable=False),
    Column("professional_id", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("same_surname", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("given_at", Instant, nullable=False),
)
Index("ix_vouch_professional_id_given_at", vouches.c.professional_id, vouches.c.given_at)
Index("ix_vouch_sitting_id_professional_id", vouches.c.sitting_id, vouches.c.professional_id, unique=True)

mandates = Table(
    "mandate",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("proxy_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("data_classes", JSON, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("recorded_by", String, nullable=False),
    Column("organisation_id", String, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("asked_again_on", Date),
    Column("sealed", LargeBinary, nullable=False),
    Column("stopped_at", Instant),
    Column("suspended_at", Instant),
    Column("ended_at", Instant),
)
