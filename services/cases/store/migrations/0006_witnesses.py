"""Who may cosign the log's checkpoints, and how far each has."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "witness",
        sa.Column("verifier_key", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("cosigned_size", sa.BigInteger(), nullable=False),
        sa.Column("cosigned_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("verifier_key"),
    )
    op.create_index("ix_witness_organisation_id", "witness", ["organisation_id"])
