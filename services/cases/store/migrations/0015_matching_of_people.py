"""Matching of people: keys by which entries are found, how probable a link was, and links for somebody to look at."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant
from services.cases.domain.people.blocking import keys
from services.cases.domain.people.person import Identity

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CHUNK = 1_000
_KNOWN = sa.text(
    "SELECT id, given_name, family_name, date_of_birth, postcode FROM knowledge WHERE id > :after ORDER BY id LIMIT :most"
).columns(date_of_birth=sa.Date())


def upgrade() -> None:
    op.create_table(
        "matching_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("knowledge_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["knowledge_id"], ["knowledge.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "knowledge_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("identity_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("score", sa.Float(), nullable=False, server_default="1"))
    op.create_table(
        "possible_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("knowledge_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("found_at", Instant(timezone=True), nullable=False),
        sa.Column("decided", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["knowledge_id"], ["knowledge.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_possible_link_knowledge_id", "possible_link", ["knowledge_id"])
    op.create_index("possible_link_waiting", "possible_link", ["organisation_id", "decided", "found_at"])
    _fill(op.get_bind())
    op.create_index("ix_matching_key_knowledge_id", "matching_key", ["knowledge_id"])


def _fill(connection: sa.Connection) -> None:
    """The keys of what was known before."""
    into, after = sa.table("matching_key", sa.column("key"), sa.column("knowledge_id")), ""
    while known := connection.execute(_KNOWN, {"after": after, "most": _CHUNK}).all():
        rows = [
            {"key": key, "knowledge_id": k.id}
            for k in known
            for key in keys(Identity(k.given_name, k.family_name, k.date_of_birth, "", k.postcode))
        ]
        connection.execute(sa.insert(into), rows)
        after = known[-1].id
