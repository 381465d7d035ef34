"""The people a worker works with: who is on her list, and what changed since she looked, as far as she may see it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.errors import Denied, Invalid
from chassis.tokens import Caller
from services.cases.api.rpc.pages import id_cursor, id_in
from services.cases.domain.days import day
from services.cases.domain.feeds.arrival import Feed
from services.cases.domain.rounds.round import OnRound
from services.cases.domain.viewer import viewer_of
from services.cases.store.retention.purge import OF_DEALINGS
from services.cases.store.tables.rounds import worker_look
from services.cases.usecases.account_links.end_closed_account import EndClosedAccount
from services.cases.usecases.feeds.import_caseload import ImportCaseload
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.rounds.list_round import ListRound, RoundList
from services.cases.usecases.rounds.set_round import SetRound
from tests.cases.concerns.concern_town import concern_town, raised
from tests.cases.feeds.feed_town import declare, send
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, SCHOOL, TODAY, Town, feed, partner, resident, row, worker

MANAGER = worker(COUNCIL, "acc_manager", "manager")
HERS = "pro_acc_social_worker"


async def listed(town: Town, caller: Caller = SOCIAL_WORKER, after: str = "", limit: int = 50) -> RoundList:
    return await ListRound(town.work, town.ids, town.clock)(caller, after, limit)


async def on(town: Town, caller: Caller = SOCIAL_WORKER) -> list[OnRound]:
    return [one.on for one in (await listed(town, caller)).people]


async def choose(town: Town, *teams: str, daily: bool = True, caller: Caller = SOCIAL_WORKER) -> None:
    await SetRound(town.work, town.clock)(caller, teams, daily)


async def named_with(town: Town, person_id: str, professional_id: str = HERS, caller: Caller = MANAGER) -> str:
    return (await town.record(caller, Working(person_id=person_id, professional_id=professional_id))).id


@pytest.fixture
async def there(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    """Amina, whom the council and the NHS trust know; the council's social worker is named with her, and has looked."""
    async with concern_town(database_url, tmp_path) as there:
        await named_with(there.town, there.amina)
        await there.town.network(SOCIAL_WORKER, there.amina)
        there.later(hours=1)
        yield there


async def test_she_sees_whom_she_is_named_with_and_when_she_looked(there: SharingTown) -> None:
    [one] = (await listed(there.town)).people
    assert (one.on.person_id, one.identity.given_name, one.stale) == (there.amina, "Amina", False)
    assert one.on.looked_at == there.town.clock.at - timedelta(hours=1)
    assert not one.on.changes
    assert await on(there.town, worker(COUNCIL, "acc_colleague")) == []
    assert await on(there.town, HEALTH_VISITOR) == []


async def test_whom_her_organisation_has_no_entry_of_is_called_as_on_the_persons_page(there: SharingTown) -> None:
    """Where others know her by several names."""
    await there.town.take(NHS, [replace(AMINA, given_name="Amna")])
    teacher = worker(SCHOOL, "acc_teacher")
    await named_with(there.town, there.amina, "pro_acc_teacher", worker(SCHOOL, "acc_head", "manager"))
    [one] = (await listed(there.town, teacher)).people
    assert one.identity.given_name == (await there.town.network(teacher, there.amina)).given_name


async def test_what_she_only_declared_puts_nobody_on_her_list(there: SharingTown) -> None:
    declared = await there.town.record(HEALTH_VISITOR, Working(person_id=there.amina))
    assert await on(there.town, HEALTH_VISITOR) == []
    await ConfirmInvolvement(there.town.work, there.town.clock)(worker(NHS, "acc_m", "manager"), declared.id)
    assert [one.person_id for one in await on(there.town, HEALTH_VISITOR)] == [there.amina]


async def test_whom_her_teams_work_with_are_hers_too_and_no_other_organisations(there: SharingTown) -> None:
    await there.town.take(COUNCIL, [row("2", "Noor", "Khan")])
    noor = await there.town.person(COUNCIL, "2")
    await choose(there.town, " Duty team ", "")
    assert {one.person_id for one in await on(there.town)} == {there.amina, noor}
    elsewhere = worker(SCHOOL, "acc_social_worker")
    await choose(there.town, "Duty team", caller=elsewhere)
    assert await on(there.town, elsewhere) == []


async def test_who_joins_and_who_leaves_is_new_until_she_looks(there: SharingTown) -> None:
    joined = await named_with(there.town, there.amina, "pro_gp", worker(NHS, "acc_m", "manager"))
    [one] = await on(there.town)
    assert (one.changes.joined, one.changes.left) == (1, 0)
    await there.town.network(SOCIAL_WORKER, there.amina)
    there.later(minutes=1)
    assert not (await on(there.town))[0].changes
    await EndInvolvement(there.town.work, there.town.clock)(worker(NHS, "acc_m", "manager"), joined, TODAY)
    [one] = await on(there.town)
    assert (one.changes.joined, one.changes.left) == (0, 1)


async def ends_in_five_days(town: Town) -> None:
    """The trust's system has said for a while that it works with her, and now says until when."""
    await declare(town)
    await send(town, [AMINA])
    town.clock.at += timedelta(hours=1)
    await town.network(SOCIAL_WORKER, await town.person(COUNCIL))
    town.clock.at += timedelta(hours=1)
    await send(town, [replace(AMINA, until=(TODAY + timedelta(days=5)).isoformat())])


async def test_an_end_said_ahead_is_new_once_it_has_come_and_joins_nobody_before(there: SharingTown) -> None:
    await ends_in_five_days(there.town)
    assert not (await on(there.town))[0].changes
    there.later(days=5)
    assert not (await on(there.town))[0].changes, "it is the last day"
    there.later(days=1)
    [one] = await on(there.town)
    assert (one.changes.joined, one.changes.left) == (0, 1)
    await there.town.network(SOCIAL_WORKER, there.amina)
    assert not (await on(there.town))[0].changes


async def test_an_end_said_ahead_and_taken_back_is_no_change(there: SharingTown) -> None:
    await ends_in_five_days(there.town)
    await send(there.town, [replace(AMINA, until=(TODAY + timedelta(days=30)).isoformat())])
    there.later(days=6)
    assert not (await on(there.town))[0].changes


async def test_a_feed_that_says_the_same_neweris_no_change(there: SharingTown) -> None:
    there.later(days=1)
    newer = Feed(NHS, "social care", TODAY + timedelta(days=1))
    take = ImportCaseload(there.town.work, there.town.keys, there.town.ids, there.town.clock)
    await take(feed(NHS), newer, [replace(AMINA, local_id="77")])
    [nhs] = [one for one in (await there.town.network(MANAGER, there.amina)).feeds if "NHS" in one.organisation_name]
    assert nhs.as_of == TODAY + timedelta(days=1)
    assert not (await on(there.town))[0].changes


async def test_nothing_new_is_not_said_of_whom_an_overdue_list_may_have_news_of(there: SharingTown) -> None:
    """Only where she sees what came by that list: a private service's is silent for nobody who may not know of it."""
    town = there.town
    refuge = worker(REFUGE, "acc_refuge", role="manager")
    await declare(town, caller=refuge, name="refuge", shielded=True)
    await send(town, [AMINA], name="refuge", organisation=REFUGE, shielded=True)
    town.clock.at += timedelta(days=30)
    assert [one.list_overdue for one in await on(town)] == [False]
    await declare(town)
    await send(town, [AMINA], day(town.clock.at))
    assert [one.list_overdue for one in await on(town)] == [False]
    town.clock.at += timedelta(days=3)
    assert [one.list_overdue for one in await on(town)] == [True]
    await send(town, [AMINA], day(town.clock.at))
    assert [one.list_overdue for one in await on(town)] == [False]


async def test_a_concern_is_counted_for_who_may_read_it_and_for_nobody_who_is_left_out(there: SharingTown) -> None:
    await named_with(there.town, there.amina, "pro_acc_health_visitor", worker(NHS, "acc_m", "manager"))
    await there.town.network(HEALTH_VISITOR, there.amina)
    there.later(minutes=1)
    await raised(there, worker(COUNCIL, "acc_colleague"), exclude=[NHS])
    assert (await on(there.town))[0].changes.concerns == 1
    assert not (await on(there.town, HEALTH_VISITOR))[0].changes


async def test_a_share_is_counted_for_who_gives_or_receives_it_and_newerwhen_it_ends(there: SharingTown) -> None:
    pupils = worker(SCHOOL, "acc_teacher")
    await there.town.take(SCHOOL, [replace(AMINA, local_id="S1")])
    for caller, head in ((HEALTH_VISITOR, NHS), (pupils, SCHOOL)):
        await named_with(there.town, there.amina, f"pro_{caller.subject}", worker(head, "acc_m", "manager"))
        await there.town.network(caller, there.amina)
    await there.town.network(SOCIAL_WORKER, there.amina)
    there.later(minutes=1)
    shared = (await there.share(worker(COUNCIL, "acc_colleague"), agreement_id=await there.agree(COUNCIL, NHS))).share
    counted = [(await on(there.town, caller))[0].changes for caller in (SOCIAL_WORKER, HEALTH_VISITOR, pupils)]
    assert [one.shares for one in counted] == [1, 1, 0]
    await there.town.network(HEALTH_VISITOR, there.amina)
    there.later(minutes=1)
    await there.end(shared.id)
    assert (await on(there.town, HEALTH_VISITOR))[0].changes.shares == 1


async def test_what_she_did_herself_is_not_new_to_her(there: SharingTown) -> None:
    await raised(there, SOCIAL_WORKER)
    assert not (await on(there.town))[0].changes


async def test_not_looked_at_for_fourteen_days_and_changed_stands_apart(there: SharingTown) -> None:
    await named_with(there.town, there.amina, "pro_gp", worker(NHS, "acc_m", "manager"))
    there.later(days=13, hours=22)
    assert [one.stale for one in (await listed(there.town)).people] == [False]
    there.later(hours=1)
    assert [one.stale for one in (await listed(there.town)).people] == [True]


async def test_each_listing_is_shown_to_whom_was_listed_with_what_is_on_it_or_without(there: SharingTown) -> None:
    before = [one for one in await there.town.looks(there.amina) if one.what == "round"]
    await listed(there.town)
    [look] = [one for one in await there.town.looks(there.amina) if one.what == "round"]
    assert (before, look.because, look.data_classes) == ([], "On the list of the people they work with.", ("identity",))
    await raised(there, worker(COUNCIL, "acc_colleague"))
    await listed(there.town)
    another, _ = [one for one in await there.town.looks(there.amina) if one.what == "round"]
    assert replace(another, id=look.id, at=look.at, epoch=look.epoch) == look


async def test_pages_follow_each_other(there: SharingTown) -> None:
    await there.town.take(COUNCIL, [row(f"p{n}", f"Given{n}", f"Family{n}") for n in range(4)])
    await choose(there.town, "Duty team")
    seen, after = list[str](), ""
    while True:
        page = await listed(there.town, after=after, limit=2)
        seen += [one.on.person_id for one in page.people]
        if not (after := page.after):
            break
        assert id_in(id_cursor(after)) == after
    assert seen == sorted(seen)
    assert len(set(seen)) == 5
    with pytest.raises(Invalid):
        id_in("/w==")


async def test_only_workers_have_such_a_list_and_names_of_teams_have_an_end(there: SharingTown) -> None:
    for caller in (resident(), partner(NHS)):
        caller = replace(caller, scopes=SOCIAL_WORKER.scopes)
        with pytest.raises(Denied):
            await listed(there.town, caller)
        with pytest.raises(Denied):
            await choose(there.town, caller=caller)
    for teams in (["x" * 101], [str(n) for n in range(11)]):
        with pytest.raises(Invalid):
            await choose(there.town, *teams)


async def test_a_private_service_sees_its_own_people_by_name_and_its_team_opens_nothing(there: SharingTown) -> None:
    counsellor, other = worker(REFUGE, "acc_counsellor"), worker(REFUGE, "acc_other")
    await there.town.take(REFUGE, [replace(AMINA, local_id="R1")], shielded=True)
    head = worker(REFUGE, "acc_head", "manager")
    working = Working(person_id=there.amina, professional_id="pro_acc_counsellor", shielded=True)
    await there.town.record(head, working)
    await choose(there.town, "Duty team", caller=other)
    assert [one.person_id for one in await on(there.town, counsellor)] == [there.amina]
    assert await on(there.town, other) == []


async def test_when_she_looked_goes_with_the_account_and_with_what_the_organisation_erases(there: SharingTown) -> None:
    async def looks() -> int:
        async with there.town.db.reading() as tx:
            return len((await tx.execute(select(worker_look))).all())

    assert await looks() == 1
    async with there.town.db.transaction() as tx:
        [delete] = [one for one in OF_DEALINGS if one.table is worker_look]
        await tx.execute(delete, {"person": there.amina, "organisation": NHS})
        assert len((await tx.execute(select(worker_look))).all()) == 1
        await tx.execute(delete, {"person": there.amina, "organisation": COUNCIL})
    assert await looks() == 0
    await there.town.network(SOCIAL_WORKER, there.amina)
    await EndClosedAccount(there.town.work, there.town.ids, there.town.clock)("evt_closed", "acc_social_worker")
    async with there.town.work() as work:
        viewer = viewer_of(SOCIAL_WORKER)
        assert await work.rounds.of(viewer.subject, viewer.organisation_id) is None
    assert await looks() == 0


async def test_a_look_at_somebody_she_does_not_work_with_is_kept_in_the_log_only(there: SharingTown) -> None:
    """Who looked at whom is sealed there; a table of it in the clear would be a second log."""
    await there.town.network(worker(COUNCIL, "acc_colleague"), there.amina)
    async with there.town.db.reading() as tx:
        rows = (await tx.execute(select(worker_look.c.account_id))).scalars().all()
    assert rows == ["acc_social_worker"]


async def test_no_page_is_short_for_whom_she_may_not_be_told_the_name_of(there: SharingTown) -> None:
    """Her own organisation's entry is gone, and a private service of another's is the only one left that knows her."""
    town = there.town
    async with town.work() as work:
        [seat] = [one for one in await work.involvements.of_person(there.amina) if one.professional_id == HERS]
    people = [there.amina]
    for number in range(5):
        private = number % 2 == 0
        await town.take(
            REFUGE if private else COUNCIL, [row(f"5{number}", f"Person{number}", "Khan")], shielded=private
        )
        people.append(await town.person(REFUGE if private else COUNCIL, f"5{number}"))
        async with town.work() as work:
            await work.involvements.add([replace(seat, id=f"inv_5{number}", person_id=people[-1])])
    called = {people[0], people[2], people[4]}
    page = await listed(town, limit=2)
    assert len(page.people) == 2
    rest = await listed(town, after=page.after, limit=2)
    assert {one.on.person_id for one in (*page.people, *rest.people)} == called
    assert rest.after == ""
    # What is not on the page leaves no look at whom it would have been about.
    for person_id in people[1::2]:
        assert [one for one in await town.looks(person_id) if one.what == "round"] == []
