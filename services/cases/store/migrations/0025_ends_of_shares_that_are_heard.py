"""That an organisation knows of the end of a share that it received."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("share_recipient", sa.Column("end_heard_by", sa.String(), nullable=False, server_default=""))
    op.add_column("share_recipient", sa.Column("end_heard_at", Instant(timezone=True), nullable=True))
