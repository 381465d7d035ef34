"""A lease is held or not: nobody read how often it changed hands."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("lease", "fence")
