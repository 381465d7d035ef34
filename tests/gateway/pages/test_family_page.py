"""Family and household of a person: as far as the worker's organisation works with them, recorded and ended."""

import pytest
from kith.cases.v1 import networks_pb2, people_pb2

from chassis.errors import Conflict, Denied, Invalid, NotFound
from tests.gateway.pages import district
from tests.gateway.pages.around_her import family_link
from tests.gateway.pages.conftest import Fields, Visitor

PERSON = "/desk/people/per_7f3k"
PAGE = f"{PERSON}/family"
ZED: Fields = {
    "kin": "child",
    "given_name": "Zed",
    "family_name": "Begum",
    "date_of_birth-day": "2",
    "date_of_birth-month": "4",
    "date_of_birth-year": "2019",
}


async def test_the_persons_page_leads_there_and_from_there_to_each(priya: Visitor) -> None:
    assert f'href="{PAGE}?purpose=direct_care"' in (await priya.get(PERSON)).html
    page = await priya.get(PAGE)
    assert "Zed Begum, born 2 April 2019: child, since 2 April 2019" in page.words
    assert 'href="/desk/people/per_zed?purpose=direct_care"' in page.html
    assert [one.purpose for one in priya.behind.networks.requests("ListFamily")] == ["direct_care"]


async def test_without_a_purpose_nothing_is_looked_at(priya: Visitor) -> None:
    session = district.sessions()[district.WORKER]
    session.context.purpose = ""
    priya.behind.sessions.answers["GetSession"] = session
    assert "Why do you need to see this?" in (await priya.get(PAGE)).words
    assert priya.behind.networks.asked == []


async def test_only_the_organisation_that_recorded_it_is_offered_its_end(priya: Visitor) -> None:
    assert f'action="{PAGE}/fam_1/end' in (await priya.get(PAGE)).html
    others = family_link()
    others.own = False
    priya.behind.networks.answers["ListFamily"] = networks_pb2.ListFamilyResponse(links=[others])
    assert "/fam_1/end" not in (await priya.get(PAGE)).html
    priya.behind.networks.answers["ListFamily"] = networks_pb2.ListFamilyResponse()
    assert "Nobody we can show you" in (await priya.get(PAGE)).words


async def test_somebody_is_found_and_recorded(priya: Visitor) -> None:
    found = people_pb2.FoundPerson(outcome="match", person_id="per_zed")
    priya.behind.people.answers["FindPerson"] = found
    done = await priya.post(f"{PAGE}?purpose=direct_care", ZED)
    assert done.location == f"{PAGE}?done=family-recorded&purpose=direct_care"
    [asked] = priya.behind.networks.requests("RecordFamilyLink")
    assert (asked.person_id, asked.other_id, asked.kin, asked.since) == ("per_7f3k", "per_zed", "child", "")


async def test_whom_nobody_knows_and_whom_they_do_not_work_with_are_answered_alike(priya: Visitor) -> None:
    said = set()
    for outcome in ("none", "several", "match"):
        priya.behind.people.answers["FindPerson"] = people_pb2.FoundPerson(outcome=outcome, person_id="per_zed")
        for refusal in (NotFound("nothing here"), Denied("not yours")):
            priya.behind.networks.answers["RecordFamilyLink"] = refusal
            page = await priya.post(f"{PAGE}?purpose=direct_care", ZED)
            assert page.status == 400
            said.add(page.html)
    assert len(said) == 1


@pytest.mark.parametrize("left_out", ["kin", "given_name", "family_name", "date_of_birth-day"])
async def test_half_of_it_is_refused_and_nobody_looked_for(priya: Visitor, left_out: str) -> None:
    page = await priya.post(PAGE, {name: value for name, value in ZED.items() if name != left_out})
    assert page.status == 400
    assert priya.behind.people.requests("FindPerson") == []


async def test_what_cases_refuses_is_said_and_it_is_ended(priya: Visitor) -> None:
    answers = priya.behind.networks.answers
    answers["RecordFamilyLink"] = Conflict("your organisation has recorded this already", code="family-link-exists")
    assert "Your organisation has recorded this already" in (await priya.post(PAGE, ZED)).words
    priya.behind.people.answers["FindPerson"] = Invalid.field("identifier.value", "must be an NHS number")
    page = await priya.post(PAGE, {"kin": "child", "nhs_number": "1"})
    assert (page.status, 'href="#nhs_number"' in page.html) == (400, True)
    done = await priya.post(f"{PAGE}/fam_1/end?purpose=direct_care")
    assert done.location == f"{PAGE}?done=family-ended&purpose=direct_care"
    [asked] = priya.behind.networks.requests("EndFamilyLink")
    assert (asked.family_link_id, asked.person_id) == ("fam_1", "per_7f3k")
    answers["EndFamilyLink"] = Conflict("this has ended already", code="family-link-ended")
    assert "This has ended already" in (await priya.post(f"{PAGE}/fam_1/end")).words


async def test_other_roles_have_no_such_page(priya: Visitor) -> None:
    dpo = priya.as_(district.DPO)
    for answer in (await dpo.get(PAGE), await dpo.post(PAGE, ZED), await dpo.post(f"{PAGE}/fam_1/end")):
        assert answer.status == 403
    assert dpo.behind.networks.asked == []
