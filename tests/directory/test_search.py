"""A worker finds a colleague from a few words, however they are typed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Denied, Invalid, Unavailable
from services.directory.domain.professional import ProfessionalRow
from tests.directory.house import LICHFIELD, NOBODY, SARA, House, names, worker

_NUMBERS = iter(range(1, 100_000))


def somebody(given: str, family: str, role: str, place: str, area: str, **more: object) -> ProfessionalRow:
    number = next(_NUMBERS)
    row = replace(
        SARA,
        external_id=f"S{number}",
        given_name=given,
        family_name=family,
        role=role,
        team="North team",
        organisation=f"{place} Trust",
        area=area,
        registration_body="",
        registration_number="",
        email=f"s{number}@trust.example",
        working_days="",
    )
    return replace(row, **more)  # type: ignore[arg-type]  # fields are named by the tests below


LICH, HERT = "E07000194", "E07000098"
STAFF = (
    somebody("Jon", "Smythe", "Health Visitor", "Midlands NHS", LICH),
    somebody("Mary", "Wood", "Health Visitor", "Hertsmere NHS", HERT),
    somebody("Robert", "Green", "Social Worker", "Hertsmere Council", HERT),
    somebody("Siobhán", "O'Brien", "Special Educational Needs Coordinator", "Hertsmere Academy", HERT),
    somebody("Ayşe", "Mac-Donald", "General Practitioner", "Hertsmere NHS", HERT, known_as="Peggy"),
    somebody("Łukasz", "Nowak", "CPN", "Hertsmere NHS", HERT),
    somebody("Ann", "Visitor", "Midwife", "Hertsmere NHS", HERT),
    somebody("Christopher", "Wolstenholme", "Midwife", "Hertsmere NHS", HERT),
)


@pytest.fixture
async def staffed(small: House) -> House:
    await small.with_organisations(LICHFIELD)
    await small.with_professionals(*STAFF)
    await small.indexer().catch_up()
    return small


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Jon Smythe", "Jon Smythe"),
        ("smythe", "Jon Smythe"),
        ("SMYTHE JON", "Jon Smythe"),
        ("j smythe", "Jon Smythe"),
        ("helth vistor lichf", "Jon Smythe"),
        ("hv lichfield", "Jon Smythe"),
        ("bob green", "Robert Green"),
        ("sw hertsmere", "Robert Green"),
        ("siobhan obrien", "Siobhán O'Brien"),
        ("siobhan o'brien", "Siobhán O'Brien"),
        ("brien", "Siobhán O'Brien"),
        ("senco", "Siobhán O'Brien"),
        ("SENDCo hertsmere", "Siobhán O'Brien"),
        ("ayse macdonald", "Ayşe Mac-Donald"),
        ("Peggy Mac Donald", "Ayşe Mac-Donald"),
        ("maggie", "Ayşe Mac-Donald"),
        ("gp", "Ayşe Mac-Donald"),
        ("Dr. Mac-Donald", "Ayşe Mac-Donald"),
        ("lukasz", "Łukasz Nowak"),
        ("community psychiatric nurse", "Łukasz Nowak"),
        ("the midwife at the Hertsmere, Ann", "Ann Visitor"),
        ("chris wolstenholme", "Christopher Wolstenholme"),
        ("Wolstenholme, Chris", "Christopher Wolstenholme"),
        ("wolstenhlme", "Christopher Wolstenholme"),
        ("wolstenhlom", "Christopher Wolstenholme"),
        ("wolst", "Christopher Wolstenholme"),
    ],
)
async def test_the_one_meant_comes_first(staffed: House, typed: str, first: str) -> None:
    assert names(await staffed.find(typed))[0] == first


async def test_a_name_beats_a_role_and_a_role_beats_a_place(staffed: House) -> None:
    first, *others = names(await staffed.find("visitor"))
    assert first == "Ann Visitor"
    assert set(others) == {"Jon Smythe", "Mary Wood"}
    more = (
        somebody("Eve", "Hope", "Housing Officer", "Wood Green", HERT),
        somebody("Zed", "Park", "Green Spaces Officer", "Hertsmere", HERT),
    )
    await staffed.with_professionals(*more)
    await staffed.indexer().catch_up()
    assert names(await staffed.find("green")) == ["Robert Green", "Zed Park", "Eve Hope"]


async def test_two_words_of_a_role_mean_the_role_and_not_a_name_like_one_of_them(staffed: House) -> None:
    await staffed.with_professionals(somebody("Victor", "Burns", "CPN", "Suffolk Health", "E07000245"))
    await staffed.indexer().catch_up()
    assert set(names(await staffed.find("helth vistor"))[:2]) == {"Jon Smythe", "Mary Wood"}


async def test_a_short_word_forgives_nothing_and_a_long_one_two_slips(staffed: House) -> None:
    assert await staffed.find("jno") == []
    assert await staffed.find("wod") == []
    assert names(await staffed.find("smithe")) == ["Jon Smythe"]
    assert await staffed.find("smithee") == []
    assert names(await staffed.find("wolstnhome")) == ["Christopher Wolstenholme"]
    assert await staffed.find("wlstnhome") == []
    assert names(await staffed.find("symthe")) == ["Jon Smythe"], "two letters swapped are one slip"


async def test_beside_another_word_a_short_name_may_have_a_slip(staffed: House) -> None:
    assert names(await staffed.find("Jn Smythe"))[0] == "Jon Smythe"
    assert names(await staffed.find("Mary Wod"))[0] == "Mary Wood"


async def test_where_nobody_fits_every_word_those_who_fit_all_but_one_are_shown(staffed: House) -> None:
    assert set(names(await staffed.find("health visitor wales"))[:2]) == {"Jon Smythe", "Mary Wood"}
    assert await staffed.find("zzzzzz") == []


async def test_the_wanted_area_and_being_at_work_today_come_first_among_equals(staffed: House) -> None:
    assert names(await staffed.find("health visitor", near=LICH))[:2] == ["Jon Smythe", "Mary Wood"]
    assert names(await staffed.find("health visitor", near=HERT))[:2] == ["Mary Wood", "Jon Smythe"]
    twins = [
        somebody("Kim", "Young", "Dentist", "Hertsmere NHS", HERT, working_days=days) for days in ("Tue", "Mon", "Wed")
    ]
    await staffed.with_professionals(*twins)
    await staffed.indexer().catch_up()
    assert (await staffed.find("kim young"))[0].professional.facts.days == ("Mon",)
    staffed.clock.at += timedelta(days=1)
    assert (await staffed.find("kim young"))[0].professional.facts.days == ("Tue",)


async def test_a_search_can_stay_within_one_organisation(staffed: House) -> None:
    [council] = await staffed.organisations("hertsmere council")
    assert names(await staffed.find("hertsmere", within=council.id)) == ["Robert Green"]
    assert await staffed.find("s3@trust.example", within="org_other") == []


async def test_an_exact_mail_address_or_registration_number_finds_its_owner_alone(staffed: House) -> None:
    await staffed.with_professionals(SARA)
    assert names(await staffed.find("SIOBHAN.OBRIEN@midlands.nhs.example ")) == ["Siobhán O'Brien"]
    for typed in ("85I6030W", "nmc 85i6030w", "85 I 6030 W"):
        [found] = await staffed.find(typed)
        assert found.professional.facts.external_id == SARA.external_id
    await staffed.indexer().catch_up()
    assert names(await staffed.find("siobhan.obrien@elsewhere.example"))[0] == "Siobhán O'Brien"


async def test_what_is_shown_is_what_the_database_says_now(staffed: House) -> None:
    smythe = await staffed.one("jon smythe")
    changed = replace(STAFF[0], phone="01632 960999")
    await staffed.with_professionals(changed)
    assert (await staffed.one("jon smythe")).professional.facts.phone == "01632 960999"
    assert smythe.professional.facts.phone != "01632 960999"


async def test_pages_follow_one_another_without_gap_or_overlap(staffed: House) -> None:
    asked = worker("org_elsewhere")
    whole = await staffed.find("hertsmere", limit=50)
    seen, after = list[str](), ""
    while True:
        page = await staffed.search_professionals(asked, text="hertsmere", near="", within="", limit=2, after=after)
        seen += [card.professional.id for card in page.items]
        after = page.more
        if not after:
            break
    assert seen == [card.professional.id for card in whole]
    assert len(seen) == 7


async def test_what_means_nothing_is_refused(small: House) -> None:
    asked = worker("org_elsewhere")
    for text, near, limit, after in (
        ("  ", "", 0, ""),
        ("x" * 201, "", 0, ""),
        ("smythe", "Lichfield", 0, ""),
        ("smythe", "", 51, ""),
        ("smythe", "", 0, "Wy0xXQ"),
        ("smythe", "", 0, "!"),
    ):
        with pytest.raises(Invalid):
            await small.search_professionals(asked, text=text, near=near, within="", limit=limit, after=after)
    with pytest.raises(Denied):
        await small.find("smythe", by=NOBODY)


@pytest.mark.parametrize(
    "typed", ["?!", "' \" (", "AND OR NOT", "name:* ~2", "\x00", "é" * 100, "a " * 99, "-", "日本"]
)
async def test_odd_input_finds_nobody_and_breaks_nothing(staffed: House, typed: str) -> None:
    assert isinstance(await staffed.find(typed), list)


async def test_while_there_is_no_index_yet_a_search_says_so(small: House) -> None:
    with pytest.raises(Unavailable, match="being prepared"):
        await small.find("smythe")
