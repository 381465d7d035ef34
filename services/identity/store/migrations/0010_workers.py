"""upstream sign-in of organisations, leavers."""

import sqlalchemy as sa
from alembic import op

from chassis.db import types as chassis_types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("at", chassis_types.Instant(timezone=True), nullable=False),
        sa.UniqueConstraint("consumer", "event_id", name=op.f("uq_inbox_consumer_event_id")),
    )
    op.create_table(
        "staff",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("professional_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "professional_id", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("ix_staff_external_id", ["external_id"], unique=False)
        batch_op.create_index("ix_staff_email", ["email"], unique=False)
    with op.batch_alter_table("acting_context", schema=None) as batch_op:
        batch_op.add_column(sa.Column("employer_id", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("employer_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("councils", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("disabled_at", chassis_types.Instant(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_acting_context_professional_id_employer_id", ["professional_id", "employer_id"], unique=False
        )
    # Until now who employs and who is acted for were one organisation.
    op.execute("UPDATE acting_context SET employer_id = organisation_id, employer_name = organisation_name")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("upstream_employer_id", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("upstream_subject", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("upstream_sid", sa.String(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_session_upstream_subject"), ["upstream_subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_upstream_sid"), ["upstream_sid"], unique=False)
    op.create_table(
        "workplace",
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("matched_by", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("created_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_workplace")),
    )
    op.create_table(
        "workplace_domain",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["workplace.organisation_id"], name=op.f("fk_workplace_domain_organisation_id")
        ),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_workplace_domain")),
    )
    with op.batch_alter_table("workplace_domain", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workplace_domain_organisation_id"), ["organisation_id"], unique=False)
    op.create_table(
        "workplace_attempt",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("interaction_id", sa.String(), nullable=False),
        sa.Column("then", sa.String(), nullable=False),
        sa.Column("expires_at", chassis_types.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_workplace_attempt")),
    )
    with op.batch_alter_table("workplace_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workplace_attempt_expires_at"), ["expires_at"], unique=False)
