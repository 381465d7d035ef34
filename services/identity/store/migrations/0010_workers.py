"""upstream sign-in of organisations, leavers."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("at", chassis_types.Instant(timezone=True), nullable=False),
        sa.UniqueConstraint("consumer", "event_id", name=op.f("uq_inbox_consumer_event_id")),
    )
    op.create_table(
        "staff",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("professional_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "professional_id", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("ix_staff_external_id", ["external_id"], unique=False)
        batch_op.create_index("ix_staff_email", ["email"], unique=False)
    with op.batch_alter_table("acting_context", schema=None) as batch_op:
        batch_op.add_column(sa.Column("employer_id", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("employer_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("councils", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("disabled_at", chassis_types.Instant(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_acting_context_professional_id_employer_id", ["professional_id", "employer_id"], unique=False
        )
    # Until now who employs and who is acted for were one organisation.
    op.execute("UPDATE acting_context SET employer_id = organisation_id, employer_name = organisation_name")
