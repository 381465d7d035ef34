"""What was written before there were classes of retention has one after the upgrade, and opens by its old key."""

import shutil
from pathlib import Path

from sqlalchemy import text

from chassis.db import database, migrate
from services.cases.main import MIGRATIONS

_PERSON = "INSERT INTO person (id, sequence, epoch) VALUES ('per_1', 0, 0)"
_CASE = (
    "INSERT INTO case_file (id, person_id, organisation_id, title, kind, data_class, status, opened_at, version) "
    "VALUES (:id, 'per_1', :organisation, :title, :kind, 'housing', 'open', '2026-11-22 09:30:00.000000+00:00', 1)"
)
_REFUSAL = (
    "INSERT INTO consent_refusal (id, person_id, from_organisation_id, to_organisation_ids, data_classes, purpose, "
    "refused_at, recorded_by, words) VALUES ('ref_1', 'per_1', 'org_nhs', '', '', '', "
    "'2026-11-22 09:30:00.000000+00:00', '', :title)"
)
KINDS = {
    "children": "child_social_care",
    "adults": "adult_social_care",
    "housing": "housing",
    "education": "education",
    "health": "health",
}


async def test_each_case_has_the_class_of_its_kind_and_each_pair_keeps_its_key(
    database_url: str, tmp_path: Path
) -> None:
    [this] = MIGRATIONS.glob("*_retention.py")
    for file in MIGRATIONS.glob("0*.py"):
        if file.name < this.name:
            shutil.copy(file, tmp_path)
    await migrate(database_url, tmp_path)
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.execute(text(_PERSON))
            for kind in KINDS:
                row = {"id": f"cas_{kind}", "organisation": "org_council", "title": b"sealed", "kind": kind}
                await tx.execute(text(_CASE), row)
            await tx.execute(text(_REFUSAL), {"title": b"sealed"})
        await migrate(database_url, MIGRATIONS)
        async with db.reading() as tx:
            cases = (await tx.execute(text("SELECT kind, retention, key, closing FROM case_file"))).all()
            keys = (await tx.execute(text("SELECT * FROM person_key ORDER BY organisation_id"))).all()
    assert {row.kind: row.retention for row in cases} == KINDS
    assert {(row.key, row.closing) for row in cases} == {(None, None)}
    assert [tuple(row) for row in keys] == [
        ("per_1", "org_council", "dealings", "per_1/org_council/case"),
        ("per_1", "org_nhs", "dealings", "per_1/org_nhs/case"),
    ]
