"""A concern reaches the front door and the network around a person, and nobody else."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.cases.domain.concerns.concern import Concern
from services.cases.domain.concerns.front_door import Door
from services.cases.domain.viewer import viewer_of
from services.cases.store.tables.concerns import concern
from services.cases.usecases.concerns.declare_front_door import DeclareFrontDoor
from services.cases.usecases.networks.record_involvement import Working
from services.identity.domain.roles import scopes_of
from tests.cases.concerns.concern_town import (
    COLLEAGUE,
    DOORS,
    DUTY,
    GUARDIAN,
    LADO,
    MANAGER,
    NHS_MANAGER,
    OUTSIDER,
    WORDS,
    acknowledge,
    at_the_door,
    close,
    concern_town,
    declare,
    raised,
    seen,
    timer,
)
from tests.cases.sharing_town import AMINA_HERSELF, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, again
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, worker


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with concern_town(database_url, tmp_path) as there:
        yield there


async def ids(town: SharingTown, *callers: Caller) -> list[list[str]]:
    return [[one.id for one in (await seen(town, caller)).concerns] for caller in callers]


async def test_it_is_at_the_front_door_at_once_and_says_which_and_how_to_ring(town: SharingTown) -> None:
    answer = await raised(town)  # on a Sunday
    assert (answer.door.door, answer.door.contact) == (Door.OUT_OF_HOURS, "01543 300")
    [waiting] = (await at_the_door(town)).concerns
    assert (waiting.id, waiting.words) == (answer.concern.id, WORDS)
    async with town.town.db.reading() as tx:
        assert WORDS.encode() not in b"".join(row.words for row in await tx.execute(select(concern.c.words)))


async def test_who_works_with_her_hears_it_and_who_does_not_hears_nothing(town: SharingTown) -> None:
    one = (await raised(town, SOCIAL_WORKER)).concern
    hearing = await ids(town, SOCIAL_WORKER, HEALTH_VISITOR, DUTY, MANAGER)
    assert hearing == [[one.id]] * 4
    assert await ids(town, OUTSIDER, worker(SCHOOL)) == [[], []]


async def test_whom_the_sender_excludes_hears_nothing(town: SharingTown) -> None:
    await raised(town, SOCIAL_WORKER, exclude=[NHS, SCHOOL])
    assert await ids(town, HEALTH_VISITOR, NHS_MANAGER) == [[], []]
    assert len((await at_the_door(town)).concerns) == 1


async def test_an_allegation_goes_past_the_line_and_the_network(town: SharingTown) -> None:
    one = (await raised(town, allegation=True)).concern
    assert await ids(town, LADO, HEALTH_VISITOR) == [[one.id]] * 2
    for other in (DUTY, MANAGER, GUARDIAN, SOCIAL_WORKER, COLLEAGUE, NHS_MANAGER):
        assert await ids(town, other) == [[]]
        with pytest.raises(NotFound):
            await acknowledge(town, one, other)
    assert (await close(town, one, LADO)).outcome == "accepted"
    assert (await seen(town, HEALTH_VISITOR)).concerns[0].outcome == "accepted"


async def test_an_allegation_is_never_seen_by_whom_it_is_about(town: SharingTown) -> None:
    await raised(town, allegation=True, alleged_professional_id="pro_acc_lado")
    assert await ids(town, LADO) == [[]]


async def test_an_allegation_that_no_lead_takes_up_opens_to_the_guardian_at_last(town: SharingTown) -> None:
    one = (await raised(town, allegation=True, urgency="immediate")).concern
    town.later(hours=1)
    await timer(town)
    assert await ids(town, GUARDIAN) == [[]]
    town.later(hours=1)
    await timer(town)
    assert await ids(town, GUARDIAN, MANAGER) == [[one.id], []]


async def _left_to_the_guardian(town: SharingTown) -> Concern:
    """An allegation that no lead took up."""
    one = (await raised(town, allegation=True, urgency="immediate")).concern
    town.later(hours=2)
    await timer(town)
    return one


def acting_as(role: str) -> Caller:
    """At the council, with what identity lets that role ask for, and no more."""
    return replace(worker(COUNCIL, f"acc_{role}", role), scopes=scopes_of(role))


async def test_a_guardian_answers_the_allegation_that_was_taken_to_him(town: SharingTown) -> None:
    one, guardian = await _left_to_the_guardian(town), acting_as("guardian")
    assert (await acknowledge(town, one, guardian)).acknowledged_by == "acc_guardian"
    assert [found.id for found in (await at_the_door(town, guardian)).concerns] == [one.id]
    await close(town, one, guardian, outcome="passed_on")
    [ended] = (await seen(town, HEALTH_VISITOR)).concerns
    assert (ended.outcome, ended.answer) == ("passed_on", "A social worker visits her today.")
    assert await town.leaves("concern.moved") == 2
    with pytest.raises(Conflict):
        await close(town, one, LADO)


async def test_a_guardian_answers_nothing_else_and_no_other_reviewer_answers_that(town: SharingTown) -> None:
    guardian = acting_as("guardian")
    ordinary = (await raised(town)).concern
    young = (await raised(town, allegation=True)).concern
    about_him = (await raised(town, allegation=True, alleged_professional_id="pro_acc_guardian")).concern
    town.later(days=1)
    await timer(town)
    later = (await raised(town, allegation=True)).concern
    # He may read the first, while it is open, as any worker of the council, which works with her.
    for one, refusal in ((ordinary, Denied), (about_him, NotFound), (later, NotFound)):
        for act in (acknowledge, close):
            with pytest.raises(refusal):
                await act(town, one, guardian)
    for role in ("dpo", "officer", "organisation-admin"):
        with pytest.raises(Denied):
            await acknowledge(town, young, acting_as(role))
    for role in ("duty", "manager", "worker"):
        with pytest.raises(NotFound):
            await close(town, young, acting_as(role))
    with pytest.raises(Denied):
        await raised(town, guardian)
    assert (await acknowledge(town, young, guardian)).acknowledged_at


async def test_somebody_else_named_for_allegations_takes_over_what_waits(town: SharingTown) -> None:
    one = (await raised(town, allegation=True)).concern
    door = DOORS[3]
    await declare(town, type(door)(COUNCIL, door.door, door.team, door.contact, leads=frozenset({"pro_acc_new"})))
    assert await ids(town, worker(COUNCIL, "acc_new"), LADO) == [[one.id], []]


async def test_only_the_front_door_answers_and_the_sender_sees_how_it_ended(town: SharingTown) -> None:
    one = (await raised(town)).concern
    for other in (HEALTH_VISITOR, SOCIAL_WORKER):
        with pytest.raises(Denied):
            await acknowledge(town, one, other)
    with pytest.raises(NotFound):
        await acknowledge(town, one, OUTSIDER)
    assert (await acknowledge(town, one)).acknowledged_by == "acc_duty"
    with pytest.raises(Conflict):
        await acknowledge(town, one)
    await close(town, one, outcome="advice_given")
    [ended] = (await seen(town, HEALTH_VISITOR)).concerns
    assert (ended.outcome, ended.answer) == ("advice_given", "A social worker visits her today.")
    assert (await at_the_door(town)).concerns == []
    # Closed, it is no longer the network's.
    assert await ids(town, COLLEAGUE, SOCIAL_WORKER) == [[], []]
    assert await town.leaves("concern.moved") == 2


async def test_concerns_of_several_agencies_surface_together(town: SharingTown) -> None:
    first = (await raised(town)).concern
    town.later(minutes=5)
    second = (await raised(town, SOCIAL_WORKER)).concern
    together = await seen(town, DUTY)
    assert ([one.id for one in together.concerns], together.agencies) == ([second.id, first.id], 2)


async def test_each_look_is_logged_and_kept_from_her(town: SharingTown) -> None:
    await raised(town)
    before = await town.leaves("disclosure")
    await seen(town, DUTY)
    assert await town.leaves("disclosure") == before + 1
    assert (await town.my_disclosures()).total == 0
    await ids(town, OUTSIDER)
    assert await town.leaves("disclosure") == before + 1


async def test_nobody_acknowledges_it_so_it_goes_to_the_duty_desk_then_a_manager_once_each(town: SharingTown) -> None:
    await raised(town)
    town.later(hours=3, minutes=59)
    assert await timer(town) == 0
    town.later(minutes=1)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert (await at_the_door(town)).concerns[0].taken_to == "duty"
    town.later(hours=4)
    await asyncio.gather(timer(town), timer(town))
    assert await timer(town) == 0
    assert (await at_the_door(town)).concerns[0].taken_to == "manager"
    assert await town.leaves("concern.overdue") == 2


async def test_what_was_acknowledged_in_time_goes_no_further(town: SharingTown) -> None:
    await acknowledge(town, (await raised(town)).concern)
    town.later(days=9)
    assert (await timer(town), await town.leaves("concern.overdue")) == (0, 0)


async def test_without_a_front_door_it_is_refused_and_nothing_is_kept(town: SharingTown) -> None:
    with pytest.raises(Conflict, match="ring 999"):
        await raised(town, council_id=NHS)
    assert await town.leaves("concern.handed-in") == 0
    assert await ids(town, HEALTH_VISITOR, DUTY) == [[], []]


async def test_sent_twice_it_is_one(town: SharingTown) -> None:
    first, second = [await raised(town, again(HEALTH_VISITOR)) for _ in range(2)]
    assert first.concern.id == second.concern.id
    assert await town.leaves("concern.handed-in") == 1


async def test_neither_she_nor_a_stranger_raises_one_about_her(town: SharingTown) -> None:
    with pytest.raises(Denied):
        await raised(town, AMINA_HERSELF)
    with pytest.raises(NotFound):
        await raised(town, person_id="per_nobody")
    with pytest.raises(Invalid):
        await raised(town, exclude=[COUNCIL])
    with pytest.raises(Denied):
        await DeclareFrontDoor(town.town.work)(NHS_MANAGER, DOORS[0])


async def test_a_private_service_that_raises_one_is_named_to_nobody(town: SharingTown) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    counsellor = worker(REFUGE, "acc_counsellor", "manager")
    await town.town.record(counsellor, Working(person_id=town.amina, professional_id="pro_c", shielded=True))
    assert (await raised(town, counsellor)).concern.named is False
    assert (await raised(town)).concern.named is True
    together = await seen(town, DUTY)
    assert together.agencies == 2
    for one in together.concerns:
        others = {one.sender_to(viewer_of(each)) for each in (DUTY, MANAGER, SOCIAL_WORKER)}
        assert others == ({NHS} if one.named else {""})


async def test_a_private_service_that_raises_one_is_not_the_only_one_that_a_network_is_not_told_of(
    town: SharingTown,
) -> None:
    """Else a service that is not named says that one works with her in private."""
    await town.town.take(REFUGE, [AMINA], shielded=True)
    counsellor, teacher = worker(REFUGE, "acc_counsellor", "manager"), worker(SCHOOL, "acc_teacher")
    ids = [(await raised(town, each)).concern.id for each in (counsellor, teacher, HEALTH_VISITOR)]

    async def told(caller: Caller) -> list[str]:
        names = {one.id: one.sender_to(viewer_of(caller)) for one in (await seen(town, caller)).concerns}
        return [names[each] for each in ids]

    assert await told(SOCIAL_WORKER) == ["", "", NHS], "whoever works with her"
    assert await told(DUTY) == await told(MANAGER) == ["", SCHOOL, NHS], "who answers it at the front door"
    await town.town.take(SCHOOL, [replace(AMINA, local_id="S1")])
    assert await told(SOCIAL_WORKER) == ["", SCHOOL, NHS], "the network sees the school now"
