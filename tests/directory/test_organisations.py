"""Organisations and their teams can be looked through."""

from dataclasses import replace

import pytest

from chassis.errors import Denied, Invalid, NotFound
from services.directory.domain.ids import OrganisationId
from services.directory.domain.organisation import OrganisationRow
from tests.directory.house import LICHFIELD, NOBODY, RESIDENT, SARA, House

MORE = (
    LICHFIELD,
    OrganisationRow(line=3, name="Lichfield Community Health NHS Trust", kind="nhs_trust", identifier="ods:RRE",
                    nation="England"),
    OrganisationRow(line=4, name="City of London Corporation", kind="council", identifier="gss:E09000001"),
    OrganisationRow(line=5, name="Cyngor Sir Ynys Môn", kind="council", identifier="gss:W06000001"),
    OrganisationRow(line=6, name="100% Charity_Trust", kind="charity", nation="Scotland"),
)  # fmt: skip


async def listed(directory: House, *, kind: str = "", name: str = "", identifier: str = "") -> list[str]:
    page = await directory.list_organisations(RESIDENT, kind=kind, name=name, identifier=identifier, limit=50, after="")
    return [each.facts.name for each in page.items]


@pytest.fixture
async def known(directory: House) -> House:
    await directory.with_organisations(*MORE)
    return directory


async def test_a_name_is_found_by_the_beginnings_of_its_words_without_accents(known: House) -> None:
    assert await listed(known, name="lich") == ["Lichfield Community Health NHS Trust", "Lichfield District Council"]
    assert await listed(known, name="coun lichf") == ["Lichfield District Council"]
    assert await listed(known, name="ynys mon") == ["Cyngor Sir Ynys Môn"]
    assert await listed(known, name="ield") == []
    assert await listed(known, name="%") == sorted((row.name for row in MORE), key=str.lower)
    assert await listed(known, name="charity trust") == ["100% Charity_Trust"]


async def test_kind_and_identifier_narrow_the_list(known: House) -> None:
    assert await listed(known, kind="nhs_trust") == ["Lichfield Community Health NHS Trust"]
    assert await listed(known, identifier="GSS:e07000194") == ["Lichfield District Council"]
    assert await listed(known, kind="council", identifier="ods:RRE") == []


async def test_pages_follow_one_another_without_gap_or_overlap(known: House) -> None:
    seen, after = list[str](), ""
    while True:
        page = await known.list_organisations(RESIDENT, kind="", name="", identifier="", limit=2, after=after)
        seen += [each.facts.name for each in page.items]
        after = page.more
        if not after:
            break
    assert seen == await listed(known)
    assert len(seen) == len(MORE)


async def test_teams_of_an_organisation_are_listed_by_name(directory: House) -> None:
    await directory.with_professionals(
        SARA, replace(SARA, external_id="2", team="Access team"), replace(SARA, external_id="3", team="")
    )
    [organisation] = await directory.organisations()
    assert [team.name for team in await directory.list_teams(RESIDENT, organisation.id)] == ["Access team", "Duty team"]
    with pytest.raises(NotFound):
        await directory.list_teams(RESIDENT, OrganisationId("org_unknown"))


@pytest.mark.parametrize(
    ("field", "kind", "identifier", "limit", "after"),
    [
        ("kind", "shop", "", 0, ""),
        ("identifier", "", "gss:Lichfield", 0, ""),
        ("limit", "", "", 51, ""),
        ("limit", "", "", -1, ""),
        ("cursor", "", "", 0, "bm90IG91cnM"),
        ("cursor", "", "", 0, "WzFd"),
    ],
)
async def test_what_means_nothing_is_refused_by_name(
    small: House, field: str, kind: str, identifier: str, limit: int, after: str
) -> None:
    with pytest.raises(Invalid, match=field):
        await small.list_organisations(RESIDENT, kind=kind, name="", identifier=identifier, limit=limit, after=after)


async def test_reading_needs_its_scope(small: House) -> None:
    with pytest.raises(Denied, match="organisations:read"):
        await small.list_organisations(NOBODY, kind="", name="", identifier="", limit=0, after="")
    with pytest.raises(Denied, match="organisations:read"):
        await small.get_organisation(NOBODY, OrganisationId("org_1"))
    with pytest.raises(Denied, match="organisations:read"):
        await small.list_teams(NOBODY, OrganisationId("org_1"))
