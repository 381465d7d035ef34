"""An objection that nobody answered in time is taken further, once each: to the guardian, then to the DPO."""

import asyncio
from datetime import date, timedelta

from services.cases.api.rpc.objections import objection, to_answer
from services.cases.domain.days import day, end_of
from services.cases.domain.escalation import Escalation
from services.cases.domain.objection import FURTHER_AFTER, Objection
from services.cases.usecases.objections.escalate_objections import EscalateObjections
from services.cases.usecases.objections.list_my_objections import ListMyObjections
from services.cases.usecases.objections.list_objections import ListObjections
from tests.cases.sharing_town import AMINA_HERSELF, PAGE, SharingTown, holding
from tests.cases.town import COUNCIL, NHS, worker

GUARDIAN = holding(worker(COUNCIL, "acc_guardian", "guardian"), "objections:answer")
STEPS = "objection.overdue"


async def timer(town: SharingTown) -> int:
    return await EscalateObjections(town.town.work, town.town.clock)()


async def taken_to(town: SharingTown, objection: Objection) -> str:
    async with town.town.work() as work:
        return (await work.objections.get(objection.id)).escalated.word


async def test_what_is_not_answered_in_a_month_goes_to_the_guardian_then_to_the_dpo_once_each(
    town: SharingTown,
) -> None:
    made = await town.object_to()
    assert made.due_on.isoformat() == "2026-12-22"
    # The last minute of its last day in London.
    town.later(days=30, hours=14, minutes=29)
    assert (await timer(town), await taken_to(town, made)) == (0, "")
    town.later(minutes=1)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert await taken_to(town, made) == "guardian"
    town.town.clock.at += FURTHER_AFTER
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert (await taken_to(town, made), await town.leaves(STEPS)) == ("dpo", 2)


async def test_a_timer_that_slept_takes_it_straight_to_the_dpo(town: SharingTown) -> None:
    made = await town.object_to()
    town.later(days=60)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert (await taken_to(town, made), await town.leaves(STEPS)) == ("dpo", 1)


async def test_two_timers_at_once_tell_of_a_step_once(town: SharingTown) -> None:
    await town.object_to()
    town.later(days=32)
    await asyncio.gather(timer(town), timer(town))
    assert await town.leaves(STEPS) == 1


async def test_what_was_answered_goes_no_further(town: SharingTown) -> None:
    made = await town.object_to()
    town.later(days=32)
    await timer(town)
    assert (await town.answer(made, GUARDIAN)).escalated.word == "guardian"
    town.later(days=32)
    assert (await timer(town), await taken_to(town, made)) == (0, "guardian")


async def test_what_went_furthest_stands_first_in_the_list_and_no_other_organisation_sees_it(town: SharingTown) -> None:
    first = await town.object_to()
    town.later(days=7)
    second = await town.object_to(kind="objection")
    town.later(days=33)
    await timer(town)
    listed = (await ListObjections(town.town.work)(GUARDIAN, PAGE)).items
    told = [to_answer(one, day(town.town.clock.now())) for one in listed]
    assert [(one.id, one.escalated_to) for one in told] == [(first.id, "dpo"), (second.id, "guardian")]
    elsewhere = holding(worker(NHS, "acc_other", "guardian"), "objections:answer")
    assert (await ListObjections(town.town.work)(elsewhere, PAGE)).items == []


async def test_no_event_is_published_and_she_sees_that_it_is_overdue_as_before(town: SharingTown) -> None:
    await town.object_to()
    town.later(days=32)
    before = await town.town.told()
    await timer(town)
    assert await town.town.told() == before
    [hers] = await ListMyObjections(town.town.work)(AMINA_HERSELF)
    assert hers.state(day(town.town.clock.now())) == "overdue"
    assert objection(hers, day(town.town.clock.now())).escalated_to == ""


async def test_what_was_answered_or_is_in_time_has_nowhere_to_go(town: SharingTown) -> None:
    made, late = await town.object_to(), end_of(date(2026, 12, 22))
    assert made.overdue(late - timedelta(seconds=1)) is Escalation.NONE
    assert (made.overdue(late), made.overdue(late + FURTHER_AFTER)) == (Escalation.GUARDIAN, Escalation.DPO)
    answered = made.answered("refused", "The tenancy is in her name.", "acc_guardian", late)
    assert answered.overdue(late + FURTHER_AFTER) is Escalation.NONE
