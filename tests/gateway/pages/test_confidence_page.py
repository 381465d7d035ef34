"""A young person who can decide it keeps something from whoever acts for them, and lets it go again."""

import pytest
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import confidence

PERSON = "/desk/people/per_7f3k"
PAGE = f"{PERSON}/confidence"
KEPT: Fields = {
    "reach": "classes",
    "data_classes": ["sexual_health", "mental_health"],
    "assessed_on-day": "20",
    "assessed_on-month": "11",
    "assessed_on-year": "2026",
    "assessor": "Dr Lee, school nurse",
}


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


async def test_it_says_what_is_kept_and_who_found_them_able_to_decide_it(priya: Visitor) -> None:
    page = await priya.get(PAGE)
    assert "That your organisation works with them, and what it shares; of anybody’s: sexual health" in page.words
    assert "20 November 2026 By Dr Lee, school nurse" in page.words
    assert [one.person_id for one in priya.behind.people.requests("ListConfidences")] == ["per_7f3k"]
    ours = pb.ListConfidencesResponse(confidences=[confidence(())])
    priya.behind.people.answers["ListConfidences"] = ours
    assert "of anybody’s" not in (await priya.get(PAGE)).words
    priya.behind.people.answers["ListConfidences"] = pb.ListConfidencesResponse()
    assert "recorded nothing that they keep so" in (await priya.get(PAGE)).words


async def test_nothing_is_chosen_for_them(priya: Visitor) -> None:
    assert " checked" not in (await priya.get(PAGE)).html


async def test_it_is_kept_with_the_day_and_whoever_found_it(priya: Visitor) -> None:
    done = await priya.post(f"{PAGE}?purpose=direct_care", KEPT)
    assert done.location == f"{PAGE}?done=in-confidence&purpose=direct_care"
    asked = priya.behind.people.requests("KeepInConfidence")[0]
    assert (asked.person_id, list(asked.data_classes)) == ("per_7f3k", ["sexual_health", "mental_health"])
    assert (asked.assessed_on, asked.assessor) == ("2026-11-20", "Dr Lee, school nurse")


async def test_their_own_organisations_work_alone_names_no_class_whatever_was_ticked(priya: Visitor) -> None:
    await priya.post(PAGE, {**KEPT, "reach": "ours"})
    assert list(priya.behind.people.requests("KeepInConfidence")[0].data_classes) == []


@pytest.mark.parametrize(
    ("left_out", "place"),
    [
        ("reach", "reach"),
        ("data_classes", "data_classes"),
        ("assessed_on-day", "assessed_on-day"),
        ("assessor", "assessor"),
    ],
)
async def test_what_is_missing_is_said_at_its_place_and_nothing_is_kept(
    priya: Visitor, left_out: str, place: str
) -> None:
    page = await priya.post(PAGE, {name: value for name, value in KEPT.items() if name != left_out})
    assert (page.status, f'href="#{place}"' in page.html, f'id="{place}"' in page.html) == (400, True, True)
    assert priya.behind.people.requests("KeepInConfidence") == []


async def test_it_ends_once_they_said_so_themselves(priya: Visitor) -> None:
    page = await priya.post(f"{PAGE}/cnf_1/end")
    assert (page.status, 'href="#sure-cnf_1"' in page.html) == (400, True)
    assert priya.behind.people.requests("EndConfidence") == []
    done = await priya.post(f"{PAGE}/cnf_1/end?purpose=direct_care", {"sure-cnf_1": "yes"})
    assert done.location == f"{PAGE}?done=confidence-ended&purpose=direct_care"
    [asked] = priya.behind.people.requests("EndConfidence")
    assert (asked.confidence_id, asked.person_id) == ("cnf_1", "per_7f3k")


async def test_what_cases_refuses_is_said_in_its_words(priya: Visitor) -> None:
    answers = priya.behind.people.answers
    answers["KeepInConfidence"] = Invalid.field("assessed_on", "must not lie in the future")
    page = await priya.post(PAGE, KEPT)
    assert (page.status, '<a href="#assessed_on-day">Must not lie in the future</a>' in page.html) == (400, True)
    no_member = Denied("your organisation has no confirmed involvement with this person", code="not-a-member")
    answers["KeepInConfidence"] = no_member
    page = await priya.post(PAGE, KEPT)
    assert (page.status, "Your organisation has no confirmed involvement" in page.words) == (400, True)
    answers["EndConfidence"] = Conflict("this confidence has ended already", code="confidence-ended")
    page = await priya.post(f"{PAGE}/cnf_1/end", {"sure-cnf_1": "yes"})
    assert (page.status, "This has ended already" in page.words) == (400, True)


@pytest.mark.parametrize("role", ["guardian", "dpo", "officer", "organisation-admin"])
async def test_who_records_none_learns_of_none(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    page = await other.get(PAGE)
    assert (page.status, "sexual health" in page.words) == (403, False)
    assert (await other.post(PAGE, KEPT)).status == 403
    assert (await other.post(f"{PAGE}/cnf_1/end", {"sure-cnf_1": "yes"})).status == 403
    assert other.behind.people.asked == []
    assert "/confidence" not in (await other.get(PERSON)).html


@pytest.mark.parametrize("role", ["worker", "duty", "manager"])
async def test_the_persons_page_leads_there(priya: Visitor, role: str) -> None:
    assert f'href="{PAGE}?purpose=direct_care"' in (await _acting(priya, role).get(PERSON)).html


async def test_of_somebody_the_organisation_does_not_know_there_is_no_page(priya: Visitor) -> None:
    priya.behind.people.answers["ListConfidences"] = NotFound("there is no such person")
    page = await priya.get(PAGE)
    assert (page.status, "Dr Lee" in page.words) == (404, False)


async def test_a_resident_has_no_such_page(amina: Visitor) -> None:
    assert (await amina.get(PAGE)).status == 404
    assert amina.behind.people.asked == []


async def test_who_knows_them_privately_is_sent_to_a_colleague_and_not_told_whether_anything_is_kept(
    priya: Visitor,
) -> None:
    refusal = Denied("ask a colleague: you know this person in your own life", code="knows-her")
    priya.behind.people.answers["ListConfidences"] = refusal
    page = await priya.get(PAGE)
    assert page.status == 403
    assert "Ask a colleague to see to this." in page.words
    assert "confidence" not in page.words
