"""How people may safely be contacted, and what is to be told them; consents renewed, reminded of; overdue objections."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "safe_contact",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
    )
    op.create_index("safe_contact_of_person", "safe_contact", ["person_id", "recorded_at"])
    op.create_table(
        "message",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("useful_until", Instant(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
    )
    op.create_index("ix_message_about_id", "message", ["about_id"])
    op.create_index("message_due", "message", ["state", "due_at"])
    op.create_index("message_by_hand", "message", ["organisation_id", "state", "made_at"])
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renewed_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("consent_ending", ["expires_on"])
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("objection_overdue", ["outcome", "due_on"])
