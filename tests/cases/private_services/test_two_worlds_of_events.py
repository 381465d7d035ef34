"""What a partner pulls is the same to the byte, asked of the database alike, whether or not there is something in her
life that it may never know of.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.ids import SeededIds
from services.cases.api.told import encode
from services.cases.store.work import open_work
from services.cases.usecases.casework.add_record import AddRecord
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.conftest import NewDatabase
from tests.cases.partnership import Partnership, partnership
from tests.cases.private_services.worlds import Statement, executed
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, REFUGE, town_at, worker

Secret = Callable[[Partnership], Awaitable[None]]


async def a_private_service(apart: Partnership) -> None:
    """A refuge begins to work with her."""
    await apart.town.take(REFUGE, [AMINA], shielded=True)
    counsellor = worker(REFUGE, "acc_counsellor", role="manager")
    await apart.town.record(counsellor, Working(person_id=apart.person_id, professional_id="pro_c", shielded=True))


async def a_sealed_record(apart: Partnership) -> None:
    """The council writes what stays with it."""
    town = apart.town
    add = AddRecord(town.work, town.ids, town.clock)
    await add(worker(COUNCIL), apart.case_id, "social_care", "Report", "Police are looking into it.", True)


async def pulled(amina: Partnership, secret: Secret | None) -> tuple[bytes, list[Statement]]:
    """All that is pulled in pages, and all that the database is asked for it. The secret happens in the midst, with
    ids of its own."""
    town = amina.town
    await town.take(PARTNER, [AMINA])
    await amina.fan_out()
    await amina.subscribe_to_pull(PARTNER)
    await amina.add_record()
    await amina.fan_out()
    if secret:
        ids = SeededIds("apart")
        work = open_work(town.db, town.keys, encode, town.clock, ids)
        apart = replace(amina, town=replace(town, ids=ids, work=work))
        await secret(apart)
        await apart.fan_out()
    await town.take(NHS, [AMINA])
    await amina.add_record()
    await amina.fan_out()
    seen, cursor = b"", ""
    with executed(town) as log:
        for _ in range(4):
            page = await amina.pull(cursor, limit=2)
            seen += b"".join(one.cursor.encode() + one.body for one in page) + b"\n"
            cursor = page[-1].cursor if page else cursor
    return seen, log.statements


@pytest.mark.parametrize("secret", [a_private_service, a_sealed_record])
async def test_the_same_events_cursors_and_statements_with_and_without_it(
    new_database: NewDatabase, tmp_path: Path, secret: Secret
) -> None:
    answers = []
    async with AsyncExitStack() as stack:
        for name, it in (("without", None), ("with", secret)):
            (tmp_path / name).mkdir()
            amina = await partnership(await stack.enter_async_context(town_at(new_database(), tmp_path / name)))
            answers.append(await pulled(amina, it))
            kept = [one.dropped_because for one in await amina.dropped()]
            assert kept == (["absent"] if it is a_sealed_record else []), "it happened, and the gate kept it back"
    (body, statements), (other_body, other_statements) = answers
    assert body.count(b"case.record.added") == 2
    assert b"involvement.changed" in body
    assert other_body == body
    assert other_statements == statements
