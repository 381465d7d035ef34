"""What nobody reviews in time is taken further, once each; what one worker opens again and again stands out."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from kith.cases.v1 import events_pb2
from sqlalchemy import select

from chassis.bus import Record
from chassis.errors import NotFound
from services.cases.api.events import hear_own
from services.cases.domain.emergency import FURTHER_AFTER, REVIEW_WITHIN, EmergencyAccess
from services.cases.store.tables.metadata import outbox
from services.cases.usecases.emergency.escalate_reviews import EscalateReviews
from services.cases.usecases.emergency.list_emergency_accesses import ListEmergencyAccesses, ToReview
from tests.cases.sharing_town import HEALTH_VISITOR, PAGE, SharingTown, holding
from tests.cases.town import NHS, worker

GUARDIAN = holding(worker(NHS, "acc_guardian", "guardian"), "emergency:review")
STEPS = "emergency-access.overdue"


async def timer(town: SharingTown) -> int:
    return await EscalateReviews(town.town.work, town.town.clock)()


async def queue(town: SharingTown) -> Sequence[ToReview]:
    return (await ListEmergencyAccesses(town.town.work)(GUARDIAN, PAGE)).items


async def taken_to(town: SharingTown, access: EmergencyAccess) -> str:
    async with town.town.work() as work:
        return (await work.emergencies.get(access.id)).escalated.word


async def test_an_access_not_reviewed_in_time_goes_to_the_guardian_then_to_the_dpo_once_each(town: SharingTown) -> None:
    access = await town.break_in("finance")
    town.town.clock.at += REVIEW_WITHIN - timedelta(seconds=1)
    assert (await timer(town), await taken_to(town, access)) == (0, "")
    town.later(seconds=1)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert (await taken_to(town, access), (await queue(town))[0].access.escalated.word) == ("guardian", "guardian")
    town.town.clock.at += FURTHER_AFTER
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert await taken_to(town, access) == "dpo"
    assert [kind for kind, _ in await town.town.told()].count(STEPS) == await town.leaves(STEPS) == 2


async def test_a_timer_that_slept_takes_it_straight_to_the_dpo(town: SharingTown) -> None:
    access = await town.break_in("finance")
    town.later(days=9)
    assert [await timer(town) for _ in range(2)] == [1, 0]
    assert (await taken_to(town, access), await town.leaves(STEPS)) == ("dpo", 1)


async def test_two_timers_at_once_tell_of_a_step_once(town: SharingTown) -> None:
    await town.break_in("finance")
    town.later(days=4)
    await asyncio.gather(timer(town), timer(town))
    assert await town.leaves(STEPS) == 1


async def test_what_was_reviewed_in_time_goes_nowhere(town: SharingTown) -> None:
    access = await town.break_in("finance")
    await town.review(access, GUARDIAN)
    town.later(days=9)
    assert (await timer(town), await town.leaves(STEPS)) == (0, 0)


async def test_what_was_taken_further_is_reviewed_like_any_other_and_goes_no_further(town: SharingTown) -> None:
    access = await town.break_in("finance")
    town.later(days=3)
    await timer(town)
    assert (await town.review(access, GUARDIAN)).escalated.word == "guardian"
    town.later(days=9)
    assert (await timer(town), await taken_to(town, access)) == (0, "guardian")
    assert await queue(town) == []


async def test_what_went_furthest_stands_first_in_the_queue(town: SharingTown) -> None:
    late = await town.break_in("finance")
    town.later(days=2)
    later = await town.break_in("housing")
    town.later(days=3)
    async with town.town.work() as work:
        assert [a.id for a in await work.emergencies.overdue(town.town.clock.now(), 1)] == [late.id]
    await timer(town)
    assert [(one.access.id, one.access.escalated.word) for one in await queue(town)] == [
        (late.id, "dpo"),
        (later.id, "guardian"),
    ]


async def test_the_third_in_thirty_days_by_one_worker_is_flagged_reviewed_ones_count_too(town: SharingTown) -> None:
    await town.review(await town.break_in("finance"), GUARDIAN)
    town.later(days=1)
    await town.break_in("finance", caller=worker(NHS, "acc_colleague"))
    town.later(hours=1)
    await town.break_in("finance")
    town.later(days=28)
    await town.break_in("finance")
    assert [(one.access.opened_by, one.lately, one.repeated) for one in await queue(town)] == [
        ("acc_colleague", 1, False),
        (HEALTH_VISITOR.subject, 2, False),
        (HEALTH_VISITOR.subject, 3, True),
    ]
    town.later(days=1)
    await town.break_in("finance")
    assert [one.lately for one in await queue(town)][-1] == 3


async def test_no_partner_hears_that_a_review_is_overdue(town: SharingTown) -> None:
    await town.break_in("finance")
    town.later(days=4)
    await timer(town)
    table = outbox.table
    async with town.town.db.reading() as tx:
        [payload] = (await tx.execute(select(table.c.payload).where(table.c.type == STEPS))).scalars()
    said = events_pb2.CaseEvent.FromString(payload)
    assert said.emergency_review_overdue.to == "guardian"
    heard = list[object]()

    class FanOut:
        async def __call__(self, happening: object) -> int:
            heard.append(happening)
            return 0

    record = Record("kith.cases.v1", town.amina, payload, {"type": STEPS})
    await hear_own(FanOut(), asyncio.Event())([record])  # type: ignore[arg-type]  # answers the one call it gets
    assert heard == []


async def test_an_access_to_what_is_about_himself_is_a_colleagues_to_review(town: SharingTown) -> None:
    access = await town.break_in("finance")
    himself = replace(GUARDIAN, subject="acc_amina")
    assert (await ListEmergencyAccesses(town.town.work)(himself, PAGE)).items == []
    with pytest.raises(NotFound):
        await town.review(access, himself, justified=False)
    assert [one.access.id for one in await queue(town)] == [access.id]
