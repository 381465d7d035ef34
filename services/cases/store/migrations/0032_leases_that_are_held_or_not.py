"""A lease is held or not: nobody read how often it changed hands."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("lease", "fence")
