"""letters on their way, what waits for a mailbox to be shown; whereabouts, safe contact, the end of accounts."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("useful_until", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_due_at"), "letter", ["due_at"])
    op.create_table(
        "confirmation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opens_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    op.create_index(op.f("ix_confirmation_account_id"), "confirmation", ["account_id"])
    op.create_index(op.f("ix_confirmation_expires_at"), "confirmation", ["expires_at"])
    op.create_table(
        "session_whereabouts",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_session_whereabouts_session_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_whereabouts_account_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_whereabouts")),
    )
    op.create_index(op.f("ix_session_whereabouts_account_id"), "session_whereabouts", ["account_id"])
    op.create_table(
        "care",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at_risk", sa.Boolean(), nullable=False),
        sa.Column("review_since", chassis_types.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_care_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_care")),
    )
    op.create_index(op.f("ix_care_review_since"), "care", ["review_since"])
    op.create_table(
        "closed_account",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("closed_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("erased_at", chassis_types.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_closed_account_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_closed_account")),
    )
    op.create_index(op.f("ix_closed_account_erased_at"), "closed_account", ["erased_at"])
