"""Referrals; what is asked and what was said of it is sealed under the asking organisation's key."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table

from chassis.db import Instant
from services.cases.store.tables.metadata import metadata

referral = Table(
    "referral",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("from_organisation_id", String, nullable=False),
    Column("to_organisation_id", String, nullable=False),
    Column("share_id", ForeignKey("share.id"), nullable=False, unique=True),
    Column("private", Boolean, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("requested_by", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("moved_at", Instant),
    Column("moved_by", String, nullable=False),
    Column("involvement_id", String, nullable=False),
    # How far it has been taken for want of an answer: 0 nowhere, 1 the guardian, 2 the data protection officer.
    Column("escalated", Integer, nullable=False, server_default="0"),
    Index("referral_from", "from_organisation_id", "requested_at"),
    Index("referral_to", "to_organisation_id", "requested_at"),
    Index("referral_overdue", "state", "due_on"),
)
