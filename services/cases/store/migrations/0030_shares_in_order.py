"""The shares of an organisation are read in their order, however many it gives and receives."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_share_from_organisation_id", "share")
    op.drop_index("ix_share_recipient_organisation_id", "share_recipient")
    op.create_index("share_given", "share", ["from_organisation_id", "id"])
    op.create_index("share_received", "share_recipient", ["organisation_id", "share_id"])
