"""The professionals of the made-up county, in directory's own tables, as an operator's import leaves them."""

from collections import Counter

from chassis.clock import SystemClock
from chassis.db import database, migrate
from chassis.keystore import KeyStore
from chassis.tokens import Caller
from services.directory.api.events import Encoder
from services.directory.main import MIGRATIONS
from services.directory.store.log import Leaves
from services.directory.store.work import open_reading, open_work
from services.directory.usecases.import_professionals import ImportProfessionals
from tests.directory.population import professionals

PROFESSIONALS = 8_000


def professional(number: int) -> str:
    """The id of one of them."""
    return f"prf_{number % PROFESSIONALS:026d}"


async def employ(url: str, keys: KeyStore) -> None:
    """All of them, into an empty database."""
    clock, ids = SystemClock(), _Numbered()
    operator = Caller("cli_operator", "operator", frozenset({"directory:write"}))
    await migrate(url, MIGRATIONS)
    async with database(url) as db:
        work = open_work(db, Leaves(keys, clock, ids), Encoder(clock, ids))
        take = ImportProfessionals(work, open_reading(db), clock, ids)
        report = await take(operator, list(professionals(PROFESSIONALS)))
    assert report.taken == PROFESSIONALS, report.rejected[:3]


class _Numbered:
    """Ids from 0 on, so that others can name whom they mean."""

    def __init__(self) -> None:
        self._given = Counter[str]()

    def new(self, prefix: str) -> str:
        self._given[prefix] += 1
        return f"{prefix}_{self._given[prefix] - 1:026d}"
