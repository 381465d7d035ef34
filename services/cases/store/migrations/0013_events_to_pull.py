"""Events have a place in their subscription's feed, from which they are pulled."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("pullable", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("delivery_feed", ["subscription_id", "pullable", "position", "happened_at"])
    # What the gate once let go has been in order of its numbers; what it refused since, or not yet decided, has no place.
    op.execute("UPDATE subscription SET position = sequence")
    op.execute("UPDATE delivery SET position = sequence, pullable = (sequence > 0 AND state <> 'dropped')")
