"""checks by providers, upstream proofs."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contra_indicators", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("provenance", sa.JSON(), server_default="{}", nullable=False))
        batch_op.create_index(batch_op.f("ix_proof_state"), ["state"], unique=False)

    op.create_table(
        "evidence_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("proof_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", chassis_types.Instant(timezone=True), nullable=True),
        sa.Column("finding", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["proof_id"], ["proof.id"], name=op.f("fk_evidence_check_proof_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_check")),
        sa.UniqueConstraint("proof_id", "kind", name=op.f("uq_evidence_check_proof_id_kind")),
    )
    with op.batch_alter_table("evidence_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_check_next_at"), ["next_at"], unique=False)

    op.create_table(
        "upstream_attempt",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.Column("used_at", chassis_types.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_upstream_attempt_account_id")),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_upstream_attempt")),
    )
    with op.batch_alter_table("upstream_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upstream_attempt_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upstream_attempt_expires_at"), ["expires_at"], unique=False)
