"""Whoever looked at a person on a link that was undone is told, as whoever read a record is; what came with an entry that
its own agency said was another's is known again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recall", sa.Column("looker", sa.String(), nullable=False, server_default=""))
    op.create_index("recall_of_looker", "recall", ["looker", "recipient_id"])
    op.add_column("identity_link", sa.Column("carried", sa.String(), nullable=True))
