"""Classes of retention, a key for each, legal holds and erasures. Cases are sealed anew by the timer, what is kept besides
stays as it is; and cases are closed.
"""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OF_KIND = {
    "children": "child_social_care",
    "adults": "adult_social_care",
    "housing": "housing",
    "education": "education",
    "health": "health",
}
# What was sealed under the one key that a person had at an organisation: it goes on as that of the dealings with her.
_HELD = {
    "case_file": "organisation_id",
    "share": "from_organisation_id",
    "consent": "from_organisation_id",
    "consent_refusal": "from_organisation_id",
    "decision_not_to_share": "organisation_id",
    "objection": "organisation_id",
}


def upgrade() -> None:
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retention", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("closed_at", Instant(), nullable=True))
        batch_op.add_column(sa.Column("closing", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(), nullable=True))
    case = sa.table("case_file", sa.column("kind"), sa.column("retention"))
    for kind, retention in _OF_KIND.items():
        op.execute(sa.update(case).where(case.c.kind == kind).values(retention=retention))
    unsealed = sa.text("key IS NULL")
    op.create_index("case_file_sealed_before", "case_file", ["id"], sqlite_where=unsealed, postgresql_where=unsealed)
    op.create_table(
        "person_key",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", "retention"),
        sa.UniqueConstraint("name"),
    )
    pairs = sa.union(
        *(
            sa.select(sa.column("person_id", sa.String), sa.column(holder, sa.String).label("holder_id"))
            .select_from(sa.table(table))
            for table, holder in _HELD.items()
        )
    ).subquery()
    person_id, holder_id = pairs.c.person_id, pairs.c.holder_id
    person_key = sa.table("person_key", *map(sa.column, ("person_id", "organisation_id", "retention", "name")))
    kept = sa.select(
        person_id, holder_id, sa.literal_column("'dealings'"), person_id + "/" + holder_id + sa.literal_column("'/case'")
    )
    op.execute(sa.insert(person_key).from_select(["person_id", "organisation_id", "retention", "name"], kept))
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("lifted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("legal_hold_of_organisation", "legal_hold", ["organisation_id", "person_id"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("key_names", sa.String(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    unfinished = sa.text("finished_at IS NULL")
    op.create_index("erasure_unfinished", "erasure", ["id"], sqlite_where=unfinished, postgresql_where=unfinished)
