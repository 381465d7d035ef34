"""Of each account and person the last look only: the same page read all day is one look among those counted."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What it held was of the last day, and is counted anew from here on.
    op.drop_table("recent_look")
    op.create_table(
        "recent_look",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "by", "person_id"),
    )
    op.create_index("ix_recent_look_at", "recent_look", ["at"])
    op.create_index("recent_look_of_organisation", "recent_look", ["organisation_id", "at"])
    op.create_index("recent_look_of_person", "recent_look", ["person_id", "organisation_id", "at"])
