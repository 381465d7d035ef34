"""Who received what was erased or corrected since is to know; what a hub's enquiry held is of a class of retention."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("erasure_id", sa.String(), nullable=False),
        sa.Column("disclosure_id", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("heard_by", sa.String(), nullable=False),
        sa.Column("heard_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("record_id", "recipient_id"),
    )
    op.create_index("ix_recall_erasure_id", "recall", ["erasure_id"])
    op.create_index("recall_of_recipient", "recall", ["recipient_id", "heard_at", "at"])
    for table in ("enquiry", "contribution", "hub_release"):
        op.add_column(table, sa.Column("key", sa.String(), nullable=True))
    op.create_index("ix_consent_record_mandate_id", "consent_record", ["mandate_id"])
