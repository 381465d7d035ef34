"""What her page lists of who looked is what was logged: whoever edits the list behind the log is found out."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.sql.base import Executable

from console.listed import mislisted
from services.cases.domain.people.person import Person
from services.cases.store.tables.disclosures import disclosure, disclosure_record
from services.cases.store.tables.metadata import log
from tests.cases.sharing_town import SharingTown, sharing_town
from tests.cases.town import NOW, SCHOOL


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with sharing_town(database_url, tmp_path) as there:
        record = await there.record()
        await there.share_on_consent()
        await there.read(record, why="housing_support")
        yield there


async def found(town: SharingTown) -> list[str]:
    async with town.town.db.reading() as tx:
        return await mislisted(tx, log)


async def tamper(town: SharingTown, *statements: Executable) -> None:
    async with town.town.db.transaction() as tx:
        for statement in statements:
            await tx.execute(statement)


async def look(town: SharingTown) -> str:
    return (await town.my_disclosures()).disclosures[0].id


async def test_what_nobody_touched_is_listed_as_it_was_logged(town: SharingTown) -> None:
    assert await look(town)
    assert await found(town) == []


async def test_a_look_that_was_taken_off_the_list_is_named(town: SharingTown) -> None:
    gone = await look(town)
    of_it = delete(disclosure_record).where(disclosure_record.c.disclosure_id == gone)
    await tamper(town, of_it, delete(disclosure).where(disclosure.c.id == gone))
    assert await found(town) == [f"{gone} is logged as a look and listed nowhere: its row is gone"]


async def test_a_look_that_nobody_took_is_named(town: SharingTown) -> None:
    who = {"person_id": town.amina, "holder_id": SCHOOL, "organisation_id": SCHOOL}
    row = who | {"id": "dis_made_up", "at": NOW, "epoch": 0, "share_id": "", "consent_id": "", "enquiry_id": ""}
    await tamper(town, insert(disclosure).values(row))
    assert await found(town) == ["dis_made_up is listed and was never logged"]


@pytest.mark.parametrize("column", ["person_id", "at"])
async def test_a_look_that_was_moved_to_somebody_else_or_to_another_time_is_named(
    town: SharingTown, column: str
) -> None:
    moved = await look(town)
    async with town.town.work() as work:
        await work.people.add([Person("per_other", 0, 0)])
    to = {"person_id": "per_other", "at": NOW - timedelta(days=300)}[column]
    await tamper(town, update(disclosure).where(disclosure.c.id == moved).values({column: to}))
    assert await found(town) == [f"{moved} is listed about somebody else, or at another time, than was logged"]
