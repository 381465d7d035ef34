"""That a share was given to an agency which took the person for somebody else."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_PARTED = sa.text("parted_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("share_recipient", sa.Column("parted_at", Instant(timezone=True), nullable=True))
    op.create_index(
        "share_parted", "share_recipient", ["share_id"], sqlite_where=_PARTED, postgresql_where=_PARTED
    )
