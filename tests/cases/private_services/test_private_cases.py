"""A case of a private service is private too: there for whom that service's work is shown to, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, NotFound
from chassis.tokens import Caller
from services.cases.domain.access.held_item import Bar
from services.cases.domain.casework.case import Case
from services.cases.domain.gate.asking import KEPT_BACK
from services.cases.domain.viewer import viewer_of
from services.cases.ports.casework import Page
from services.cases.usecases.casework.close_case import CloseCase
from services.cases.usecases.casework.get_case import GetCase
from services.cases.usecases.casework.list_cases import ListCases
from services.cases.usecases.casework.list_records import ListRecords
from services.cases.usecases.casework.reopen_case import ReopenCase
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.arrange_cover import ArrangeCover
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.people.holding_nothing import must_hold_nothing
from services.cases.usecases.sharing.decide_not_to_share import DecideNotToShare, NotSharingWish
from tests.cases.access import answering_access as answering
from tests.cases.access.test_access_requests import ask
from tests.cases.casework.document_town import DocumentTown, Scans
from tests.cases.casework.documents import PDF
from tests.cases.hubs.hub_town import CHAIR, hub_town
from tests.cases.partnership import Partnership
from tests.cases.private_services.private_cases import written_privately
from tests.cases.retention.keeping_town import Keeping
from tests.cases.sharing_town import PAGE, SharingTown, again, holding, sharing_town
from tests.cases.town import AMINA, COUNCIL, NHS, REFUGE, TODAY, partner, worker

SAM, LEE, COLLEAGUE = (worker(COUNCIL, f"acc_{name}") for name in ("sam", "lee", "colleague"))
DUTY, BOSS = (worker(COUNCIL, f"acc_{role}", role) for role in ("duty", "manager"))
GUARDIAN, DPO = (worker(COUNCIL, f"acc_{role}", role) for role in ("guardian", "dpo"))
SYSTEM = partner(COUNCIL)
TOLD, NOT_TOLD = (SAM, DUTY, BOSS), (COLLEAGUE, LEE, GUARDIAN, DPO)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    """The council's social care works with Amina, and so does its domestic abuse team, in which it is Sam who does."""
    async with sharing_town(database_url, tmp_path) as there:
        await named(there)
        yield there


async def named(town: SharingTown, caller: Caller = BOSS) -> str:
    working = Working(person_id=town.amina, professional_id="pro_acc_sam", shielded=True)
    return (await town.town.record(caller, working)).id


async def sees(town: SharingTown, caller: Caller, case: Case) -> bool:
    """The same by every way to it."""
    there = town.town
    disclose = Disclose(there.ids, there.clock)
    found = await ListCases(there.work, disclose, there.clock)(caller, "", PAGE)
    of_her = await ListCases(there.work, disclose, there.clock)(caller, case.person_id, PAGE)
    refused = set[str]()
    listed = {case.id in {one.id for one in each.cases} for each in (found, of_her)}
    for looking in (GetCase(there.work, disclose, there.clock), ListRecords(there.work, disclose, there.clock)):
        try:
            await (looking(caller, case.id) if isinstance(looking, GetCase) else looking(caller, case.id, PAGE))
        except NotFound as problem:
            refused.add(problem.detail)
            listed.add(False)
        else:
            listed.add(True)
    assert len(listed) == 1
    assert refused <= {"there is nothing here that you may see"}
    return listed == {True}


async def test_it_is_there_for_those_its_work_names_and_who_speak_for_it(town: SharingTown) -> None:
    case, [record_id, document_id] = await written_privately(town, SAM)
    assert case.private
    for caller in TOLD:
        assert await sees(town, caller, case), caller.subject
        assert (await town.read(record_id, caller)).record.content == "What was meant."
        assert [one.version for one in (await town.history(record_id, caller)).versions] == [1]
    for caller in NOT_TOLD:
        assert not await sees(town, caller, case), caller.subject
        for id_ in (record_id, document_id):
            with pytest.raises(NotFound):
                await town.read(id_, caller)
            with pytest.raises(NotFound):
                await town.history(id_, caller)
            with pytest.raises(NotFound):
                await DocumentTown(town, Scans()).content(id_, caller)


async def test_lists_and_counts_leave_it_out(town: SharingTown) -> None:
    before = await town.cases(COLLEAGUE)
    await written_privately(town, SAM)
    after = await town.cases(COLLEAGUE)
    assert ([one.id for one in after.cases], after.total) == ([one.id for one in before.cases], before.total)
    assert (await town.cases(SAM)).total == before.total + 1
    first = await town.cases(COLLEAGUE, Page(1))
    assert ([one.id for one in first.cases], first.after) == ([town.case.id], None)


async def test_who_is_not_told_cannot_write_in_it_close_it_or_keep_it_longer(town: SharingTown) -> None:
    case, [record_id, _] = await written_privately(town, SAM)
    record = (await town.read(record_id, SAM)).record
    there = replace(town, case=case)
    with pytest.raises(NotFound):
        await there.record(caller=COLLEAGUE)
    with pytest.raises(NotFound):
        await DocumentTown(there, Scans()).add(PDF, COLLEAGUE, case_id=case.id)
    with pytest.raises(NotFound):
        await there.correct(record, COLLEAGUE)
    with pytest.raises(NotFound):
        await there.mark(record, ("meant", "reporter"), caller=COLLEAGUE)
    with pytest.raises(NotFound):
        await Keeping(there).close(case, COLLEAGUE)
    with pytest.raises(NotFound):
        await Keeping(there).keep_as(case, "adult_social_care", COLLEAGUE)


async def test_who_covers_sees_it_while_that_lasts_and_who_is_named_no_more_does_not(town: SharingTown) -> None:
    case, _ = await written_privately(town, SAM)
    there = town.town
    await ArrangeCover(there.work, there.ids, there.clock)(SAM, "", "pro_acc_lee", None, TODAY + timedelta(days=7))
    assert await sees(town, LEE, case)
    town.later(days=8)
    assert not await sees(town, LEE, case)
    async with there.work() as work:
        [theirs] = [one for one in await work.involvements.of_person(town.amina) if one.shielded]
    await EndInvolvement(there.work, there.clock)(BOSS, theirs.id, there.clock.now().date())
    town.later(days=1)
    assert not await sees(town, SAM, case)
    assert await sees(town, BOSS, case)


async def test_where_only_a_private_service_works_with_her_every_case_is_private(
    database_url: str, tmp_path: Path
) -> None:
    async with sharing_town(database_url, tmp_path) as town:
        await town.town.take(REFUGE, [AMINA], shielded=True)
        broker = worker(REFUGE, "acc_broker", "duty")
        case = await town.open_case(broker)
        assert case.private
        assert await sees(town, broker, case)
        assert not await sees(town, worker(REFUGE, "acc_other"), case)


async def test_its_duty_desk_opens_one_to_the_whole_organisation_that_can_be_shared_and_nobody_else_does(
    database_url: str, tmp_path: Path
) -> None:
    async with sharing_town(database_url, tmp_path) as town:
        head, helper = worker(REFUGE, "acc_head", "manager"), worker(REFUGE, "acc_helper")
        working = Working(person_id=town.amina, professional_id="pro_acc_helper", shielded=True)
        await town.town.record(head, working)
        with pytest.raises(Denied) as refused:
            await town.open_case(helper, private=False)
        assert refused.value.code == "not-a-broker"
        case = await town.open_case(head, private=False)
        assert not case.private
        assert await sees(town, worker(REFUGE, "acc_other"), case)
        assert (await town.open_case(helper)).private


async def test_where_others_work_with_her_too_whoever_opens_it_says_so(town: SharingTown) -> None:
    for caller in TOLD:
        assert not (await town.open_case(caller)).private
        assert (await town.open_case(caller, private=True)).private


async def test_to_whom_no_private_service_is_shown_the_answer_is_the_same_whether_there_is_one(
    database_url: str, tmp_path: Path
) -> None:
    async with sharing_town(database_url, tmp_path) as town:
        answers = list[str]()
        for there_is_one in (False, True):
            if there_is_one:
                await named(town)
            for caller in (COLLEAGUE, GUARDIAN):
                with pytest.raises(Denied) as refused:
                    await town.open_case(caller, private=True)
                answers.append(f"{refused.value.code} {refused.value.detail}")
        assert len(set(answers)) == 1
        assert answers[0].startswith("not-private ")
        assert not (await town.open_case(COLLEAGUE)).private


async def test_unconfirmed_or_ended_private_work_opens_none(database_url: str, tmp_path: Path) -> None:
    async with sharing_town(database_url, tmp_path) as town:
        await town.town.record(SAM, Working(person_id=town.amina, shielded=True))
        with pytest.raises(Denied, match="only a private service"):
            await town.open_case(SAM, private=True)
        started = await named(town)
        await EndInvolvement(town.town.work, town.town.clock)(BOSS, started, TODAY)
        town.later(days=1)
        with pytest.raises(Denied, match="only a private service"):
            await town.open_case(BOSS, private=True)


async def test_asked_again_with_one_key_it_is_repeated_to_whom_it_is_still_shown(town: SharingTown) -> None:
    case = await town.open_case(again(SAM), private=True)
    assert await town.open_case(again(SAM), private=True) == case
    async with town.town.work() as work:
        [theirs] = [one for one in await work.involvements.of_person(town.amina) if one.shielded]
    await EndInvolvement(town.town.work, town.town.clock)(BOSS, theirs.id, TODAY)
    town.later(hours=23)
    with pytest.raises(NotFound):
        await town.open_case(again(SAM), private=True)


async def test_nobody_shares_it_or_decides_not_to(town: SharingTown) -> None:
    case, [record_id, _] = await written_privately(town, SAM)
    wish = NotSharingWish(
        town.amina, case.id, [NHS], ["risk"], "housing_support", "She fears for her life.", "", "2027-01-31"
    )
    decide = DecideNotToShare(town.town.work, town.town.ids, town.town.clock)
    for caller, problem in ((SAM, Denied), (BOSS, Denied), (COLLEAGUE, NotFound)):
        with pytest.raises(problem):
            await town.share(caller, case_id=case.id)
        with pytest.raises(problem):
            await decide(caller, wish)
    await town.share(
        case_id="", data_classes=["risk", "social_care", "housing"], purpose="safeguarding_adult", until="2026-12-31"
    )
    nurse = worker(NHS, "acc_health_visitor")
    assert await sees(town, nurse, town.case)
    assert not await sees(town, nurse, case)
    with pytest.raises(NotFound):
        await town.read(record_id, nurse)


async def test_no_emergency_opens_it(town: SharingTown) -> None:
    case, [record_id, _] = await written_privately(town, SAM)
    nurse = worker(NHS, "acc_health_visitor")
    await town.break_in("risk", "social_care", "housing", caller=nurse)
    assert await sees(town, nurse, town.case)
    assert not await sees(town, nurse, case)
    with pytest.raises(NotFound):
        await town.read(record_id, nurse)


async def test_none_of_it_is_told_to_any_application_and_nothing_is_missing_from_what_was_dropped(
    town: SharingTown,
) -> None:
    await town.share(case_id="", data_classes=["risk", "social_care"], purpose="safeguarding_adult", until="2026-12-31")
    amina = Partnership(town.town, town.amina, town.case.id, "", "")
    for organisation in (COUNCIL, NHS):
        await amina.subscribe(organisation)
        await amina.subscribe_to_pull(organisation)
    await amina.fan_out()
    before, dropped = await town.town.told(), [await amina.dropped(who) for who in (COUNCIL, NHS)]
    case, [record_id, _] = await written_privately(town, SAM)
    closed = await Keeping(town).close(case, SAM)
    reopened = await ReopenCase(town.town.work, town.town.clock)(SAM, case.id, closed.version, "She came back to us.")
    await CloseCase(town.town.work, town.town.clock)(SAM, case.id, reopened.version, "completed", "She is safe now.")
    assert await town.town.told() == before
    await amina.fan_out()
    assert [await amina.dropped(who) for who in (COUNCIL, NHS)] == dropped
    for kind in ("case.opened", "case.closed", "case.reopened", "case.record.added", "case.record.corrected"):
        assert await town.leaves(kind), kind
    with pytest.raises(NotFound):
        await town.read(record_id, SYSTEM)


async def test_an_emergency_access_is_not_told_to_the_application_of_whom_only_a_private_case_holds(
    database_url: str, tmp_path: Path
) -> None:
    async with sharing_town(database_url, tmp_path) as town:
        await town.town.take(REFUGE, [AMINA], shielded=True)
        case, _ = await written_privately(town, worker(REFUGE, "acc_broker", "duty"))
        amina = Partnership(town.town, town.amina, case.id, "", "")
        queues = [(who, (await amina.subscribe(who))[0]) for who in (COUNCIL, REFUGE)]
        await amina.fan_out()
        before = [len(await amina.deliveries(queue, who)) for who, queue in queues]
        await town.break_in("health")
        await amina.fan_out()
        after = [len(await amina.deliveries(queue, who)) for who, queue in queues]
        assert after == [before[0] + 1, before[1]]


async def test_each_look_is_kept_from_her_until_a_reviewer_decides(town: SharingTown) -> None:
    shown = [one.id for one in await town.town.looks(town.amina)]
    await written_privately(town, SAM)
    assert [one.id for one in await town.town.looks(town.amina)] == shown
    await town.look(SAM)
    assert len(await town.town.looks(town.amina)) == len(shown) + 1, "of what is open she is shown as ever"
    reviewer = holding(worker(COUNCIL, "acc_guardian", "guardian"), "withheld:release")
    town.later(days=KEPT_BACK.days + 1)
    async with town.town.work() as work:
        due = await work.withheld.to_review(viewer_of(reviewer), town.town.clock.now(), Page(100))
    assert {one.look.what for one in due} == {"case", "record"}


async def test_her_copy_holds_nothing_of_it_and_its_officer_opens_none(town: SharingTown) -> None:
    case, [record_id, document_id] = await written_privately(town, SAM)
    request = await ask(town)
    await answering.take_up(town, request)
    found = await answering.listed(town, request)
    barred = {("case", case.id), ("record", record_id), ("record", document_id), ("record_version", f"{record_id}:1")}
    assert {key for key, one in found.items() if one.item.barred is Bar.PRIVATE_SERVICE} > barred
    assert found["case", town.case.id].item.barred is Bar.NONE
    for key in barred:
        with pytest.raises(Denied, match="stays out of every copy"):
            await answering.read(town, request, key)
    await answering.decide_rest(town, request)
    await answering.release(town, request)
    copy = str(await answering.fetch(town, request))
    assert town.case.id in copy
    assert not [id_ for id_ in (case.id, record_id, document_id) if id_ in copy]


async def test_nobody_brings_it_into_a_hub(database_url: str, tmp_path: Path) -> None:
    async with hub_town(database_url, tmp_path) as hub:
        town = hub.there
        chair = holding(CHAIR, "cases:write", "records:write")
        working = Working(person_id=town.amina, professional_id="pro_acc_chair", shielded=True)
        await town.town.record(BOSS, working)
        case, [record_id, _] = await written_privately(town, chair)
        enquiry = await hub.open()
        for refers, id_ in (("case", case.id), ("record", record_id)):
            with pytest.raises(Denied, match="stays where it is"):
                await hub.contribute(enquiry, chair, refers=refers, object_id=id_)
        await hub.contribute(enquiry, chair, refers="case", object_id=town.case.id)


async def test_it_is_kept_and_erased_with_its_class(town: SharingTown) -> None:
    case, [record_id, _] = await written_privately(town, SAM)
    keeping = Keeping(town)
    await keeping.close(case, SAM)
    held = await keeping.held()
    assert held["adult_social_care"].case_ids == (case.id,)
    town.later(days=9 * 365)
    await keeping.erase("adult_social_care")
    assert not await sees(town, BOSS, case)
    with pytest.raises(NotFound):
        await town.read(record_id, BOSS)


async def test_whom_it_is_about_is_not_told_apart_by_guesswork_while_there_is_one(town: SharingTown) -> None:
    """As long as there is any case: whose it is has to be settled first, by those who see it."""
    since = town.town.clock.now()
    town.later(minutes=1)
    await written_privately(town, SAM)
    async with town.town.work() as work:
        with pytest.raises(Conflict, match="settle those first"):
            await must_hold_nothing(work, COUNCIL, town.amina, since)
