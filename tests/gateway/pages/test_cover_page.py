"""Somebody is away, and a colleague stands in: arranged, shown beside them, ended."""

import pytest
from kith.directory.v1 import directory_pb2

from chassis.errors import Conflict, Denied, Invalid, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.district import COUNCIL, MANAGER
from tests.gateway.pages.fakes import Behind

PAGE = "/desk/cover"
WISH: Fields = {"covering_id": "pro_hv", "until-day": "4", "until-month": "12", "until-year": "2026"}


@pytest.fixture(autouse=True)
def colleagues(behind: Behind) -> None:
    """Whoever is found works for the council."""
    found = district.professionals()
    for one in found:
        one.organisation_id, one.organisation_name = COUNCIL, "Lichfield District Council"
    answer = directory_pb2.SearchProfessionalsResponse(professionals=found)
    behind.directory.answers["SearchProfessionals"] = answer


async def test_it_lists_who_covers_for_whom_until_when(priya: Visitor) -> None:
    page = await priya.get(PAGE)
    assert "Lucy Okafor for Samantha Jones, from 20 November 2026 to 4 December 2026" in page.words
    priya.behind.directory.answers["GetMany"] = Unavailable("away")
    assert "Name not shown for Name not shown" in (await priya.get(PAGE)).words


async def test_a_worker_arranges_it_for_herself_among_the_colleagues_found(priya: Visitor) -> None:
    page = await priya.get(f"{PAGE}?q=jon")
    assert "Arrange cover for yourself" in page.words
    assert priya.behind.directory.requests("SearchProfessionals")[0].organisation_id == COUNCIL
    done = await priya.post(f"{PAGE}?q=jon", WISH)
    assert done.location == f"{PAGE}?done=covered"
    [asked] = priya.behind.networks.requests("ArrangeCover")
    assert (asked.professional_id, asked.covering_id, asked.since, asked.until) == ("", "pro_hv", "", "2026-12-04")


async def test_a_manager_arranges_it_for_somebody_who_left_from_the_persons_page(priya: Visitor) -> None:
    manager = priya.as_(MANAGER)
    assert f'href="{PAGE}?whose=pro_sam"' in (await manager.get("/desk/people/per_7f3k")).html
    assert "Arrange cover for Samantha Jones" in (await manager.get(f"{PAGE}?whose=pro_sam")).words
    await manager.post(f"{PAGE}?whose=pro_sam&q=jon", WISH)
    assert priya.behind.networks.requests("ArrangeCover")[0].professional_id == "pro_sam"


async def test_the_persons_page_says_who_covers_and_how_to_reach_them(priya: Visitor) -> None:
    network = district.network()
    network.involvements[0].covered_by, network.involvements[0].covered_until = "pro_okafor", "2026-12-04"
    priya.behind.people.answers["GetNetwork"] = network
    page = await priya.get("/desk/people/per_7f3k")
    assert "Lucy Okafor covers until 4 December 2026: 01543 555 0123" in page.words
    network.involvements[0].covered_by = "pro_unknown"
    page = await priya.get("/desk/people/per_7f3k")
    assert "A colleague covers until 4 December 2026" in page.words
    assert "pro_unknown" in priya.behind.directory.requests("GetMany")[-1].ids


@pytest.mark.parametrize(("left_out", "place"), [("covering_id", "covering_id"), ("until-day", "until-day")])
async def test_what_is_missing_is_said_at_its_place(priya: Visitor, left_out: str, place: str) -> None:
    page = await priya.post(f"{PAGE}?q=jon", {name: value for name, value in WISH.items() if name != left_out})
    assert (page.status, f'href="#{place}"' in page.html) == (400, True)
    assert priya.behind.networks.requests("ArrangeCover") == []


async def test_what_cases_refuses_is_said_in_its_words(priya: Visitor) -> None:
    answers = priya.behind.networks.answers
    answers["ArrangeCover"] = Invalid.field("until", "must not be before the first day")
    page = await priya.post(f"{PAGE}?q=jon", WISH)
    assert (page.status, "Must not be before the first day" in page.words) == (400, True)
    answers["ArrangeCover"] = Denied("the worker herself or a manager arranges it", code="not-yours")
    assert "Only the worker it names, or a manager, does this" in (await priya.post(f"{PAGE}?q=jon", WISH)).words
    answers["EndCover"] = Conflict("this cover has ended already", code="cover-ended")
    assert "This has ended already" in (await priya.post(f"{PAGE}/cov_1/end")).words


async def test_it_is_ended(priya: Visitor) -> None:
    assert (await priya.post(f"{PAGE}/cov_1/end")).location == f"{PAGE}?done=cover-ended"
    assert [one.cover_id for one in priya.behind.networks.requests("EndCover")] == ["cov_1"]


async def test_other_roles_have_no_such_page(priya: Visitor) -> None:
    dpo = priya.as_(district.DPO)
    for answer in (await dpo.get(PAGE), await dpo.post(PAGE, WISH), await dpo.post(f"{PAGE}/cov_1/end")):
        assert answer.status == 403
    assert dpo.behind.networks.asked == []
