"""The daily message: it says that something changed, once, to whom it concerns, and nothing that is anybody's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from chassis.errors import Unavailable
from chassis.ids import SeededIds
from services.cases.api.told import encode
from services.cases.domain.days import LONDON
from services.cases.store.work import open_work
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.rounds.tell_workers import TellWorkers
from tests.cases.concerns.concern_town import concern_town, raised
from tests.cases.conftest import NewDatabase
from tests.cases.networks.test_rounds import MANAGER, choose, ends_in_five_days, listed, named_with
from tests.cases.private_services.worlds import Statement, executed
from tests.cases.sharing_town import SOCIAL_WORKER, SharingTown
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, Town, town_at, worker

NHS_MANAGER = worker(NHS, "acc_m", "manager")


@dataclass(slots=True)
class Identity:
    """Identity's door for letters to workers: keeps what it was asked for."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)
    away: bool = False

    async def tell(self, account_id: str, organisation_id: str, message_id: str) -> None:
        self.asked.append((account_id, organisation_id, message_id))
        if self.away:
            raise Unavailable("identity is away")


async def told(town: Town, door: Identity) -> int:
    """How many letters were asked for, all told, once the timer has nothing left to do."""
    tell = TellWorkers(town.work, door, town.ids, town.clock)
    while await tell():
        pass
    return len(door.asked)


@pytest.fixture
async def there(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with concern_town(database_url, tmp_path) as there:
        await named_with(there.town, there.amina)
        await there.town.network(SOCIAL_WORKER, there.amina)
        there.later(hours=1)
        yield there


async def join(there: SharingTown, professional_id: str = "pro_gp") -> None:
    await named_with(there.town, there.amina, professional_id, NHS_MANAGER)


async def test_nothing_changed_nothing_is_sent(there: SharingTown) -> None:
    door = Identity()
    for _ in range(3):
        assert await told(there.town, door) == 0
        there.later(days=1)


async def test_something_changed_and_she_is_told_once_a_day_and_of_each_change_once(there: SharingTown) -> None:
    door = Identity()
    await join(there)
    assert [await told(there.town, door) for _ in range(2)] == [1, 1]
    [(account, organisation, message_id)] = door.asked
    assert (account, organisation) == ("acc_social_worker", COUNCIL)
    assert message_id.startswith("msg_")
    there.later(minutes=1)
    await join(there, "pro_other")
    assert await told(there.town, door) == 1, "not twice on one day"
    there.later(days=1)
    assert [await told(there.town, door) for _ in range(2)] == [2, 2]
    there.later(days=1)
    assert await told(there.town, door) == 2, "she knows of it"


async def test_an_end_that_was_said_ahead_is_told_once_the_morning_after(there: SharingTown) -> None:
    door = Identity()
    await ends_in_five_days(there.town)
    asked = list[int]()
    for _ in range(9):
        asked.append(await told(there.town, door))
        there.later(days=1)
    assert asked == [0] * 6 + [1] * 3


async def test_an_end_of_the_same_day_is_told_once(there: SharingTown) -> None:
    """Before seven in the morning, so that the day after it has both been told and passed."""
    door = Identity()
    working = await named_with(there.town, there.amina, "pro_gp", NHS_MANAGER)
    there.later(minutes=1)
    await there.town.network(SOCIAL_WORKER, there.amina)
    await told(there.town, door)
    there.town.clock.at = datetime(2026, 11, 23, 6, tzinfo=LONDON)
    await EndInvolvement(there.town.work, there.town.clock)(NHS_MANAGER, working, date(2026, 11, 23))
    asked = list[int]()
    for hours in (0, 1, 24, 24):
        there.later(hours=hours)
        asked.append(await told(there.town, door))
    assert asked == [0, 1, 1, 1]


async def test_what_she_looked_at_meanwhile_is_not_told(there: SharingTown) -> None:
    await join(there)
    there.later(minutes=1)
    await there.town.network(SOCIAL_WORKER, there.amina)
    assert await told(there.town, Identity()) == 0


async def test_it_comes_in_the_morning_whenever_it_happened(there: SharingTown) -> None:
    door = Identity()
    await told(there.town, door)
    there.town.clock.at = datetime(2026, 11, 23, 1, tzinfo=LONDON)
    await join(there)
    there.town.clock.at = datetime(2026, 11, 23, 6, 59, tzinfo=LONDON)
    assert await told(there.town, door) == 0
    there.town.clock.at = datetime(2026, 11, 23, 7, tzinfo=LONDON)
    assert await told(there.town, door) == 1


async def test_who_turned_it_off_gets_none_and_can_turn_it_on(there: SharingTown) -> None:
    door = Identity()
    await choose(there.town, daily=False)
    await join(there)
    assert await told(there.town, door) == 0
    await choose(there.town, daily=True)
    assert await told(there.town, door) == 1


async def test_who_dies_in_between_asks_for_the_same_letter_again(there: SharingTown) -> None:
    """Identity writes one letter for one id (tests/identity/accounts/test_telling_a_worker.py)."""
    door = Identity(away=True)
    await join(there)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await told(there.town, door)
    door.away = False
    assert await told(there.town, door) == 3
    assert len(set(door.asked)) == 1


async def test_only_what_any_worker_of_hers_may_know_of_is_told(there: SharingTown) -> None:
    """The timer has no token: a concern that leaves her organisation out tells it nothing."""
    await named_with(there.town, there.amina, "pro_acc_health_visitor", NHS_MANAGER)
    await there.town.network(worker(NHS, "acc_health_visitor"), there.amina)
    door = Identity()
    await told(there.town, door)
    there.later(days=1)
    await raised(there, worker(COUNCIL, "acc_colleague"), exclude=[NHS])
    before = len(door.asked)
    await told(there.town, door)
    assert [account for account, _, _ in door.asked[before:]] == ["acc_social_worker"]


@asynccontextmanager
async def _changing(url: str, folder: Path, *, shielded: bool) -> AsyncIterator[tuple[Town, str]]:
    """After she looked, a refuge begins to work with Amina, and one of its people is named; or not."""
    async with town_at(url, folder) as town:
        await town.take(COUNCIL, [AMINA])
        await town.take(NHS, [replace(AMINA, local_id="77")])
        amina = await town.person(COUNCIL)
        await named_with(town, amina)
        await town.network(SOCIAL_WORKER, amina)
        town.clock.at += timedelta(hours=1)
        if shielded:
            ids = SeededIds("refuge")
            apart = replace(town, ids=ids, work=open_work(town.db, town.keys, encode, town.clock, ids))
            await apart.take(REFUGE, [replace(AMINA, local_id="R1")], shielded=True)
            head = worker(REFUGE, "acc_head", "manager")
            await apart.record(head, Working(person_id=amina, professional_id="pro_c", team="Duty team", shielded=True))
        town.clock.at += timedelta(days=1)
        yield town, amina


async def _what_she_sees(town: Town) -> str:
    seen = [repr(await listed(town, one)) for one in (SOCIAL_WORKER, MANAGER)]
    door = Identity()
    await choose(town, "Duty team")
    await told(town, door)
    return repr((seen, await listed(town), door.asked))


async def test_a_private_service_that_begins_to_work_with_her_changes_nothing_and_tells_nobody(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    """Two worlds: the same list, the same statements, no message in either."""
    seen = list[tuple[str, list[Statement]]]()
    for shielded in (False, True):
        (tmp_path / str(shielded)).mkdir()
        async with _changing(new_database(), tmp_path / str(shielded), shielded=shielded) as (town, _):
            with executed(town) as log:
                body = await _what_she_sees(town)
            seen.append((body, log.statements))
    (body, statements), (other_body, other_statements) = seen
    assert other_body == body
    assert other_statements == statements
    assert body.endswith("[])")


async def test_of_what_is_not_private_the_same_would_be_told(new_database: NewDatabase, tmp_path: Path) -> None:
    """The worlds above can differ: a join like any other does both."""
    async with _changing(new_database(), tmp_path, shielded=False) as (town, amina):
        await named_with(town, amina, "pro_c", NHS_MANAGER)
        town.clock.at += timedelta(minutes=1)
        assert not (await _what_she_sees(town)).endswith("[])")
