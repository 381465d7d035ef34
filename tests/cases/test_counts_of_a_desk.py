"""A desk counts what its lists would show, and tells of nothing that they would not."""

from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.desk import Queue, Waiting
from services.cases.domain.feeds.declared_feed import Roll, RollState
from services.cases.ports.casework import Page
from services.cases.store import desk
from services.cases.usecases.feeds.decide_roll import ListRolls
from services.cases.usecases.rounds.count_waiting import CountWaiting
from tests.cases.concerns.concern_town import DUTY
from tests.cases.long_lists import HERSELF, REVIEWER, a_town_with_lists
from tests.cases.private_services.worlds import executed
from tests.cases.referrals.referral_town import NHS_DUTY, Referrals
from tests.cases.sharing_town import AMINA_HERSELF, SOCIAL_WORKER, SharingTown, holding
from tests.cases.test_paged_lists import LISTS
from tests.cases.town import COUNCIL, NHS, REFUGE, TODAY, worker

COUNTED = {
    Queue.CONCERNS: ("concerns at the door", DUTY),
    Queue.REFERRALS: ("referrals that wait", NHS_DUTY),
    Queue.LINKS: ("account links to confirm", SOCIAL_WORKER),
    Queue.POSSIBLE_LINKS: ("possible links that wait", worker(COUNCIL, AMINA_HERSELF.subject, "manager")),
    Queue.REVIEWS: ("emergency accesses", HERSELF),
    Queue.LOOKS: ("looks to review", HERSELF),
    Queue.INVITATIONS: ("invitations that wait", worker(NHS, "acc_nhs_manager", "manager")),
    Queue.MESSAGES: ("messages to give by hand", HERSELF),
    Queue.PRIVATE_MESSAGES: ("private messages that wait", worker(REFUGE, "acc_haven", "manager")),
    Queue.OBJECTIONS: ("objections", HERSELF),
    Queue.COPIES: ("requests for a copy", HERSELF),
    Queue.WITHHELD: ("withheld", REVIEWER),
    Queue.MISREAD_LOOKS: ("looks that were misled", SOCIAL_WORKER),
    Queue.RECALLS: ("recalls", HERSELF),
}
"""The list of each, and its reader; releases and deliveries of feeds have tests of their own."""


async def counted(town: SharingTown, caller: Caller, *queues: str) -> dict[Queue, Waiting]:
    return dict(await CountWaiting(town.town.work, town.town.clock)(caller, queues))


@pytest.mark.parametrize("queue", COUNTED)
async def test_a_count_is_of_what_the_list_shows_and_the_same_whatever_it_hides(
    queue: Queue, database_url: str, tmp_path: Path
) -> None:
    name, caller = COUNTED[queue]
    listed = LISTS[name]
    async with a_town_with_lists(database_url, tmp_path) as town:
        with executed(town.town) as without:
            assert (await counted(town, caller, queue))[queue] == Waiting(0)
        for _ in range(2):
            await listed.hide(town)
        leaves = await town.leaves("disclosure")
        with executed(town.town) as beside:
            assert (await counted(town, caller, queue))[queue] == Waiting(0)
        assert beside.statements == without.statements
        assert await town.leaves("disclosure") == leaves, "nothing is told of anybody"
        for _ in range(3):
            await listed.make(town)
        shown, _ = await listed.read(town, Page(50))
        assert (await counted(town, caller, queue))[queue].count == len(shown) == 3
        unable = replace(caller, scopes=frozenset())
        assert await counted(town, unable, *Queue) == {}


async def test_more_than_are_counted_is_one_more(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_COUNTED", 2)
    async with a_town_with_lists(database_url, tmp_path) as town:
        for _ in range(4):
            await LISTS["objections"].make(town)
        assert await counted(town, HERSELF, "objections") == {Queue.OBJECTIONS: Waiting(3)}


async def test_each_is_told_of_the_queues_that_are_theirs_and_were_asked_for(database_url: str, tmp_path: Path) -> None:
    async with a_town_with_lists(database_url, tmp_path) as town:
        assert await counted(town, SOCIAL_WORKER, "messages", "nothing of ours") == {Queue.MESSAGES: Waiting(0)}
        managers = {Queue.POSSIBLE_LINKS, Queue.INVITATIONS, Queue.ROLLS, Queue.PRIVATE_MESSAGES}
        able = holding(SOCIAL_WORKER, "agreements:write")
        assert not managers & set(await counted(town, able, *Queue))
        manager = holding(worker(COUNCIL, "acc_boss", "manager"), "agreements:write")
        assert managers <= set(await counted(town, manager, *Queue))
        with pytest.raises(Denied):
            await counted(town, AMINA_HERSELF, *Queue)


async def test_a_referral_is_the_guardians_once_it_was_taken_to_them(database_url: str, tmp_path: Path) -> None:
    async with a_town_with_lists(database_url, tmp_path) as town:
        referrals = Referrals(town)
        await referrals.request()

        async def of(role: str) -> Waiting:
            caller = replace(NHS_DUTY, claims={**NHS_DUTY.claims, "role": role})
            return (await counted(town, caller, Queue.REFERRALS))[Queue.REFERRALS]

        roles = ("duty", "guardian", "dpo")
        assert [await of(role) for role in roles] == [Waiting(1), Waiting(0), Waiting(0)]
        town.later(days=2)
        assert await referrals.escalate() == 1
        assert [await of(role) for role in roles] == [Waiting(1, 1), Waiting(1, 1), Waiting(0)]


async def test_deliveries_that_wait_are_the_organisations_own(database_url: str, tmp_path: Path) -> None:
    async with a_town_with_lists(database_url, tmp_path) as town:
        rolls = ((COUNCIL, RollState.HELD), (COUNCIL, RollState.OPEN), (NHS, RollState.HELD))
        async with town.town.work() as work:
            for organisation, state in rolls:
                roll = Roll(
                    town.town.ids.new("rol"), organisation, "social care", TODAY, 3, town.town.clock.now(), state
                )
                await work.rolls.add(roll)
        manager = holding(worker(COUNCIL, "acc_boss", "manager"), "agreements:write")
        assert len(await ListRolls(town.town.work)(manager)) == 1
        assert await counted(town, manager, "rolls") == {Queue.ROLLS: Waiting(1)}
