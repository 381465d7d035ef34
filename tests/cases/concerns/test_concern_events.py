"""That a concern was raised is told thinly, to those entitled at each attempt, and tells nobody of anybody else."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from services.cases.usecases.networks.record_involvement import Working
from tests.cases.audit.test_two_worlds_of_what_is_withheld import apart
from tests.cases.concerns.concern_town import (
    DOORS,
    DUTY,
    acknowledge,
    at_the_door,
    close,
    counted,
    declare,
    raised,
    seen,
)
from tests.cases.conftest import NewDatabase
from tests.cases.partnership import Partnership, partnership
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown
from tests.cases.town import AMINA, COUNCIL, NHS, PARTNER, REFUGE, town_at, worker

KIND = "concern.raised"
COUNSELLOR = worker(REFUGE, "acc_counsellor", "manager")


async def around_her(url: str, folder: Path, stack: AsyncExitStack) -> tuple[Partnership, SharingTown]:
    """The council, the trust and Turning Point work with her; a stranger's client listens as well."""
    amina = await partnership(await stack.enter_async_context(town_at(url, folder)))
    for organisation in (NHS, PARTNER):
        await amina.town.take(organisation, [AMINA])
    there = SharingTown(amina.town, amina.person_id, case=None)  # type: ignore[arg-type]  # no case is needed
    await declare(there, *DOORS)
    await amina.fan_out()
    return amina, there


@pytest.fixture
async def both(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[Partnership, SharingTown]]:
    async with AsyncExitStack() as stack:
        yield await around_her(database_url, tmp_path, stack)


async def private_service(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    await town.town.record(COUNSELLOR, Working(person_id=town.amina, professional_id="pro_c", shielded=True))


async def test_a_client_hears_its_handle_and_nothing_of_what_it_says(both: tuple[Partnership, SharingTown]) -> None:
    amina, town = both
    await amina.subscribe_to_pull(PARTNER, KIND)
    one = (await raised(town)).concern
    await amina.fan_out()
    [event] = await amina.pull()
    body = json.loads(event.body)
    assert (body["type"], set(body["data"])) == (KIND, {"id"})
    for word in (one.id, town.amina, NHS, COUNCIL, one.words, "adult", "same_day", "acc_health_visitor"):
        assert word not in event.body.decode(), word
    assert await town.leaves("disclosure") == 1


@pytest.mark.parametrize("wish", [{"exclude": [PARTNER]}, {"allegation": True}])
async def test_neither_who_is_excluded_nor_for_an_allegation_anybody_hears(
    both: tuple[Partnership, SharingTown], wish: dict[str, object]
) -> None:
    amina, town = both
    await amina.subscribe(PARTNER, KIND)
    await amina.subscribe_to_pull(PARTNER, KIND)
    await raised(town, SOCIAL_WORKER, **wish)
    await amina.fan_out()
    await amina.attempt_all()
    assert (amina.bodies(), await amina.dropped()) == ([], [])
    assert await town.leaves("disclosure") == 0


async def test_what_was_closed_before_an_attempt_is_not_told_any_more(both: tuple[Partnership, SharingTown]) -> None:
    amina, town = both
    await private_service(town)
    await amina.fan_out()
    for organisation in (PARTNER, REFUGE):
        await amina.subscribe(organisation, KIND)
    one = (await raised(town)).concern
    await amina.fan_out()
    await close(town, one)
    await amina.attempt_all()
    assert amina.bodies() == []
    # Nor is it said from whom it was kept: one of them works with her in private.
    assert await amina.dropped() == []


async def told(url: str, folder: Path, *, private: bool) -> list[object]:
    """All that sender, council and a partner learn of a concern."""
    async with AsyncExitStack() as stack:
        amina, town = await around_her(url, folder, stack)
        await amina.subscribe_to_pull(PARTNER)
        if private:
            await private_service(apart(town, "private"))
            await amina.fan_out()
            await amina.subscribe(REFUGE, KIND)
        answer = await raised(town, exclude=[REFUGE])
        town.later(minutes=1)
        raised_with_them = await raised(town, SOCIAL_WORKER)
        await amina.fan_out()
        lists = [await seen(town, each) for each in (HEALTH_VISITOR, SOCIAL_WORKER, DUTY)]
        await acknowledge(town, answer.concern)
        closed = await close(town, answer.concern)
        shown = [answer.door, answer.concern.urgency, raised_with_them.door, closed.outcome, await amina.dropped()]
        counts = [(len(each.concerns), each.agencies, [one.organisation_id for one in each.concerns]) for each in lists]
        events = [json.loads(event.body)["type"] for event in await amina.pull()]
        door = await at_the_door(town)
        waiting = [len(door.concerns), [*door.about.values()], await counted(town)]
        return [shown, counts, events, waiting]


async def test_with_and_without_a_private_service_sender_and_network_learn_the_same(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    answers = []
    for name, private in (("with", True), ("without", False)):
        (tmp_path / name).mkdir()
        answers.append(await told(new_database(), tmp_path / name, private=private))
    assert answers[0] == answers[1]


async def test_the_private_service_itself_hears_what_the_network_hears(both: tuple[Partnership, SharingTown]) -> None:
    _, town = both
    await private_service(town)
    await raised(town)
    assert len((await seen(town, COUNSELLOR)).concerns) == 1
    assert REFUGE not in str([await seen(town, each) for each in (HEALTH_VISITOR, SOCIAL_WORKER, DUTY)])
    await raised(town, SOCIAL_WORKER, exclude=[REFUGE])
    assert len((await seen(town, COUNSELLOR)).concerns) == 1
