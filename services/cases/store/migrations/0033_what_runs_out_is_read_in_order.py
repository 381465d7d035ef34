"""Timers read which shares and consents run out in the order of an index: PostgreSQL sorted them all every few seconds."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.drop_index("share_running_out", "share")
    op.create_index("share_running_out", "share", ["ended", "until", "id"])
    op.drop_index("consent_ending", "consent")
    op.create_index(
        "consent_ending", "consent", ["expires_on", "id"], sqlite_where=_STANDING, postgresql_where=_STANDING
    )
