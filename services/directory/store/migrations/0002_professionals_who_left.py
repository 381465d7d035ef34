"""professionals who left."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("professionals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disabled_at", chassis_types.Instant(timezone=True), nullable=True))
