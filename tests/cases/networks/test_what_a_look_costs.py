"""A look at somebody's network is so many statements, written once, between a begin and an end: each one more is felt a
hundred times a second, and on PostgreSQL it is one more way there and back.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from chassis.db.plain import PlainStatements
from chassis.db.postgresql import Straight
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.private_services.worlds import executed
from tests.cases.town import AMINA, COUNCIL, NHS, Town, town_at, worker

HER_WORKER, MANAGER, NURSE = worker(COUNCIL), worker(COUNCIL, "acc_manager", "manager"), worker(NHS, "acc_nurse")
READ = ["person", "facts of the gate", "who she is", "network", "the looking organisation"]
WRITTEN = ["disclosure", "leaf"]
OF_EACH, ON_HER_ROUND = [*READ, *WRITTEN, "round"], [*READ, *WRITTEN, "round", "when she looked"]
EVERYBODY = pytest.mark.parametrize(
    ("looking", "statements"), [(HER_WORKER, ON_HER_ROUND), (NURSE, OF_EACH)], ids=["on her round", "elsewhere"]
)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The council and the NHS know Amina; a council worker is named with her; he and a nurse have looked before."""
    async with town_at(database_url, tmp_path) as town:
        await town.take(COUNCIL, [AMINA])
        await town.take(NHS, [AMINA])
        amina = await town.person(COUNCIL)
        await town.record(MANAGER, Working(person_id=amina, professional_id=HER_WORKER.claim("pro")))
        for looking in (HER_WORKER, NURSE):
            await town.network(looking, amina)
        yield town


@EVERYBODY
async def test_a_look_is_one_statement_for_each_thing_it_rests_on_and_leaves(
    town: Town, looking: Any, statements: list[str]
) -> None:
    amina, held = await town.person(COUNCIL), [] if town.db.dialect == "sqlite" else ["her lock"]
    with executed(town) as log:
        assert len((await town.network(looking, amina)).seats) == 3
    assert len(log.statements) == len(held + statements), [sql for sql, _ in log.statements]


@pytest.mark.parametrize("new_database", ["postgresql"], indirect=True)
@EVERYBODY
async def test_on_postgresql_only_its_begin_and_its_commit_go_there_and_back_besides(
    town: Town, looking: Any, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, sent, run = await town.person(COUNCIL), list[str](), Straight.run

    async def noted(tx: Straight, sql: str, bound: Sequence[Any] = ()) -> Any:
        sent.append(sql.split()[0])
        return await run(tx, sql, bound)

    monkeypatch.setattr(Straight, "run", noted)
    await town.network(looking, amina)
    begin, *between, commit = sent
    assert (begin, commit) == ("BEGIN", "COMMIT")
    assert len(between) == len(["her lock", *statements]), between


@pytest.mark.parametrize("looking", [HER_WORKER, NURSE], ids=["on her round", "elsewhere"])
async def test_a_second_look_writes_no_statement_anew(
    town: Town, looking: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina, anew = await town.person(COUNCIL), list[str]()
    compiled = PlainStatements._compiled

    def noted(self: PlainStatements, connection: Any, statement: Any, given: Any) -> Any:
        anew.append(str(statement))
        return compiled(self, connection, statement, given)

    monkeypatch.setattr(PlainStatements, "_compiled", noted)
    await town.network(looking, amina)
    assert anew == []
