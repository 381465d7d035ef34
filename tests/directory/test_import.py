"""Organisations and professionals come in from files."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from chassis.errors import Denied, Invalid, NotFound
from services.directory.domain.report import Rejection
from services.directory.store import tables
from services.directory.usecases.rows import CHUNK, MOST_ROWS
from tests.directory.house import (
    LICHFIELD,
    NOBODY,
    OPERATOR,
    RESIDENT,
    SARA,
    House,
    administrator,
    worker,
)
from tests.directory.population import professionals


async def told(directory: House) -> list[str]:
    """The organisation of each change of one that waits to be published, in order."""
    async with directory.db.reading() as tx:
        rows = await tx.execute(select(tables.outbox.table).order_by(tables.outbox.table.c.number))
        return [row.key for row in rows if row.type == "organisation_changed"]


async def test_what_comes_in_can_be_read_with_its_organisation_and_team(directory: House) -> None:
    report = await directory.with_professionals(SARA)
    assert (report.taken, report.unchanged, report.rejected) == (1, 0, [])
    [organisation] = await directory.organisations()
    assert (organisation.facts.name, organisation.facts.nation) == ("Midlands Community NHS Trust", "England")
    [team] = await directory.list_teams(OPERATOR, organisation.id)
    await directory.indexer().catch_up()
    card = await directory.one()
    assert (card.organisation_name, card.team_name) == ("Midlands Community NHS Trust", "Duty team")
    assert (card.professional.organisation, card.professional.team) == (organisation.id, team.id)
    assert card.professional.facts.registration is not None
    assert card.professional.updated_at == directory.clock.at


async def test_the_same_file_again_changes_nothing(directory: House) -> None:
    rows = list(professionals(CHUNK + 10))
    first = await directory.with_professionals(*rows)
    assert (first.taken, first.unchanged) == (CHUNK + 10, 0)
    events, indexer = await told(directory), directory.indexer()
    await indexer.catch_up()
    again = await directory.with_professionals(*rows)
    assert (again.taken, again.unchanged) == (0, CHUNK + 10)
    assert await told(directory) == events
    assert await indexer.catch_up() == 0


async def test_a_changed_row_updates_the_professional_and_keeps_her_id(directory: House) -> None:
    await directory.with_professionals(SARA)
    await directory.indexer().catch_up()
    before = await directory.one()
    moved = replace(SARA, family_name="Jones", team="Access team", organisation="Wye NHS Trust", area="W06000023")
    report = await directory.with_professionals(moved)
    assert (report.taken, report.unchanged) == (1, 0)
    after = await directory.get_professional(OPERATOR, before.professional.id)
    assert after.professional.facts.family_name == "Jones"
    assert (after.organisation_name, after.team_name) == ("Wye NHS Trust", "Access team")


async def test_bad_rows_are_named_by_line_and_the_rest_is_kept(directory: House) -> None:
    report = await directory.with_professionals(
        replace(SARA, line=2),
        replace(SARA, line=3, external_id="3", phone="none"),
        replace(SARA, line=4, external_id="4", registration_number="1"),
        replace(SARA, line=5, external_id="5"),
    )
    assert report.taken == 2
    assert [(bad.line, bad.column) for bad in report.rejected] == [(3, "phone"), (4, "registration_number")]
    assert report.rejected[0] == Rejection(3, "phone", "has no digits")


async def test_an_id_twice_in_one_file_is_one_professional_as_the_last_row_says(directory: House) -> None:
    report = await directory.with_professionals(SARA, replace(SARA, line=3, role="Midwife"))
    assert report.taken == 2
    await directory.indexer().catch_up()
    assert (await directory.one()).professional.facts.role == "Midwife"


async def test_schools_of_one_name_are_told_apart_by_their_area(directory: House) -> None:
    school = replace(SARA, organisation="St Mary's School", organisation_kind="school", registration_body="")
    school = replace(school, registration_number="")
    await directory.with_professionals(
        school, replace(school, external_id="2", organisation="St. Marys School", area="W06000002")
    )
    assert {each.facts.area for each in await directory.organisations("mary")} == {"E07000194", "W06000002"}
    report = await directory.with_professionals(replace(school, line=9, external_id="3", area=""))
    assert [(bad.line, bad.column) for bad in report.rejected] == [(9, "area_gss")]


async def test_professionals_of_a_registered_organisation_join_it(directory: House) -> None:
    await directory.with_organisations(LICHFIELD)
    council = replace(SARA, organisation="LICHFIELD district council", organisation_kind="council")
    await directory.with_professionals(council)
    [organisation] = await directory.organisations()
    assert organisation.facts.name == "Lichfield District Council"
    assert organisation.facts.identifier == "gss:E07000194"


async def test_a_register_gives_its_identifier_to_what_a_feed_had_made(directory: House) -> None:
    await directory.with_professionals(replace(SARA, organisation=LICHFIELD.name, organisation_kind="council"))
    [made] = await directory.organisations()
    report = await directory.with_organisations(LICHFIELD)
    assert report.taken == 1
    assert await directory.get_organisation(OPERATOR, made.id) == replace(
        made, facts=replace(made.facts, identifier="gss:E07000194")
    )


async def test_an_organisation_is_renamed_by_its_identifier(directory: House) -> None:
    await directory.with_organisations(LICHFIELD)
    [before] = await directory.organisations()
    again = await directory.with_organisations(LICHFIELD, replace(LICHFIELD, line=3, name="Lichfield City Council"))
    assert (again.taken, again.unchanged) == (1, 1)
    [after] = await directory.organisations()
    assert (after.id, after.facts.name) == (before.id, "Lichfield City Council")
    assert await told(directory) == [before.id, before.id]


async def test_a_name_that_another_organisation_bears_is_refused(directory: House) -> None:
    await directory.with_organisations(LICHFIELD)
    report = await directory.with_organisations(
        replace(LICHFIELD, line=7, identifier="gss:E07000098", area="E07000194")
    )
    assert [(bad.line, bad.column) for bad in report.rejected] == [(7, "name")]


async def test_others_hear_of_each_organisation_once_it_is_committed(directory: House) -> None:
    await directory.with_professionals(SARA, replace(SARA, external_id="2"))
    [organisation] = await directory.organisations()
    assert await told(directory) == [organisation.id]


async def test_each_import_leaves_a_leaf_that_keeps_to_itself_who_did_what(directory: House) -> None:
    await directory.with_professionals(SARA)
    async with directory.db.reading() as tx:
        leaves = (await tx.execute(select(tables.log.leaf).order_by(tables.log.leaf.c.seq))).all()
    assert [leaf.kind for leaf in leaves] == ["organisation.changed", "professionals.imported"]
    assert not any(b"acc_operator" in leaf.sealed or b"Midlands" in leaf.sealed for leaf in leaves)


async def test_an_administrator_brings_in_her_own_staff_only(directory: House) -> None:
    await directory.with_professionals(SARA)
    [hers] = await directory.organisations()
    own = replace(SARA, line=5, external_id="77", given_name="Ada", area="W06000002")
    report = await directory.import_professionals(
        administrator(hers.id), [own, replace(own, line=6, organisation="Another NHS Trust")]
    )
    assert report.taken == 1
    assert report.rejected == [Rejection(6, "organisation", "is not the one you act for")]
    assert len(await directory.organisations()) == 1


async def test_one_feed_cannot_take_over_what_another_brought(directory: House) -> None:
    await directory.with_professionals(SARA)
    await directory.indexer().catch_up()
    before = await directory.one()
    [hers] = await directory.organisations()
    same_id = replace(SARA, given_name="Mallory", family_name="Brown", email="mallory@evil.example")
    await directory.import_professionals(administrator(hers.id), [same_id])
    after = await directory.get_professional(worker(hers.id), before.professional.id)
    assert after.professional.facts.family_name == "O'Brien"
    assert len(await directory.find("brown")) == 0
    await directory.indexer().catch_up()
    [mallory] = await directory.find("brown")
    assert mallory.professional.id != before.professional.id


async def test_only_those_who_may_bring_anybody_in(directory: House) -> None:
    for caller in (RESIDENT, NOBODY):
        with pytest.raises(Denied, match="directory:write"):
            await directory.import_professionals(caller, [SARA])
        with pytest.raises(Denied, match="directory:write"):
            await directory.import_organisations(caller, [LICHFIELD])
    with pytest.raises(Denied, match="operator"):
        await directory.import_organisations(administrator("org_1"), [LICHFIELD])
    with pytest.raises(Denied, match="organisation to act for"):
        await directory.import_professionals(administrator(""), [SARA])
    with pytest.raises(NotFound):
        await directory.import_professionals(administrator("org_unknown"), [SARA])
    assert await directory.organisations() == []


async def test_a_file_that_is_too_long_is_refused_whole(small: House) -> None:
    with pytest.raises(Invalid, match="send the file in parts"):
        await small.with_professionals(*[SARA] * (MOST_ROWS + 1))
    assert await small.organisations() == []


async def test_imports_side_by_side_lose_no_row_and_no_change_for_the_index(directory: House) -> None:
    rows = list(professionals(300))
    indexer, stopping = directory.indexer(), asyncio.Event()

    async def follow() -> int:
        seen = 0
        while not stopping.is_set():
            seen += await indexer.catch_up()
        return seen + await indexer.catch_up()

    following = asyncio.create_task(follow())
    reports = await asyncio.gather(*(directory.with_professionals(*rows[start:]) for start in (0, 50, 100, 150)))
    stopping.set()
    assert sum(report.taken for report in reports) == 300
    assert sum(report.unchanged for report in reports) == 250 + 200 + 150
    assert await following == 300
    for row in rows[::17]:
        found = await directory.find(f"{row.given_name} {row.family_name} {row.role}", limit=50)
        assert row.external_id in {card.professional.facts.external_id for card in found}
