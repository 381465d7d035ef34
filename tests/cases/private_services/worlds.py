"""Two worlds that differ by one shielded involvement, and what can be seen of either from outside."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from chassis.ids import SeededIds
from services.cases.api.told import encode
from services.cases.store.work import open_work
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, Town, town_at, worker

Statement = tuple[str, Any]
# A key is made before anybody needs it, under a name by chance.
_SPARE = re.compile(r"spare_[0-9a-f]{32}")


@dataclass(slots=True)
class Executed:
    """Statements in the order the database got them, each with its parameters but for what is random: sealed bytes, the
    names of spare keys.
    """

    statements: list[Statement] = field(default_factory=list)

    def note(self, _conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        self.statements.append((statement, _shape(parameters)))


def _shape(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return len(value)
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items()}
    if isinstance(value, str):
        return _SPARE.sub("spare", value)
    return [_shape(each) for each in value] if isinstance(value, list | tuple) else value


@contextmanager
def executed(town: Town) -> Iterator[Executed]:
    """Every statement that reaches the town's database in the block."""
    log = Executed()
    engines = [door.engine.sync_engine for door in (town.db._writing, town.db._reading)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", log.note)
    try:
        yield log
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", log.note)


def apart(town: Town, seed: str = "refuge") -> Town:
    """The same town, where ids are drawn that are nobody else's."""
    ids = SeededIds(seed)
    return replace(town, ids=ids, work=open_work(town.db, town.keys, encode, town.clock, ids))


@asynccontextmanager
async def world(url: str, folder: Path, *, shielded: bool) -> AsyncIterator[Town]:
    """The council and the NHS work with Amina; with `shielded`, so does a refuge, by feed and by a worker.

    The clock and every id drawn outside the refuge are the same in both.
    """
    async with town_at(url, folder) as town:
        await town.take(COUNCIL, [AMINA])
        await town.take(NHS, [replace(AMINA, local_id="77")])
        if shielded:
            refuge = apart(town)
            await refuge.take(REFUGE, [AMINA], shielded=True)
            person_id = await refuge.person(REFUGE)
            counsellor = worker(REFUGE, "acc_counsellor", role="manager")
            await refuge.record(counsellor, Working(person_id=person_id, professional_id="pro_c", shielded=True))
        yield town
