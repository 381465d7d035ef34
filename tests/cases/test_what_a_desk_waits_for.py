"""What a desk counts tells of nobody; a front door reads whom a concern is about; a copy waits until it is fetched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.errors import Denied
from chassis.tokens import Caller
from services.cases.domain.desk import Queue
from services.cases.ports.casework import Page
from services.cases.store.tables.disclosures import disclosure
from services.cases.usecases.access.list_access_requests import ListAccessRequests
from services.cases.usecases.networks.record_involvement import Working
from services.cases.usecases.rounds.count_waiting import CountWaiting
from tests.cases.access.answering_access import DPO, decide_rest, release, take_up
from tests.cases.access.test_access_requests import ask, record
from tests.cases.concerns.concern_town import (
    DUTY,
    GUARDIAN,
    LADO,
    MANAGER,
    OUTSIDER,
    acknowledge,
    at_the_door,
    close,
    concern_town,
    counted,
    raised,
    seen,
)
from tests.cases.hubs.hub_town import CHAIR, DETECTIVE, NURSE, hub_town
from tests.cases.sharing_town import AMINA_HERSELF, HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, holding
from tests.cases.town import AMINA, NHS, REFUGE, row, worker

NOBODY_ELSE = "2"


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[SharingTown]:
    async with concern_town(database_url, tmp_path) as there:
        yield there


async def test_the_front_door_counts_what_its_list_shows_and_leaves_no_disclosure(town: SharingTown) -> None:
    first = (await raised(town)).concern
    await raised(town, SOCIAL_WORKER)
    await raised(town, allegation=True)
    for caller in (DUTY, MANAGER, LADO, GUARDIAN, SOCIAL_WORKER, HEALTH_VISITOR, OUTSIDER):
        assert (await counted(town, caller))[0] == len((await at_the_door(town, caller)).concerns)
    looks = await town.leaves("disclosure")
    assert [await counted(town, caller) for caller in (DUTY, LADO)] == [(2, 2), (1, 1)]
    await acknowledge(town, first)
    assert await counted(town) == (2, 1)
    await close(town, first)
    assert await counted(town) == (1, 1)
    assert await town.leaves("disclosure") == looks
    with pytest.raises(Denied):
        await counted(town, AMINA_HERSELF)


async def test_who_works_with_her_at_the_council_hears_it_and_does_not_sit_at_the_door(town: SharingTown) -> None:
    await raised(town)
    assert len((await seen(town, SOCIAL_WORKER)).concerns) == 1
    assert (await at_the_door(town, SOCIAL_WORKER)).concerns == []
    assert await counted(town, SOCIAL_WORKER) == (0, 0)


async def test_a_front_door_that_does_not_know_her_reads_whom_it_is_about(town: SharingTown) -> None:
    await town.town.take(NHS, [row(NOBODY_ELSE, given="Zofia", family="Nowak", birth="1988-10-11")])
    zofia = await town.town.person(NHS, NOBODY_ELSE)
    one = (await raised(town, person_id=zofia)).concern
    about = (await at_the_door(town)).about[one.id]
    assert (about.given_name, about.family_name, str(about.date_of_birth)) == ("Zofia", "Nowak", "1988-10-11")
    async with town.town.db.reading() as tx:
        [which] = (await tx.execute(select(disclosure.c.id).where(disclosure.c.person_id == zofia))).scalars()
    async with town.town.work() as work:
        assert (await work.disclosures.get(which)).data_classes == ("identity", "risk")


async def test_it_reads_her_as_it_knows_her_itself_and_never_as_a_private_service_does(town: SharingTown) -> None:
    hidden = row("1", given="Amy", family="Hidden", birth="1992-05-17", nhs_number=AMINA.nhs_number)
    await town.town.take(REFUGE, [hidden], shielded=True)
    counsellor = worker(REFUGE, "acc_counsellor", "manager")
    await town.town.record(counsellor, Working(person_id=town.amina, professional_id="pro_c", shielded=True))
    one = (await raised(town, counsellor)).concern
    assert (await at_the_door(town)).about[one.id].family_name == AMINA.family_name


async def test_who_works_with_her_is_told_nothing_more_of_her(town: SharingTown) -> None:
    await raised(town)
    assert (await seen(town, SOCIAL_WORKER)).about == {}


async def test_releases_are_counted_for_who_sits_there_for_whoever_contributed(
    database_url: str, tmp_path: Path
) -> None:
    async with hub_town(database_url, tmp_path) as town:
        counting = CountWaiting(town.there.town.work, town.there.town.clock)

        async def count(caller: Caller) -> int:
            found = await counting(caller, ["releases"])
            return found[Queue.RELEASES].count

        enquiry = await town.open()
        made = await town.contribute(enquiry)
        asked = await town.ask(made)
        looks = await town.there.leaves("disclosure")
        elsewhere = holding(worker(NHS, "acc_other"), "enquiries:read")
        assert [await count(each) for each in (NURSE, DETECTIVE, CHAIR, elsewhere)] == [1, 0, 0, 0]
        assert await town.there.leaves("disclosure") == looks
        await town.decide(asked)
        assert await count(NURSE) == 0
        await town.ask(await town.contribute(enquiry, text="Her son was there."))
        assert await count(NURSE) == 1
        await town.close(enquiry)
        assert await count(NURSE) == 0


async def test_a_copy_asked_for_by_letter_waits_to_be_handed_over_for_as_long_as_it_is_there(
    town: SharingTown,
) -> None:
    async def to_hand_over() -> list[str]:
        listing = ListAccessRequests(town.town.work, town.town.clock)
        return [one.id for one in (await listing(DPO, Page(50), released=True)).items]

    by_letter, on_her_pages = await record(town), await ask(town)
    assert await to_hand_over() == []
    for each in (by_letter, on_her_pages):
        await take_up(town, each)
        await decide_rest(town, each)
        await release(town, each)
    assert await to_hand_over() == [by_letter.id]
    town.later(days=30)
    assert await to_hand_over() == [by_letter.id]
    town.later(days=1)
    assert await to_hand_over() == []
