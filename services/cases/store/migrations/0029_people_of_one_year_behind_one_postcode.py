"""People are found by birth year and postcode too, where they are few: the keys of what was known before."""

import sqlalchemy as sa
from alembic import op

from services.cases.domain.people.blocking import keys
from services.cases.domain.people.person import Identity

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_CHUNK = 1_000
_KNOWN = sa.text(
    "SELECT id, given_name, family_name, date_of_birth, postcode FROM knowledge WHERE id > :after ORDER BY id LIMIT :most"
).columns(date_of_birth=sa.Date())
_KEY = sa.text("INSERT INTO matching_key (key, knowledge_id) VALUES (:key, :knowledge_id) ON CONFLICT DO NOTHING")


def upgrade() -> None:
    connection, after = op.get_bind(), ""
    while known := connection.execute(_KNOWN, {"after": after, "most": _CHUNK}).all():
        rows = [
            {"key": key, "knowledge_id": k.id}
            for k in known
            for key in keys(Identity(k.given_name, k.family_name, k.date_of_birth, "", k.postcode))
        ]
        connection.execute(_KEY, rows)
        after = known[-1].id
