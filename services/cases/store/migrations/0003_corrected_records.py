"""corrected records, marked parts and who read a record."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected_at", chassis_types.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("parts", sa.LargeBinary(), nullable=True))
    op.create_table(
        "record_version",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("until", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"]),
        sa.PrimaryKeyConstraint("record_id", "version"),
    )
    op.create_table(
        "disclosure_record",
        sa.Column("disclosure_id", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"]),
        sa.PrimaryKeyConstraint("disclosure_id", "record_id"),
    )
    with op.batch_alter_table("disclosure_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_record_record_id"), ["record_id"], unique=False)
