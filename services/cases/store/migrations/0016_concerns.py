"""Councils' front doors, and concerns raised to them."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "front_door",
        sa.Column("organisation_id", sa.String(), primary_key=True),
        sa.Column("door", sa.String(), primary_key=True),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("opens", sa.String(), nullable=False),
        sa.Column("closes", sa.String(), nullable=False),
        sa.Column("leads", sa.String(), nullable=False),
    )
    op.create_table(
        "concern",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("council_id", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("allegation", sa.Boolean(), nullable=False),
        sa.Column("alleged", sa.String(), nullable=False),
        sa.Column("excluded", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("acknowledged_at", Instant(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
    )
    op.create_index("concern_of_person", "concern", ["person_id", "raised_at"])
    op.create_index("concern_at_the_door", "concern", ["council_id", "closed_at", "due_at"])
    op.create_index("concern_overdue", "concern", ["acknowledged_at", "due_at"])
