"""A table of wrapped data keys."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("master", sa.Text(), nullable=True, comment="which master key wraps it; null once destroyed"),
        sa.Column(
            "wrapped",
            sa.LargeBinary(),
            nullable=True,
            comment="nonce and AES-256-GCM of the key; null once destroyed",
        ),
        sa.Column("made_at", chassis_types.Instant(), nullable=False),
        sa.Column("destroyed_at", chassis_types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
