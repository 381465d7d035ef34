"""Referrals, and shares that go with one to a private service."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which would make the table anew: other rows point to shares.
    op.add_column("share", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "referral",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("from_organisation_id", sa.String(), nullable=False),
        sa.Column("to_organisation_id", sa.String(), nullable=False),
        sa.Column("share_id", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("requested_at", Instant(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("moved_at", Instant(timezone=True), nullable=True),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("involvement_id", sa.String(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("share_id"),
    )
    op.create_index("ix_referral_person_id", "referral", ["person_id"])
    op.create_index("referral_from", "referral", ["from_organisation_id", "requested_at"])
    op.create_index("referral_to", "referral", ["to_organisation_id", "requested_at"])
    op.create_index("referral_overdue", "referral", ["state", "due_on"])
