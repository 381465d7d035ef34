"""Lists of cases, those on shares among them, are read in order."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_recipient",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(timezone=True), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("organisation_id", "opened_at", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_recipient_case_id", "case_recipient", ["case_id"])
    op.execute(
        """
        INSERT INTO case_recipient (organisation_id, opened_at, case_id)
        SELECT DISTINCT share_recipient.organisation_id, case_file.opened_at, case_file.id
        FROM case_file
        JOIN share ON share.person_id = case_file.person_id AND share.from_organisation_id = case_file.organisation_id
        JOIN share_recipient ON share_recipient.share_id = share.id
        WHERE share.case_id IN ('', case_file.id) AND share.involvement_id = ''
            AND share.contribution_id = '' AND share.ended = ''
        """
    )
    # What one viewer has opened, about anybody.
    op.drop_index("emergency_access_of_viewer", "emergency_access")
    op.create_index("emergency_access_of_viewer", "emergency_access", ["opened_by", "person_id"])
    op.drop_index("share_of_person", "share")
    op.create_index("share_of_person", "share", ["person_id", "from_organisation_id"])
