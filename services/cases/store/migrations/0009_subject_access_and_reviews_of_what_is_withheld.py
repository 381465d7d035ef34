"""Withheld disclosures are looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("withheld", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_because", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index("withheld_to_review", ["released_at", "review_on"], unique=False)
