"""A violent ex-partner with a council job, guessing: a shielded involvement cannot be told from none."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chassis.errors import NotFound, Problem
from services.cases.api.rpc.people_messages import feed, network, seat
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.domain.private_messages.private_message import MOST_ABOUT_ONE
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from services.cases.usecases.rounds.list_round import ListRound
from services.cases.usecases.rounds.set_round import SetRound
from tests.cases.conftest import NewDatabase
from tests.cases.private_services.message_town import Messages
from tests.cases.private_services.worlds import Statement, apart, executed, world
from tests.cases.town import (
    AMINA,
    COUNCIL,
    NHS,
    NOW,
    NUMBERS,
    REFUGE,
    SCHOOL,
    TODAY,
    Town,
    resident,
    row,
    worker,
)

Look = Callable[[Town, str], Awaitable[bytes]]


async def _network_by(town: Town, person_id: str, organisation: str, role: str) -> bytes:
    seen = await town.network(worker(organisation, role=role), person_id)
    return network(seen, TODAY).SerializeToString(deterministic=True)


async def _refused(looking: Awaitable[object]) -> bytes:
    try:
        await looking
    except Problem as problem:
        return f"{problem.status} {problem.code} {problem.detail}".encode()
    raise AssertionError("it was not refused")


async def _council(town: Town, person_id: str) -> bytes:
    return await _network_by(town, person_id, COUNCIL, "worker")


async def _manager(town: Town, person_id: str) -> bytes:
    return await _network_by(town, person_id, NHS, "manager")


async def _duty_elsewhere(town: Town, person_id: str) -> bytes:
    return await _network_by(town, person_id, SCHOOL, "duty")


async def _stranger(town: Town, person_id: str) -> bytes:
    return await _refused(town.network(worker(SCHOOL), person_id))


async def _herself(town: Town, person_id: str) -> bytes:
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_amina", "prf_1", person_id, LinkState.LIVE, "", NOW))
    mine = await GetMyNetwork(town.work, Disclose(town.ids, town.clock), town.clock)(resident())
    assert len(mine.seats) == len(mine.feeds) == 2
    seats = b"".join(seat(one, TODAY).SerializeToString(deterministic=True) for one in mine.seats)
    return seats + b"".join(feed(one).SerializeToString(deterministic=True) for one in mine.feeds)


async def _find(town: Town, person_id: str) -> bytes:
    by_number = await town.find(ByIdentifier("nhs_number", NUMBERS[0]), worker(SCHOOL))
    by_name = await town.find(ByNameAndBirth("Amina", "Begum", date(1992, 3, 4)), worker(SCHOOL))
    return repr((by_number, by_name)).encode()


async def _import(town: Town, person_id: str) -> bytes:
    report = await town.take(SCHOOL, [replace(AMINA, local_id="S1"), row("S2", given="Noor")])
    return repr((report, await town.told())).encode()


async def _leave_a_message(town: Town, person_id: str) -> bytes:
    """As often as it may be, and once more; then what there is to read, at its own desk and as a broker."""
    messages, caller = Messages(town, person_id), worker(COUNCIL)
    told = [repr(await messages.leave(caller)).encode() for _ in range(MOST_ABOUT_ONE)]
    told.append(await _refused(messages.leave(caller)))
    told.append(await _refused(messages.leave(worker(SCHOOL))))
    told.append(repr(await messages.left(caller)).encode())
    brokers = [worker(COUNCIL, role=role) for role in ("duty", "manager")]
    told += [repr(list(await messages.waiting(broker))).encode() for broker in brokers]
    return b"".join(told)


async def _read_a_message_again(town: Town, person_id: str) -> bytes:
    """Which a private service has read and laid aside."""
    messages = Messages(town, person_id)
    left = await messages.leave(worker(COUNCIL))
    refuge = Messages(apart(town, "later"), person_id)
    for waiting in await refuge.waiting():
        await refuge.lay_aside(waiting.message)
    town.clock.at += timedelta(hours=1)
    return repr((left, await messages.left(worker(COUNCIL)))).encode()


async def _own_list(town: Town, person_id: str) -> bytes:
    caller = worker(COUNCIL)
    await SetRound(town.work, town.clock)(caller, ["Duty team"], daily=True)
    listed = await ListRound(town.work, town.ids, town.clock)(caller, "", 50)
    assert [one.on.person_id for one in listed.people] == [person_id]
    return repr(listed).encode()


LOOKS: dict[str, Look] = {
    "a message for services that are never shown": _leave_a_message,
    "a worker of an agency in the network": _council,
    "a manager of another": _manager,
    "a duty desk elsewhere": _duty_elsewhere,
    "a stranger": _stranger,
    "herself, on a shared screen": _herself,
    "a search": _find,
    "a worker's own list": _own_list,
    "an import and its events": _import,
}


@asynccontextmanager
async def _both(url: str, other_url: str, folder: Path) -> AsyncIterator[tuple[Town, Town]]:
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    async with (
        world(url, folder / "a", shielded=False) as without,
        world(other_url, folder / "b", shielded=True) as with_it,
    ):
        yield without, with_it


async def _seen(town: Town, look: Look) -> tuple[bytes, list[Statement]]:
    person_id = await town.person(COUNCIL)
    with executed(town) as log:
        body = await look(town, person_id)
    return body, log.statements


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
async def test_the_same_bytes_and_the_same_statements_with_and_without_it(
    new_database: NewDatabase, tmp_path: Path, look: Look
) -> None:
    async with _both(new_database(), new_database(), tmp_path) as (without, with_it):
        body, statements = await _seen(without, look)
        other_body, other_statements = await _seen(with_it, look)
    assert len(statements) >= 3
    assert other_body == body
    assert other_statements == statements


async def test_a_message_that_was_read_and_laid_aside_tells_who_left_it_nothing(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    told, statements = [], []
    async with _both(new_database(), new_database(), tmp_path) as worlds:
        for town in worlds:
            person_id = await town.person(COUNCIL)
            told.append(await _read_a_message_again(town, person_id))
            with executed(town) as log:
                await Messages(town, person_id).left(worker(COUNCIL))
            statements.append(log.statements)
    assert told[0] == told[1]
    assert statements[0] == statements[1]


async def test_its_own_duty_desk_sees_it(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, shielded=True) as town:
        seen = await town.network(worker(REFUGE, role="duty"), await town.person(COUNCIL))
        assert [one.organisation_name for one in seen.seats].count("Haven") == 2
        assert "Haven" in {one.organisation_name for one in seen.feeds}


async def test_whom_only_a_shielded_service_knows_is_nobody(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, shielded=False) as town:
        await town.take(REFUGE, [row("R1", given="Noor", nhs_number=NUMBERS[1])], shielded=True)
        noor = await town.person(REFUGE, "R1")
        assert (await town.find(ByIdentifier("nhs_number", NUMBERS[1]))).outcome == "none"
        assert (await town.find(ByNameAndBirth("Noor", "Begum", date(1992, 3, 4)))).outcome == "none"
        unknown = await _refused(town.network(worker(COUNCIL, role="duty"), "per_unknown"))
        assert await _refused(town.network(worker(COUNCIL, role="duty"), noor)) == unknown
        own = await town.find(ByIdentifier("nhs_number", NUMBERS[1]), worker(REFUGE, role="duty"))
        assert own.person_id == noor


async def test_knowing_the_id_of_a_shielded_involvement_helps_nobody(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path, shielded=True) as town:
        person_id = await town.person(COUNCIL)
        async with town.work() as work:
            all_of_them = await work.involvements.of_person(person_id)
        [shielded, *_] = [one for one in all_of_them if one.shielded]
        manager = worker(COUNCIL, role="manager")
        with pytest.raises(NotFound):
            await ConfirmInvolvement(town.work, town.clock)(manager, shielded.id)
        with pytest.raises(NotFound):
            await EndInvolvement(town.work, town.clock)(manager, shielded.id, None)
