"""When there was contact with a person and when there will be: noted by hand, by a feed, and not shown to her."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from chassis.errors import Conflict, Denied, Invalid, NotFound, Stale
from chassis.tokens import Caller
from services.cases.api.rpc.people_messages import involvement
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.networks.involvement import Involvement
from services.cases.usecases.networks.note_contact import NoteContact
from tests.cases.feeds.feed_town import TOMORROW, YESTERDAY, declare, fed, hers, send, shown
from tests.cases.town import AMINA, COUNCIL, NHS, NOW, REFUGE, TODAY, Town, feed, resident, town_at, worker

AT_NHS = replace(AMINA, local_id="77")
NURSE = worker(NHS, "acc_nurse")


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        await built.take(COUNCIL, [AMINA])
        await declare(built)
        await send(built, [AT_NHS])
        yield built


async def note(
    town: Town, one: Involvement, caller: Caller = NURSE, last: date | None = None, following: date | None = None
) -> Involvement:
    return await NoteContact(town.work, town.clock)(caller, one.id, one.version, last, following)


async def test_a_worker_notes_it_and_the_network_sees_it(town: Town) -> None:
    noted = await note(town, await fed(town, "77"), last=YESTERDAY, following=TOMORROW)
    [theirs] = shown((await town.network(worker(COUNCIL), await town.person(COUNCIL))).seats)
    assert (theirs.last_contact, theirs.next_contact, theirs.version) == (YESTERDAY, TOMORROW, noted.version)
    assert noted.version == 1


async def test_no_contact_is_to_come_of_work_that_is_over_or_on_a_day_that_has_passed(town: Town) -> None:
    """“Next in two days” beside somebody who has left would have her wait for nobody."""
    one = await note(town, await fed(town, "77"), last=YESTERDAY, following=TOMORROW)
    said = [
        involvement(one, TODAY),
        involvement(one, TOMORROW),
        involvement(one, TOMORROW + timedelta(days=1)),
        involvement(replace(one, until=YESTERDAY), TODAY),
    ]
    assert [each.next_contact for each in said] == [TOMORROW.isoformat(), TOMORROW.isoformat(), "", ""]
    assert {each.last_contact for each in said} == {YESTERDAY.isoformat()}


async def test_neither_she_nor_who_acts_for_her_reads_when_somebody_will_come(town: Town) -> None:
    """A visit may be meant to find somebody as he is."""
    await send(town, [replace(AT_NHS, status="open", last_contact="2026-11-20", next_contact="2026-11-30")])
    [mine] = shown((await hers(town, await town.person(COUNCIL))).seats)
    assert (mine.case_status, mine.last_contact, mine.next_contact, mine.version) == ("", None, None, 0)


async def test_of_two_who_note_it_at_once_one_wins_and_the_other_is_told(town: Town) -> None:
    one = await fed(town, "77")
    await note(town, one, last=YESTERDAY)
    with pytest.raises(Stale):
        await note(town, one, last=TODAY)
    assert (await fed(town, "77")).last_contact == YESTERDAY
    assert await note(town, await fed(town, "77"), last=YESTERDAY) == await fed(town, "77"), "the same again"


async def test_a_feed_that_has_not_heard_of_it_takes_nothing_back_and_a_newer_word_counts(town: Town) -> None:
    await note(town, await fed(town, "77"), last=TODAY, following=TOMORROW)
    await send(town, [replace(AT_NHS, last_contact="2026-11-20")])
    one = await fed(town, "77")
    assert (one.last_contact, one.next_contact, one.version) == (TODAY, TOMORROW, 1)
    await send(town, [replace(AT_NHS, next_contact="2026-12-24")])
    one = await fed(town, "77")
    assert (one.last_contact, one.next_contact, one.version) == (TODAY, date(2026, 12, 24), 2)


async def test_whoever_is_not_of_the_organisation_finds_nothing_to_note(town: Town) -> None:
    one = await fed(town, "77")
    with pytest.raises(NotFound):
        await note(town, one, worker(COUNCIL, role="manager"), last=TODAY)
    for caller in (feed(NHS), resident()):
        with pytest.raises(Denied):
            await note(town, one, caller, last=TODAY)


async def test_of_a_private_service_its_brokers_note_it_and_to_others_there_it_is_not_there(town: Town) -> None:
    await declare(town, caller=worker(REFUGE, role="manager"), name="refuge", shielded=True)
    await send(town, [AMINA], name="refuge", organisation=REFUGE, shielded=True)
    person_id = await town.person(REFUGE)
    async with town.work() as work:
        found = await work.involvements.of_person(person_id)
    [private] = [one for one in found if one.shielded]
    with pytest.raises(NotFound):
        await note(town, private, worker(REFUGE), last=TODAY)
    assert (await note(town, private, worker(REFUGE, role="duty"), last=TODAY)).last_contact == TODAY
    assert [kind for kind, _ in await town.told()] == ["involvement.changed"], "nobody hears"


async def test_nobody_notes_it_of_herself(town: Town) -> None:
    one = await fed(town, "77")
    async with town.work() as work:
        await work.account_links.add(AccountLink("lnk_1", "acc_nurse", "prf_1", one.person_id, LinkState.LIVE, "", NOW))
    with pytest.raises(NotFound):
        await note(town, one, last=TODAY)


async def test_days_that_cannot_be_and_what_is_over_are_refused(town: Town) -> None:
    one = await fed(town, "77")
    with pytest.raises(Invalid):
        await note(town, one, last=TOMORROW)
    with pytest.raises(Invalid):
        await note(town, one, following=YESTERDAY)
    await send(town, [replace(AT_NHS, since="2026-01-01", until=YESTERDAY.isoformat())])
    with pytest.raises(Conflict):
        await note(town, await fed(town, "77"), last=TODAY)
