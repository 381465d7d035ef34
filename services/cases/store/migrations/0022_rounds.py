"""Workers' rounds: whom a worker works with, when she last looked, what changed since; finds that confirmed nobody."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("involvement", sa.Column("changed_at", Instant(timezone=True), nullable=True))
    op.create_table(
        "worker_round",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("professional_id", sa.String(), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("teams", sa.String(), nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("told_at", Instant(timezone=True), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "organisation_id"),
    )
    op.create_index("worker_round_due", "worker_round", ["daily", "told_on"])
    op.create_table(
        "worker_look",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "organisation_id", "person_id"),
    )
    op.create_index("ix_worker_look_person_id", "worker_look", ["person_id"])
    op.create_table(
        "missed_find",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_missed_find_at", "missed_find", ["at"])
    op.create_index("missed_find_of_worker", "missed_find", ["organisation_id", "by", "at"])
