"""Whoever was known before the keys of matching changed is found by the new ones after the upgrade."""

import shutil
from datetime import date
from pathlib import Path

from sqlalchemy import text

from chassis.db import database, migrate
from services.cases.domain.people.blocking import keys
from services.cases.domain.people.person import Identity
from services.cases.main import MIGRATIONS

AMINA = Identity("Amina", "Begum", date(1992, 3, 4), "", "WS13 6YY")
_PERSON = "INSERT INTO person (id, sequence, epoch) VALUES ('per_1', 0, 0)"
_KNOWN = (
    "INSERT INTO knowledge (id, person_id, organisation_id, local_id, given_name, family_name, given_folded, "
    "family_folded, date_of_birth, postcode, particulars, shielded) VALUES ('kno_1', 'per_1', 'org_council', '1', "
    "'Amina', 'Begum', 'amina', 'begum', '1992-03-04', 'WS13 6YY', '', false)"
)
_KEY = "INSERT INTO matching_key (key, knowledge_id) VALUES (:key, 'kno_1')"


async def test_what_was_known_before_is_found_by_its_year_and_postcode(database_url: str, tmp_path: Path) -> None:
    [this] = MIGRATIONS.glob("*_one_postcode.py")
    for file in MIGRATIONS.glob("0*.py"):
        if file.name < this.name:
            shutil.copy(file, tmp_path)
    await migrate(database_url, tmp_path)
    async with database(database_url) as db:
        async with db.transaction() as tx:
            await tx.execute(text(_PERSON))
            await tx.execute(text(_KNOWN))
            for key in sorted(keys(AMINA))[:2]:
                await tx.execute(text(_KEY), {"key": key})
        await migrate(database_url, MIGRATIONS)
        async with db.reading() as tx:
            found = {row.key for row in await tx.execute(text("SELECT key FROM matching_key"))}
    assert found == keys(AMINA)
