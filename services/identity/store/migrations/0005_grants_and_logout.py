"""device codes, back-channel logout."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "logout_notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("sid", sa.String(), nullable=False),
        sa.Column("useful_until", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_logout_notice_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logout_notice")),
    )
    with op.batch_alter_table("logout_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_logout_notice_due_at"), ["due_at"], unique=False)
    op.create_table(
        "device_request",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("user_code", sa.LargeBinary(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("expires_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("interval_seconds", sa.Integer(), nullable=False),
        sa.Column("polled_at", chassis_types.Instant(timezone=True), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("grant_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_device_request_client_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_device_request")),
        sa.UniqueConstraint("user_code", name=op.f("uq_device_request_user_code")),
    )
    with op.batch_alter_table("device_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_device_request_expires_at"), ["expires_at"], unique=False)
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sid", sa.String(), server_default="", nullable=False))
        batch_op.create_index("ix_grant_client_id_sid", ["client_id", "sid"], unique=False)
    # The tokens of 0.1.0 named the session itself.
    op.execute('UPDATE "grant" SET sid = session_id')
    for table in ("access_token", "refresh_token", "session"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_expires_at"), ["expires_at"], unique=False)
