"""An agency's caseload comes in: nobody is lost, nobody is mixed up, and again changes nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis.errors import Denied, Invalid, NotFound
from services.cases.domain.feeds.arrival import Feed
from services.cases.usecases.feeds.import_caseload import ImportCaseload
from tests.cases.town import (
    AMINA,
    COUNCIL,
    NHS,
    NUMBERS,
    PARTNER,
    REFUGE,
    SCHOOL,
    TODAY,
    Town,
    feed,
    row,
    town_at,
    worker,
)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as built:
        yield built


async def test_good_rows_are_kept_and_bad_ones_named(town: Town) -> None:
    rows = [AMINA, replace(row("2", birth="soon"), line=3), replace(AMINA, line=4), replace(row("3"), line=5)]
    report = await town.take(COUNCIL, rows)
    assert (report.taken, report.unchanged, report.linked) == (2, 0, 0)
    assert [(r.line, r.column) for r in report.refused] == [(3, "date_of_birth"), (4, "local_id")]


async def test_the_same_caseload_again_changes_nothing(town: Town) -> None:
    await town.take(COUNCIL, [AMINA, row("2")])
    before = await town.person(COUNCIL)
    report = await town.take(COUNCIL, [AMINA, row("2")])
    assert (report.taken, report.unchanged, report.linked) == (0, 2, 0)
    assert await town.person(COUNCIL) == before


async def test_a_changed_row_updates_what_the_agency_knows_and_moves_nobody(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    await town.take(NHS, [replace(AMINA, local_id="1"), row("7", nhs_number=NUMBERS[1])])
    before = await town.person(COUNCIL)
    report = await town.take(COUNCIL, [replace(AMINA, nhs_number=NUMBERS[1], phone="01543 2")])
    assert (report.taken, report.linked) == (1, 0)
    assert await town.person(COUNCIL) == before, "a typing error mixes no two lives that are linked"


async def test_two_agencies_with_one_number_and_birth_date_know_one_person(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    again = replace(AMINA, local_id="77", family_name="Khan")
    assert (await town.take(NHS, [again])).linked == 1
    assert await town.person(NHS, "77") == await town.person(COUNCIL)
    assert (await town.take(NHS, [again])).linked == 0, "linked once"


async def test_namesakes_and_twins_stay_apart(town: Town) -> None:
    await town.take(COUNCIL, [AMINA, row("2", nhs_number=NUMBERS[1])])
    await town.take(NHS, [row("7"), row("8", given="Amira", nhs_number=NUMBERS[2])])
    people = {await town.person(o, i) for o, i in ((COUNCIL, "1"), (COUNCIL, "2"), (NHS, "7"), (NHS, "8"))}
    assert len(people) == 4


async def test_colleagues_hear_when_an_agency_joins_and_nobody_hears_of_a_first(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    assert await town.told() == []
    await town.take(NHS, [replace(AMINA, local_id="77")])
    assert await town.told() == [("involvement.changed", await town.person(COUNCIL))]


async def test_a_shielded_service_that_knows_her_betrays_nothing_to_those_who_come_later(town: Town) -> None:
    await town.take(REFUGE, [AMINA], shielded=True)
    report = await town.take(COUNCIL, [AMINA])
    assert (report.taken, report.linked) == (1, 0)
    assert await town.person(COUNCIL) != await town.person(REFUGE)
    assert await town.told() == []


async def test_a_shielded_service_finds_whom_others_know_and_nobody_hears(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    report = await town.take(REFUGE, [AMINA], shielded=True)
    assert (report.taken, report.linked) == (1, 0)
    assert await town.person(REFUGE) == await town.person(COUNCIL)
    assert await town.told() == []


async def test_a_link_is_logged_with_where_to_return_to(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    await town.take(NHS, [replace(AMINA, local_id="77")])
    [link] = await town.links()
    assert link.person_id == await town.person(COUNCIL)
    assert (link.rule, link.ended_at) == ("nhs_number_and_date_of_birth", None)
    async with town.work() as work:
        assert (await work.people.get(link.from_person_id)).id == link.from_person_id


async def test_the_feed_says_the_agency_is_involved_and_since_when_it_knows(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    [seat] = (await town.network(worker(COUNCIL), await town.person(COUNCIL))).seats
    one = seat.involvement
    assert (seat.organisation_name, one.team, one.source, one.as_of, one.confirmed) == (
        "Lichfield District Council",
        "Duty team",
        "social care",
        TODAY,
        True,
    )


async def test_particulars_are_not_readable_in_the_database(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    async with town.work() as work:
        [known] = (await work.people.known(COUNCIL, ["1"])).values()
    assert b"Bore" not in known.sealed
    assert b"01543" not in known.sealed


async def test_an_agency_sends_its_own_caseload_only(town: Town) -> None:
    take = ImportCaseload(town.work, town.keys, town.ids, town.clock)
    with pytest.raises(Denied):
        await take(feed(NHS), Feed(COUNCIL, "social care", TODAY), [AMINA])
    with pytest.raises(Denied):
        await take(worker(COUNCIL), Feed(COUNCIL, "social care", TODAY), [AMINA])
    with pytest.raises(NotFound):
        await take(feed("org_unknown"), Feed("org_unknown", "social care", TODAY), [AMINA])
    with pytest.raises(Invalid):
        await take(feed(COUNCIL), Feed(COUNCIL, "", TODAY), [AMINA])


# What only is probable

AT_HOME = {"sex": "F", "postcode": "WS13 6YY", "address": "1 Bore Street", "phone": "01543 1"}


async def test_who_has_no_number_is_linked_by_name_birth_date_and_telephone_and_the_link_says_how_sure(
    town: Town,
) -> None:
    await town.take(COUNCIL, [replace(AMINA, sex="F", phone="01543 496001")])
    moved = row("77", given="AMNA", sex="F", postcode="B1 1AA", phone="+44 (0)1543 496001")
    report = await town.take(NHS, [moved])
    assert (report.linked, report.likely) == (1, 0)
    assert await town.person(NHS, "77") == await town.person(COUNCIL)
    [link] = await town.links()
    assert link.rule == "probable"
    assert 0.95 <= link.score < 1


async def test_who_is_only_likely_is_not_linked_and_counted(town: Town) -> None:
    await town.take(COUNCIL, [AMINA])
    report = await town.take(NHS, [row("77", postcode="B1 1AA", phone="0121 2")])
    assert (report.linked, report.likely) == (0, 1)
    assert await town.person(NHS, "77") != await town.person(COUNCIL)


async def test_what_a_shielded_service_knows_makes_nobody_likely_elsewhere(town: Town) -> None:
    await town.take(REFUGE, [row("1", **AT_HOME)], shielded=True)
    for organisation, more in ((COUNCIL, AT_HOME), (NHS, {})):
        report = await town.take(organisation, [row("1", given="Amna", **more)])
        assert (report.linked, report.likely) == (0, 0) if organisation == COUNCIL else report.linked == 0
    assert len({await town.person(o) for o in (REFUGE, COUNCIL)}) == 2


async def test_a_shielded_namesake_does_not_change_whom_others_are_linked_to(town: Town) -> None:
    """Winifred is the only one of her name, as far as the council and the trust may know."""
    her = {"given": "Winifred", "family": "Featherstonehaugh", "sex": "F"}
    await town.take(REFUGE, [row("1", birth="1950-01-01", **her)], shielded=True)
    await town.take(COUNCIL, [row("1", **her)])
    assert (await town.take(NHS, [row("1", postcode="B1 1AA", **her)])).linked == 1


async def test_a_namesake_anywhere_leaves_it_to_somebody(town: Town) -> None:
    her = {"given": "Winifred", "family": "Featherstonehaugh", "sex": "F"}
    await town.take(SCHOOL, [row("1", birth="1950-01-01", **her)])
    await town.take(COUNCIL, [row("1", **her)])
    report = await town.take(NHS, [row("1", postcode="B1 1AA", **her)])
    assert (report.linked, report.likely) == (0, 1)


async def test_names_in_each_others_place_are_counted_as_the_name_they_are(town: Town) -> None:
    her = {"given": "Winifred", "family": "Featherstonehaugh", "sex": "F"}
    swapped = {"given": "Featherstonehaugh", "family": "Winifred", "sex": "F"}
    await town.take(COUNCIL, [row("1", **her)])
    assert (await town.take(NHS, [row("1", postcode="B1 1AA", **swapped)])).linked == 1
    await town.take(SCHOOL, [row("1", birth="1950-01-01", **her)])
    report = await town.take(PARTNER, [row("1", postcode="B2 1AA", **swapped)])
    assert (report.linked, report.likely) == (0, 1)


async def test_an_entry_that_changed_is_found_by_what_it_says_now(town: Town) -> None:
    await town.take(COUNCIL, [row("1", given="Zoe", **AT_HOME)])
    await town.take(COUNCIL, [row("1", given="Amina", **AT_HOME)])
    assert (await town.take(NHS, [row("1", given="Zoe", **AT_HOME)])).linked == 0
    assert (await town.take(NHS, [row("2", **AT_HOME)])).linked == 1


async def test_twins_of_one_feed_meet_their_own_entries_of_another(town: Town) -> None:
    twins = [row("1", **AT_HOME), row("2", given="Yusuf", **{**AT_HOME, "sex": "M"})]
    await town.take(COUNCIL, twins)
    assert (await town.take(NHS, [replace(one, local_id=f"N{one.local_id}") for one in reversed(twins)])).linked == 2
    for local_id in "12":
        assert await town.person(NHS, f"N{local_id}") == await town.person(COUNCIL, local_id)
