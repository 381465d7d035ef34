"""Account links that wait are found among however many are live."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("account_link_waiting", "account_link", ["state", "proposed_at"])
