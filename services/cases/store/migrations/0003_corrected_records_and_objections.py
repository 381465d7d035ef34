"""corrected records, marked parts, who read a record; objections."""

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
    op.create_table(
        "objection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data_classes", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("spoken", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", chassis_types.Instant(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index("objection_of_person", ["person_id", "organisation_id"], unique=False)
        batch_op.create_index("objection_waiting", ["organisation_id", "outcome", "due_on"], unique=False)
