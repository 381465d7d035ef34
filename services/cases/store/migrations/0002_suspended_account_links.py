"""suspended account links are open ones."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    opened = sa.text("state IN ('officer', 'proposed', 'live', 'suspended')")
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.drop_index("account_link_open")
        batch_op.create_index(
            "account_link_open", ["account_id"], unique=True, sqlite_where=opened, postgresql_where=opened
        )
