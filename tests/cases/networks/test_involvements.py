"""Who works with whom: what is self-declared shows nothing until somebody else confirms it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller, IdempotencyKey
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.networks.hand_over import Successor
from services.cases.domain.networks.involvement import Involvement
from services.cases.usecases.disclose import Disclose
from services.cases.usecases.networks.confirm_involvement import ConfirmInvolvement
from services.cases.usecases.networks.end_involvement import EndInvolvement
from services.cases.usecases.networks.get_my_network import GetMyNetwork
from services.cases.usecases.networks.hand_over_involvement import HandOverInvolvement
from services.cases.usecases.networks.record_involvement import Working
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, SCHOOL, TODAY, Town, feed, resident, town_at, worker

TEACHER = worker(SCHOOL, "acc_teacher")
HEAD = worker(SCHOOL, "acc_head", role="manager")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await built.take(NHS, [replace(AMINA, local_id="77")])
        yield built


async def declared(town: Town) -> Involvement:
    """A teacher says that he works with Amina."""
    return await town.record(TEACHER, Working(person_id=await town.person(COUNCIL), role="teacher"))


async def confirm(town: Town, by: Caller, one: Involvement) -> Involvement:
    return await ConfirmInvolvement(town.work, town.clock)(by, one.id)


async def test_a_self_declared_relationship_shows_nothing_until_confirmed(town: Town) -> None:
    one = await declared(town)
    assert (one.confirmed, one.professional_id) == (False, "pro_acc_teacher")
    with pytest.raises(NotFound):
        await town.network(TEACHER, one.person_id)
    await confirm(town, HEAD, one)
    seen = await town.network(TEACHER, one.person_id)
    assert {seat.organisation_name for seat in seen.seats} == {
        "Lichfield District Council",
        "Midlands NHS Trust",
        "Dimble School",
    }


async def test_nobody_hears_of_it_and_she_does_not_see_it_until_then(town: Town) -> None:
    before = await town.told()
    one = await declared(town)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_amina", "prf_1", one.person_id, LinkState.LIVE, "", NOW))
    assert await town.told() == before
    mine = GetMyNetwork(town.work, Disclose(town.ids, town.clock), town.clock)
    assert len((await mine(resident())).seats) == 2
    await confirm(town, worker(COUNCIL), one)
    assert len((await mine(resident())).seats) == 3
    assert (await town.told())[len(before) :] == [("involvement.changed", one.person_id)]


async def test_a_stranger_or_the_declarer_cannot_confirm(town: Town) -> None:
    one = await declared(town)
    for caller in (TEACHER, worker("org_elsewhere"), worker(SCHOOL, "acc_colleague")):
        with pytest.raises(Denied):
            await confirm(town, caller, one)


async def test_a_worker_speaks_for_herself_only(town: Town) -> None:
    with pytest.raises(Denied):
        await town.record(TEACHER, Working(person_id=await town.person(COUNCIL), professional_id="pro_else"))


async def test_a_manager_records_for_others_and_it_is_confirmed(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    one = await town.record(HEAD, Working(person_id=person_id, professional_id="pro_else", role="teacher"))
    assert (one.confirmed, one.source) == (True, "manager")
    assert await town.network(TEACHER, person_id)


async def test_a_feed_names_people_by_its_own_ids_and_confirms_what_was_declared(town: Town) -> None:
    nurse = worker(NHS, "acc_nurse")
    one = await town.record(nurse, Working(local_id="77"))
    fed = await town.record(feed(NHS), Working(local_id="77", professional_id="pro_acc_nurse"))
    assert (fed.id, fed.confirmed) == (one.id, True)
    with pytest.raises(NotFound):
        await town.record(feed(NHS), Working(local_id="1", professional_id="pro_acc_nurse"))


async def test_the_same_twice_is_refused_and_a_retried_request_is_not(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    retrying = replace(TEACHER, idempotency=IdempotencyKey("key-1", "hash"))
    one = await town.record(retrying, Working(person_id=person_id))
    assert (await town.record(retrying, Working(person_id=person_id))).id == one.id
    with pytest.raises(Conflict):
        await town.record(TEACHER, Working(person_id=person_id))


async def test_nobody_works_with_himself(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_teacher", "prf_1", person_id, LinkState.LIVE, "", NOW))
    with pytest.raises(Denied):
        await town.record(TEACHER, Working(person_id=person_id))


async def test_malformed_involvements_are_refused(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    for working in (
        Working(person_id=person_id, since=TODAY + timedelta(days=1)),
        Working(person_id=person_id, role="r" * 101),
    ):
        with pytest.raises(Invalid):
            await town.record(TEACHER, working)
    with pytest.raises(Invalid):
        await town.record(HEAD, Working(person_id=person_id))
    with pytest.raises(NotFound):
        await town.record(TEACHER, Working(person_id="per_unknown"))


async def test_a_network_closes_when_the_last_involvement_of_an_agency_has_ended(town: Town) -> None:
    one = await declared(town)
    await confirm(town, HEAD, one)
    ended = await EndInvolvement(town.work, town.clock)(TEACHER, one.id, None)
    assert ended.until == TODAY
    assert await town.network(TEACHER, one.person_id), "current through its last day"
    town.clock.at += timedelta(days=1)
    with pytest.raises(NotFound):
        await town.network(TEACHER, one.person_id)
    seen = await town.network(worker(COUNCIL), one.person_id)
    assert seen.seats[-1].involvement.id == one.id, "the past is shown last"


async def test_an_involvement_is_ended_by_those_it_concerns(town: Town) -> None:
    one = await declared(town)
    end = EndInvolvement(town.work, town.clock)
    with pytest.raises(NotFound):
        await end(worker(COUNCIL, role="manager"), one.id, None)
    with pytest.raises(Denied):
        await end(worker(SCHOOL, "acc_colleague"), one.id, None)
    with pytest.raises(Invalid):
        await end(HEAD, one.id, TODAY - timedelta(days=1))
    await end(HEAD, one.id, None)
    with pytest.raises(Conflict):
        await end(HEAD, one.id, None)


async def test_a_duty_desk_opens_a_network_and_it_is_on_her_page(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    with pytest.raises(NotFound):
        await town.network(worker(SCHOOL), person_id)
    assert (await town.network(worker(SCHOOL, role="duty"), person_id)).seats
    [look] = await town.looks(person_id)
    assert (look.what, look.role, look.basis) == ("network", "duty", "duty")


async def test_a_worker_never_looks_at_her_own_network_as_a_worker(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_worker", "prf_1", person_id, LinkState.LIVE, "", NOW))
    for role in ("worker", "duty", "manager"):
        with pytest.raises(Denied):
            await town.network(worker(COUNCIL, role=role), person_id)


async def test_a_colleague_who_may_not_know_of_a_private_one_is_not_told_by_ending_or_confirming_it(
    town: Town,
) -> None:
    person_id = await town.person(COUNCIL)
    private = await town.record(HEAD, Working(person_id=person_id, professional_id="pro_counsellor", shielded=True))
    for verb in (EndInvolvement(town.work, town.clock), ConfirmInvolvement(town.work, town.clock)):
        said = []
        for involvement_id in (private.id, "inv_nobody_s"):
            args = (TEACHER, involvement_id, None) if isinstance(verb, EndInvolvement) else (TEACHER, involvement_id)
            with pytest.raises(NotFound) as refused:
                await verb(*args)
            said.append((refused.value.code, str(refused.value)))
        assert said[0] == said[1]


async def test_a_colleague_does_not_learn_of_a_private_one_by_saying_that_her_team_works_with_her(town: Town) -> None:
    person_id = await town.person(COUNCIL)
    await town.record(HEAD, Working(person_id=person_id, team="Counselling", shielded=True))
    nobody_named = replace(TEACHER, claims={**TEACHER.claims, "pro": ""})
    one = await town.record(nobody_named, Working(person_id=person_id, team="Counselling"))
    assert (one.confirmed, one.shielded) == (False, False)


async def test_nobody_changes_who_works_with_himself(town: Town) -> None:
    """A manager whom his own organisation works with; the page he has as a resident tells him the ids."""
    one = await declared(town)
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_head", "prf_1", one.person_id, LinkState.LIVE, "", NOW))
    with pytest.raises(NotFound):
        await confirm(town, HEAD, one)
    deputy = worker(SCHOOL, "acc_deputy", role="manager")
    await confirm(town, deputy, one)
    with pytest.raises(NotFound):
        await EndInvolvement(town.work, town.clock)(HEAD, one.id, None)
    with pytest.raises(NotFound):
        await HandOverInvolvement(town.work, town.ids, town.clock)(HEAD, one.id, Successor("pro_friend"), None)
    assert (await EndInvolvement(town.work, town.clock)(deputy, one.id, None)).until == TODAY
