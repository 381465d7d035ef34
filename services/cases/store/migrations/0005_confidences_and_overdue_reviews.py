"""What a person keeps from whoever acts for her; and how far an emergency access was taken for want of a review."""

import sqlalchemy as sa
from alembic import op

from chassis.db.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confidence",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(timezone=True), nullable=False),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
    )
    op.create_index("confidence_of_person", "confidence", ["person_id", "ended_at"])
    op.create_table(
        "confidence_class",
        sa.Column("confidence_id", sa.String(), sa.ForeignKey("confidence.id"), primary_key=True),
        sa.Column("data_class", sa.String(), primary_key=True),
    )
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.add_column(sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("emergency_access_overdue", ["justified", "review_due_at"])
