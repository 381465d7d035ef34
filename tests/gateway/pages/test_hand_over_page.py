"""A worker, or her manager, hands her part over to a colleague: found, chosen, from a day."""

import pytest
from kith.directory.v1 import directory_pb2

from chassis.errors import Conflict, Invalid, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.district import COUNCIL, MANAGER, at
from tests.gateway.pages.fakes import Behind

PERSON = "/desk/people/per_7f3k"
PAGE = f"{PERSON}/involvements/inv_1/hand-over"


@pytest.fixture(autouse=True)
def colleagues(behind: Behind) -> None:
    """Whoever is found works for the council."""
    found = district.professionals()
    for one in found:
        one.organisation_id, one.organisation_name = COUNCIL, "Lichfield District Council"
    answer = directory_pb2.SearchProfessionalsResponse(professionals=found)
    behind.directory.answers["SearchProfessionals"] = answer


async def test_a_manager_finds_the_way_from_the_persons_page_and_a_colleague_does_not(priya: Visitor) -> None:
    managers = await priya.as_(MANAGER).get(PERSON)
    assert f'href="{PAGE}?purpose=direct_care"' in managers.html
    assert managers.html.count("/hand-over?purpose=") == 1, "only where her own organisation holds it"
    assert "/hand-over" not in (await priya.get(PERSON)).html


async def test_whom_it_names_finds_it_too_until_it_has_an_end(priya: Visitor) -> None:
    network = district.network()
    network.involvements[0].professional_id = "pro_priya"
    priya.behind.people.answers["GetNetwork"] = network
    assert "/hand-over" in (await priya.get(PERSON)).html
    network.involvements[0].until = "2026-11-30"
    assert "/hand-over" not in (await priya.get(PERSON)).html


async def test_colleagues_are_looked_for_in_ones_own_organisation_and_leavers_left_out(priya: Visitor) -> None:
    answer = priya.behind.directory.answers["SearchProfessionals"]
    answer.professionals[1].disabled_at.CopyFrom(at(days=1))
    answer.professionals[0].organisation_id = "org_elsewhere"
    page = await priya.get(f"{PAGE}?q=jon")
    [asked] = priya.behind.directory.requests("SearchProfessionals")
    assert (asked.query, asked.organisation_id) == ("jon", COUNCIL)
    assert "Jon Smythe, health visitor, Lichfield District Council" in page.words
    assert "Okafor" not in page.words
    assert "Samantha" not in page.words
    priya.behind.directory.answers["SearchProfessionals"] = Unavailable("away")
    assert "The directory is away just now" in (await priya.get(f"{PAGE}?q=jon")).words


async def test_it_is_handed_to_whoever_was_chosen_from_the_day_named(priya: Visitor) -> None:
    day = {"since-day": "20", "since-month": "11", "since-year": "2026"}
    done = await priya.post(f"{PAGE}?q=jon&purpose=direct_care", {"professional_id": "pro_hv", **day})
    assert done.location == f"{PERSON}?done=handed-over&purpose=direct_care"
    [asked] = priya.behind.networks.requests("HandOverInvolvement")
    assert (asked.involvement_id, asked.professional_id, asked.since) == ("inv_1", "pro_hv", "2026-11-20")
    assert asked.person_id == "per_7f3k", "whom the page says it is about"
    await priya.post(PAGE, {"team": "Duty team"})
    asked = priya.behind.networks.requests("HandOverInvolvement")[1]
    assert (asked.professional_id, asked.team, asked.since) == ("", "Duty team", "")


@pytest.mark.parametrize("chosen", ["", "pro_somebody_else"])
async def test_nobody_is_handed_it_who_was_not_found(priya: Visitor, chosen: str) -> None:
    page = await priya.post(f"{PAGE}?q=jon", {"professional_id": chosen})
    assert page.status == 400
    assert priya.behind.networks.asked == []


async def test_what_cases_refuses_is_said(priya: Visitor) -> None:
    answers = priya.behind.networks.answers
    answers["HandOverInvolvement"] = Invalid.field("since", "must be after the day it began")
    page = await priya.post(PAGE, {"team": "Duty team"})
    assert (page.status, "Must be after the day it began" in page.words) == (400, True)
    answers["HandOverInvolvement"] = Conflict("this involvement has ended already", code="involvement-ended")
    assert "This has ended already" in (await priya.post(PAGE, {"team": "Duty team"})).words


async def test_other_roles_have_no_such_page(priya: Visitor) -> None:
    dpo = priya.as_(district.DPO)
    assert (await dpo.get(PAGE)).status == 403
    assert (await dpo.post(PAGE, {"team": "Duty team"})).status == 403
    assert dpo.behind.networks.asked == []
