"""clients that register themselves."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_token",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("expires_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_registration_token")),
    )
    op.create_index(op.f("ix_registration_token_expires_at"), "registration_token", ["expires_at"])
    op.create_table(
        "registration_access",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_registration_access_client_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_registration_access")),
    )
    op.create_index(op.f("ix_registration_access_client_id"), "registration_access", ["client_id"])
