"""Messages left for services that are never shown, what their brokers answer, and openings for one worker."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch, which would make the table anew: other rows point to shares.
    op.add_column("share", sa.Column("to_professional_id", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "private_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("left_by", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("private_message_of_person", "private_message", ["person_id", "left_at"])
    op.create_index("private_message_of_worker", "private_message", ["left_by", "left_at"])
    op.create_table(
        "private_answer",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["private_message.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("message_id", "organisation_id"),
    )
    op.create_index("private_answer_of_person", "private_answer", ["person_id", "organisation_id"])
