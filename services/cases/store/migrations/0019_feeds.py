"""Feeds as declared sources, rolls of whole deliveries, contact noted on an involvement."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("involvement", sa.Column("case_status", sa.String(), nullable=False, server_default=""))
    op.add_column("involvement", sa.Column("last_contact", sa.Date(), nullable=True))
    op.add_column("involvement", sa.Column("next_contact", sa.Date(), nullable=True))
    op.add_column("involvement", sa.Column("version", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "feed",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("coverage", sa.String(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("may_shrink", sa.Integer(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column("statuses", sa.String(), nullable=False),
        sa.Column("months_after_closing", sa.Integer(), nullable=True),
        sa.Column("shielded", sa.Boolean(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "name"),
    )
    op.create_table(
        "feed_roll",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("begun_at", Instant(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("feed_roll_waiting", "feed_roll", ["organisation_id", "state", "begun_at"])
    op.create_table(
        "feed_roll_entry",
        sa.Column("roll_id", sa.String(), nullable=False),
        sa.Column("local_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["roll_id"], ["feed_roll.id"]),
        sa.PrimaryKeyConstraint("roll_id", "local_id"),
        sqlite_with_rowid=False,
    )
