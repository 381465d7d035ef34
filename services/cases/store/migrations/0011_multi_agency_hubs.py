"""Multi-agency hubs, their enquiries, what was contributed to them and taken home; which looks were inside one."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _hubs()
    _enquiries()
    with op.batch_alter_table("share") as batch_op:
        batch_op.add_column(sa.Column("contribution_id", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("disclosure") as batch_op:
        batch_op.add_column(sa.Column("enquiry_id", sa.String(), nullable=False, server_default=""))


def _hubs() -> None:
    op.create_table(
        "hub",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("host_id", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
    )
    op.create_table(
        "hub_member",
        sa.Column("hub_id", sa.String(), sa.ForeignKey("hub.id"), primary_key=True),
        sa.Column("organisation_id", sa.String(), primary_key=True),
        sa.Column("accepted_by", sa.String(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
    )
    op.create_index("ix_hub_member_organisation_id", "hub_member", ["organisation_id"])
    op.create_table(
        "hub_seat",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("hub_id", sa.String(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("professional_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
    )
    op.create_index("hub_seat_of_organisation", "hub_seat", ["organisation_id", "hub_id"])


def _enquiries() -> None:
    op.create_table(
        "enquiry",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("hub_id", sa.String(), sa.ForeignKey("hub.id"), nullable=False),
        sa.Column("host_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("informed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
    )
    op.create_index("ix_enquiry_person_id", "enquiry", ["person_id"])
    op.create_index("enquiry_of_hub", "enquiry", ["hub_id", "opened_at", "id"])
    op.create_table(
        "enquiry_source",
        sa.Column("enquiry_id", sa.String(), sa.ForeignKey("enquiry.id"), primary_key=True),
        sa.Column("source_id", sa.String(), primary_key=True),
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("enquiry_id", sa.String(), sa.ForeignKey("enquiry.id"), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("data_class", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("informed", sa.Boolean(), nullable=False),
        sa.Column("refers", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("contributed_at", Instant(), nullable=False),
        sa.Column("contributed_by", sa.String(), nullable=False),
    )
    op.create_index("contribution_of_enquiry", "contribution", ["enquiry_id", "contributed_at", "id"])
    op.create_table(
        "hub_release",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("contribution_id", sa.String(), sa.ForeignKey("contribution.id"), nullable=False),
        sa.Column("enquiry_id", sa.String(), sa.ForeignKey("enquiry.id"), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("from_organisation_id", sa.String(), nullable=False),
        sa.Column("to_organisation_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_id", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
    )
    op.create_index("ix_hub_release_enquiry_id", "hub_release", ["enquiry_id"])
