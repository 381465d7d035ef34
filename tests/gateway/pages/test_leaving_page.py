"""A worker leaves a person's network, or her manager says that her work there has ended."""

import pytest

from chassis.errors import Conflict, Denied, Invalid
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.district import MANAGER

PERSON = "/desk/people/per_7f3k"
PAGE = f"{PERSON}/involvements/inv_1/end"


async def test_a_manager_finds_the_way_from_the_persons_page_and_a_colleague_does_not(priya: Visitor) -> None:
    managers = await priya.as_(MANAGER).get(PERSON)
    assert f'href="{PAGE}?purpose=direct_care"' in managers.html
    assert managers.html.count("/end?purpose=") == 1, "only where her own organisation holds it"
    assert "/end?purpose=" not in (await priya.get(PERSON)).html


async def test_whom_it_names_finds_it_too_confirmed_or_not_until_it_has_an_end(priya: Visitor) -> None:
    network = district.network()
    network.involvements[0].professional_id = "pro_priya"
    network.involvements[0].confirmed = False
    priya.behind.people.answers["GetNetwork"] = network
    assert PAGE in (await priya.get(PERSON)).html
    network.involvements[0].until = "2026-11-30"
    assert PAGE not in (await priya.get(PERSON)).html


async def test_it_ends_on_the_day_named_or_today(priya: Visitor) -> None:
    assert "Nobody carries on" in (await priya.get(PAGE)).words
    day = {"until-day": "20", "until-month": "11", "until-year": "2026"}
    done = await priya.post(f"{PAGE}?purpose=direct_care", day)
    assert done.location == f"{PERSON}?done=left&purpose=direct_care"
    await priya.post(PAGE, {})
    [named, today] = priya.behind.people.requests("EndInvolvement")
    assert (named.involvement_id, named.person_id, named.until) == ("inv_1", "per_7f3k", "2026-11-20")
    assert today.until == ""
    assert "It is recorded that this work has ended" in (await priya.get(f"{PERSON}?done=left")).words


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (Invalid.field("until", "must not be in the future"), "Must not be in the future"),
        (Conflict("this involvement has ended already", code="involvement-ended"), "This has ended already"),
        (Denied("it is not hers", code="not-yours"), "Only the worker it names, or a manager, does this"),
    ],
    ids=["a day to come", "over", "not hers"],
)
async def test_what_cases_refuses_is_said(priya: Visitor, refused: Exception, said: str) -> None:
    priya.behind.people.answers["EndInvolvement"] = refused
    page = await priya.post(PAGE, {})
    assert said in page.words
    assert page.status in (400, 403)


async def test_other_roles_have_no_such_page(priya: Visitor) -> None:
    dpo = priya.as_(district.DPO)
    assert (await dpo.get(PAGE)).status == 403
    assert (await dpo.post(PAGE, {})).status == 403
    assert dpo.behind.people.requests("EndInvolvement") == []
