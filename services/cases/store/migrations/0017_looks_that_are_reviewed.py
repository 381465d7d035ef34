"""Workers' own ties, and looks that somebody reviews; those that were logged before are not gone through."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tie",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("declared_by", sa.String(), nullable=False),
        sa.Column("declared_at", Instant(timezone=True), nullable=False),
    )
    op.create_index("ix_tie_account_id", "tie", ["account_id"])
    op.create_index("ix_tie_organisation_id", "tie", ["organisation_id"])
    op.create_table(
        "look_review",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("disclosure_id", sa.String(), sa.ForeignKey("disclosure.id"), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("flagged_at", Instant(timezone=True), nullable=False),
        sa.Column("judgement", sa.String(), nullable=False),
        sa.Column("judged_by", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
    )
    op.create_index("look_review_waiting", "look_review", ["organisation_id", "judgement", "flagged_at"])
    op.create_index("look_review_overdue", "look_review", ["judgement", "escalated", "flagged_at"])
    op.create_index("look_review_of_account", "look_review", ["by", "judgement"])
    op.create_table("sifted", sa.Column("entries", sa.BigInteger(), primary_key=True, autoincrement=False))
    op.execute('INSERT INTO sifted (entries) SELECT coalesce(max("index") + 1, 0) FROM log_leaf')
    op.create_table(
        "recent_look",
        sa.Column("disclosure_id", sa.String(), primary_key=True),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
    )
    op.create_index("ix_recent_look_at", "recent_look", ["at"])
    op.create_index("recent_look_of_organisation", "recent_look", ["organisation_id", "at"])
    op.create_index("recent_look_of_person", "recent_look", ["person_id", "organisation_id", "at"])
