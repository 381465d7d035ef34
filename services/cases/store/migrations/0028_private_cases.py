"""A case that a private service opens is private too; those that there are stay as they were opened."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
