"""What ends soon: marked where it is listed, and she is reminded of a consent once at each step, by the one door."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from services.cases.api.rpc import sharing_messages as messages
from services.cases.domain.consents.consent import Consent
from services.cases.domain.contacts.message import MessageState
from services.cases.domain.days import days_left
from services.cases.ports.casework import Page
from services.cases.usecases.consents.remind_of_ends import RemindOfEnds
from services.cases.usecases.sharing.list_agreements import ListAgreements
from services.cases.usecases.sharing.list_shares import ListShares
from tests.cases.contacts.test_messages import Door, by_hand, send
from tests.cases.contacts.test_safe_contact import HELPER, said
from tests.cases.sharing_town import (
    AMINA_HERSELF,
    CONSENTED,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    UNTOLD,
    SharingTown,
)
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, TODAY, worker

REMINDED = "consent.ending"


async def timer(town: SharingTown) -> int:
    return await RemindOfEnds(town.town.work, town.town.ids, town.town.clock)()


async def ending_in(town: SharingTown, days: int) -> Consent:
    return await town.consent(expires_on=(TODAY + timedelta(days=days)).isoformat())


async def reminded(town: SharingTown) -> tuple[int, int]:
    """How often the timer found something to do, and how many letters left."""
    found, door = await timer(town), Door()
    while await send(town, door):
        pass
    return found, len(door.knocked)


async def test_she_is_reminded_thirty_and_seven_days_before_once_each(town: SharingTown) -> None:
    await ending_in(town, 60)
    assert await reminded(town) == (0, 0)
    town.later(days=29)
    assert await reminded(town) == (0, 0)
    town.later(days=1)
    assert [await reminded(town) for _ in range(2)] == [(1, 1), (0, 0)]
    town.later(days=22)
    assert await reminded(town) == (0, 0)
    town.later(days=1)
    assert [await reminded(town) for _ in range(2)] == [(1, 1), (0, 0)]
    town.later(days=40)
    assert (await reminded(town), await town.leaves(REMINDED)) == ((0, 0), 2)


async def test_a_timer_that_slept_reminds_her_once_of_what_is_nearest(town: SharingTown) -> None:
    await ending_in(town, 60)
    town.later(days=56)
    assert [await reminded(town) for _ in range(2)] == [(1, 1), (0, 0)]


async def test_a_clock_that_jumps_back_reminds_her_of_nothing_twice(town: SharingTown) -> None:
    await ending_in(town, 60)
    town.later(days=55)
    assert await reminded(town) == (1, 1)
    town.later(days=-25)
    assert await reminded(town) == (0, 0)
    town.later(days=27)
    assert await reminded(town) == (0, 0)


async def test_what_was_given_for_days_is_not_reminded_of_at_once(town: SharingTown) -> None:
    await ending_in(town, 20)
    await ending_in(town, 5)
    assert await reminded(town) == (0, 0)
    town.later(days=13)
    assert await reminded(town) == (1, 1)


async def test_two_timers_at_once_remind_once(town: SharingTown) -> None:
    await ending_in(town, 40)
    town.later(days=12)
    await asyncio.gather(timer(town), timer(town))
    assert await town.leaves(REMINDED) == 1
    assert await send(town, Door()) == 1


async def test_what_she_took_back_is_reminded_of_no_more(town: SharingTown) -> None:
    consent = await ending_in(town, 40)
    town.later(days=12)
    await timer(town)
    await town.withdraw(consent)
    assert await send(town, Door()) == 0
    town.later(days=22)
    assert await reminded(town) == (0, 0)


async def test_a_reminder_goes_only_as_is_safe_and_says_nothing(town: SharingTown) -> None:
    await ending_in(town, 40)
    await said(town, caller=SOCIAL_WORKER)
    town.later(days=12)
    assert await reminded(town) == (1, 0)
    assert len(await by_hand(town)) == 1


async def test_what_a_private_service_was_told_aloud_is_reminded_of_by_hand_there_and_nowhere_else(
    town: SharingTown,
) -> None:
    await town.town.take(REFUGE, [AMINA], shielded=True)
    until = (TODAY + timedelta(days=40)).isoformat()
    aloud = {"person_id": town.amina, "method": "spoken", "from_organisation_id": REFUGE, "expires_on": until}
    await town.consent(HELPER, **aloud)
    town.later(days=12)
    assert await reminded(town) == (1, 0)
    assert (len(await by_hand(town, HELPER)), await by_hand(town)) == (1, [])


async def test_a_reminder_is_over_with_its_consent(town: SharingTown) -> None:
    await ending_in(town, 40)
    await said(town)
    town.later(days=34)
    await reminded(town)
    assert len(await by_hand(town)) == 1
    town.later(days=7)
    assert await by_hand(town) == []


async def test_the_courier_dies_between_writing_and_sending_and_nothing_is_lost(town: SharingTown) -> None:
    await ending_in(town, 40)
    town.later(days=12)
    assert await timer(town) == 1
    async with town.town.work() as work:
        [waiting] = await work.messages.due(town.town.clock.now(), 10)
    assert (waiting.state, waiting.person_id) == (MessageState.WAITING, town.amina)
    door = Door()
    await send(town, door)
    assert door.knocked == [(AMINA_HERSELF.subject, waiting.id)]


@pytest.mark.parametrize(("last", "left"), [(-1, 0), (0, 1), (7, 8), (30, 31), (31, 0)])
def test_days_left_count_today(last: int, left: int) -> None:
    assert days_left(TODAY + timedelta(days=last), TODAY, 30) == left


async def test_what_ends_soon_is_marked_on_her_list_and_on_the_workers(town: SharingTown) -> None:
    until = (TODAY + timedelta(days=30)).isoformat()
    agreed = await town.agree(COUNCIL, NHS, expires_on=until)
    consent = await town.consent(expires_on=until)
    await town.share(basis=replace(CONSENTED, consent_id=consent.id), until=until)
    await town.share(agreement_id=agreed, until=until)
    await town.share(until="2027-02-01", purpose="safeguarding_adult")

    async def marked() -> list[list[int]]:
        now, mine = town.town.clock.now(), await town.my_sharing()
        theirs = (await ListShares(town.town.work, town.town.clock)(HEALTH_VISITOR, town.amina, Page(50))).items
        agreements = (await ListAgreements(town.town.work)(SOCIAL_WORKER, Page(50))).items
        return [
            [messages.consent(one, now).ends_in_days for one in mine.consents],
            sorted(messages.standing(one, now).ends_in_days for one in mine.shares),
            sorted(messages.standing(one, now).ends_in_days for one in theirs),
            [messages.agreement(one, now).ends_in_days for one in agreements],
        ]

    assert await marked() == [[31], [0, 31, 31], [0, 31, 31], [31]]
    town.later(days=30)
    assert await marked() == [[1], [0, 1, 1], [0, 1, 1], [1]]
    town.later(days=1)
    assert await marked() == [[0], [0, 0, 0], [0, 0, 0], [0]]


async def test_an_agreement_that_ends_is_listed_to_its_parties_and_to_nobody_else(town: SharingTown) -> None:
    agreed = await town.agree(COUNCIL, NHS, expires_on=(TODAY + timedelta(days=5)).isoformat())
    for organisation, listed in ((COUNCIL, [agreed]), (NHS, [agreed]), (SCHOOL, []), (REFUGE, [])):
        manager = worker(organisation, "acc_manager", "manager")
        assert [one.id for one in (await ListAgreements(town.town.work)(manager, Page(50))).items] == listed


async def test_what_she_was_not_told_of_is_marked_nowhere_that_she_looks(town: SharingTown) -> None:
    before = await town.my_sharing()
    await town.share(basis=UNTOLD, until=(TODAY + timedelta(days=5)).isoformat(), purpose="safeguarding_adult")
    assert (await reminded(town), await town.my_sharing()) == ((0, 0), before)
