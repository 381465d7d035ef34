"""A concern from the desk: raised in a few short questions, answered at the front door, several agencies' together."""

import pytest
from kith.cases.v1 import concerns_pb2 as pb
from kith.directory.v1 import directory_pb2

from chassis.errors import Conflict, Denied, Invalid, Unavailable
from services.cases.domain.concerns.concern import About, Outcome, Urgency
from services.cases.domain.concerns.front_door import ALLEGATIONS, Door
from services.gateway.web import concern_questions, words
from services.gateway.web.pages import front_doors
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.test_share_pages import Filled, Step, answered, kept
from tests.gateway.pages.worries import BRUISES, closed, concern, front_door

PERSON = "/desk/people/per_7f3k"
RAISE, DOOR, DOORS = f"{PERSON}/concern?purpose=direct_care", "/desk/concerns", "/desk/front-doors"
BEGUN: list[Step] = [
    ("about", "Is it about a child or an adult?", {"about": "adult"}),
    ("staff", "Is it about somebody who works with people?", {"staff": "no"}),
    ("council", "Which council is to act?", {"council_id": district.COUNCIL}),
    ("urgency", "How soon must somebody hear of it?", {"urgency": "same_day"}),
    ("words", "What are you worried about?", {"words": BRUISES}),
]
NOBODY_LEFT_OUT: Step = ("left_out", "Is there anybody who must not hear of it?", {})
AGAINST_STAFF: list[Step] = [
    BEGUN[0],
    ("staff", BEGUN[1][1], {"staff": "yes"}),
    ("accused", "Who is it?", {"accused": "pro_sam"}),
    *BEGUN[2:],
]


@pytest.fixture
def mo(nobody: Visitor) -> Visitor:
    """A manager of a council."""
    return nobody.as_(district.MANAGER)


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


def test_the_pages_have_words_for_all_that_cases_knows() -> None:
    assert set(concern_questions.ABOUT) == set(About)
    assert set(concern_questions.URGENCY) == set(words.CONCERNS_URGENT) == set(Urgency)
    assert set(words.CONCERNS_END) == set(Outcome) - {Outcome.NONE}
    assert set(front_doors.DOORS) == set(Door)
    assert set(front_doors.ALLEGATIONS) == set(ALLEGATIONS)


async def test_it_says_999_on_every_page_and_raises_nothing_before_it_was_checked(priya: Visitor) -> None:
    for upto in range(len(BEGUN) + 1):
        page = await answered(priya, BEGUN[:upto], RAISE)
        assert "ring 999" in page.words, upto
    page = await answered(priya, [*BEGUN, NOBODY_LEFT_OUT], RAISE)
    assert "Check what you say" in page.words
    assert "It is not a referral until the council accepts it." in page.words
    assert priya.behind.concerns.requests("RaiseConcern") == []
    done = await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    [wish] = priya.behind.concerns.requests("RaiseConcern")
    assert (wish.person_id, wish.council_id, wish.about) == ("per_7f3k", district.COUNCIL, "adult")
    assert (wish.urgency, wish.allegation, list(wish.exclude)) == ("same_day", False, [])
    assert wish.words.split() == BRUISES.split()
    assert "If anybody is in danger now, ring 999." in done.words
    assert "Adults first" in done.words
    assert 'href="tel:01543308000"' in done.html
    assert "shut just now" not in done.words


async def test_a_door_that_is_shut_is_said(priya: Visitor) -> None:
    late = pb.RaisedConcern(concern=concern(), door=front_door("children"))
    priya.behind.concerns.answers["RaiseConcern"] = late
    page = await answered(priya, [*BEGUN, NOBODY_LEFT_OUT], RAISE)
    done = await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    assert "They are shut just now. If it cannot wait, ring the council." in done.words


async def test_an_allegation_names_whom_it_is_about_and_leaves_nobody_out(priya: Visitor) -> None:
    page = await answered(priya, AGAINST_STAFF[:2], RAISE)
    asked = {**kept(page, RAISE), "change": "accused", "find": "sam"}
    assert "Samantha Jones, social worker" in (await priya.post_bare(RAISE, asked)).words
    page = await answered(priya, AGAINST_STAFF, RAISE)
    assert "Check what you say" in page.words
    assert "Left out" not in page.words
    await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    [wish] = priya.behind.concerns.requests("RaiseConcern")
    assert (wish.allegation, wish.alleged_professional_id) == (True, "pro_sam")
    unnamed: list[Step] = [(n, s, {"accused": "unknown"} if n == "accused" else v) for n, s, v in AGAINST_STAFF]
    page = await answered(priya, unnamed, RAISE)
    await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    assert priya.behind.concerns.requests("RaiseConcern")[1].alleged_professional_id == ""


async def test_who_must_not_hear_of_it_is_found_by_name_and_left_out(priya: Visitor) -> None:
    page = await answered(priya, BEGUN, RAISE)
    found = await priya.post_bare(RAISE, {**kept(page, RAISE), "change": "left_out", "find": "chads"})
    assert "Chadsmead School" in found.words
    chosen: Filled = {"exclude": [district.SCHOOL]}
    page = await answered(priya, [*BEGUN, ("left_out", NOBODY_LEFT_OUT[1], chosen)], RAISE)
    assert "Left out Chadsmead School" in page.words
    await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    assert list(priya.behind.concerns.requests("RaiseConcern")[0].exclude) == [district.SCHOOL]


async def test_a_council_that_hears_of_nothing_here_is_refused_before_anything_is_written(priya: Visitor) -> None:
    hears = priya.behind.concerns.answers["ListFrontDoors"]
    silent = pb.ListFrontDoorsResponse()
    priya.behind.concerns.answers["ListFrontDoors"] = lambda asked: (
        hears if asked.council_id == district.COUNCIL else silent
    )
    another: Step = ("council", BEGUN[2][1], {"council_id": district.TRUST})
    page = await answered(priya, [*BEGUN[:2], another], RAISE)
    assert (page.status, "nobody would be told. Ring it instead" in page.words) == (400, True)
    assert "What are you worried about?" not in page.words


async def test_where_no_council_is_there_to_choose_the_error_leads_to_finding_one(priya: Visitor) -> None:
    priya.behind.concerns.answers["ListFrontDoors"] = pb.ListFrontDoorsResponse()
    for typed in ("", "no such place"):
        page = await answered(priya, [*BEGUN[:2], ("council", BEGUN[2][1], {"find": typed})], RAISE)
        assert (page.status, 'href="#find"' in page.html) == (400, True)


async def test_with_the_directory_away_ones_own_council_is_told_all_the_same(priya: Visitor) -> None:
    for call in ("GetOrganisation", "ListOrganisations", "SearchProfessionals", "GetMany"):
        priya.behind.directory.answers[call] = Unavailable("away")
    page = await answered(priya, BEGUN[:2], RAISE)
    assert "Lichfield District Council" in page.words.partition("Which council is to act?")[2]
    page = await answered(priya, [*BEGUN, NOBODY_LEFT_OUT], RAISE)
    assert "Adults first" in (await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})).words


async def test_a_council_without_that_door_says_that_nobody_was_told(priya: Visitor) -> None:
    nobody_told = Conflict("this council has declared no front door for that: NOBODY WAS TOLD.", code="no-front-door")
    priya.behind.concerns.answers["RaiseConcern"] = nobody_told
    page = await answered(priya, [*BEGUN, NOBODY_LEFT_OUT], RAISE)
    refused = await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    assert (refused.status, "NOBODY WAS TOLD" in refused.words) == (400, True)
    assert "at the front door" not in refused.words


async def test_what_the_service_finds_wrong_is_said_at_its_question(priya: Visitor) -> None:
    priya.behind.concerns.answers["RaiseConcern"] = Invalid.field("words", "must say what it is about")
    page = await answered(priya, [*BEGUN, NOBODY_LEFT_OUT], RAISE)
    refused = await priya.post_bare(RAISE, {**kept(page, RAISE), "record": "yes"})
    assert "What are you worried about?" in refused.words
    assert 'href="#words"' in refused.html


@pytest.mark.parametrize("role", ["guardian", "dpo", "officer", "organisation-admin"])
async def test_who_may_raise_none_is_asked_nothing(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert ((await other.get(RAISE)).status, (await other.post(RAISE)).status) == (403, 403)
    assert "RaiseConcern" not in [name for name, _ in other.behind.concerns.asked]


async def test_it_can_be_raised_of_somebody_whose_network_is_closed(priya: Visitor) -> None:
    priya.behind.people.answers["GetNetwork"] = Denied("no")
    assert f'href="{RAISE}"' in (await priya.get(PERSON)).html
    assert (await priya.get(RAISE)).status == 200


async def test_at_the_front_door_each_says_how_urgent_since_when_and_who_waits(priya: Visitor) -> None:
    page = await priya.get(DOOR)
    first, second = page.words.split("In danger now: 999.")[1].split("Somebody whose name may not be told")
    for said in ("Amina Begum", "Within 1 hour", "Born 17 May 1992", "Raised 3 hours ago", "By Midlands NHS Trust"):
        assert said in first, said
    assert "Nobody has answered in time: with the duty desk" in first
    assert "We have seen it" in first
    for said in ("Against staff", "Within 4 hours", "Seen at the front door 1 hour ago"):
        assert said in second, said
    assert "We have seen it" not in second
    priya.behind.concerns.answers["ListConcerns"] = pb.ListConcernsResponse()
    assert "None is open." in (await priya.get(DOOR)).words


async def test_it_is_acknowledged_and_closed_with_an_outcome_in_words(priya: Visitor) -> None:
    assert (await priya.post(f"{DOOR}/ccn_1/acknowledge")).location == f"{DOOR}?done=concern-acknowledged"
    assert priya.behind.concerns.requests("AcknowledgeConcern")[0].concern_id == "ccn_1"
    ending: Filled = {"outcome-ccn_1": "advice_given", "answer-ccn_1": "We spoke with her GP."}
    for left_out in ending:
        page = await priya.post(f"{DOOR}/ccn_1/close", {k: v for k, v in ending.items() if k != left_out})
        assert (page.status, f'href="#{left_out}"' in page.html) == (400, True)
    assert priya.behind.concerns.requests("CloseConcern") == []
    assert (await priya.post(f"{DOOR}/ccn_1/close", ending)).location == f"{DOOR}?done=concern-closed"
    [sent] = priya.behind.concerns.requests("CloseConcern")
    assert (sent.concern_id, sent.outcome, sent.answer) == ("ccn_1", "advice_given", "We spoke with her GP.")


async def test_somebody_was_faster_and_it_is_said(priya: Visitor) -> None:
    seen = Conflict("this concern has been acknowledged", code="already-acknowledged")
    priya.behind.concerns.answers["AcknowledgeConcern"] = seen
    page = await priya.post(f"{DOOR}/ccn_1/acknowledge")
    assert (page.status, "Somebody has seen this concern already" in page.words) == (409, True)


async def test_a_guardian_answers_what_was_taken_to_them_and_raises_nothing(priya: Visitor) -> None:
    guardian = _acting(priya, "guardian")
    page = await guardian.get(DOOR)
    assert f'action="{DOOR}/ccn_1/acknowledge"' in page.html
    assert f'action="{DOOR}/ccn_1/close"' in page.html
    assert (await guardian.post(f"{DOOR}/ccn_1/acknowledge")).location == f"{DOOR}?done=concern-acknowledged"
    ending: Filled = {"outcome-ccn_1": "passed_on", "answer-ccn_1": "The lead for allegations took it up."}
    assert (await guardian.post(f"{DOOR}/ccn_1/close", ending)).location == f"{DOOR}?done=concern-closed"
    assert (await guardian.get(RAISE)).status == 403


@pytest.mark.parametrize("role", ["dpo", "officer", "organisation-admin"])
async def test_no_other_reviewer_reads_or_answers_at_the_door(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert (await other.get(DOOR)).status == 403
    assert (await other.post(f"{DOOR}/ccn_1/close")).status == 403
    assert other.behind.concerns.asked == []


async def test_several_agencies_concerns_surface_together_on_the_persons_page(priya: Visitor) -> None:
    page = await priya.get(PERSON)
    assert "Concerns (2, from 2 agencies)" in page.words
    assert "Within 1 hour Nobody has answered Raised 3 hours ago by Midlands NHS Trust." in page.words
    assert "by a service that is not named. Advice was given, 1 hour ago" in page.words
    assert "bruises" not in page.words, "what they say is read on their own page"
    assert page.words.index("Concerns (2") < page.words.index("Who is involved (")
    priya.behind.concerns.answers["ListConcerns"] = pb.ListConcernsResponse()
    assert "Concerns" not in (await priya.get(PERSON)).words.partition("Sign out")[2].partition("Born")[2]


async def test_the_person_is_shown_where_concerns_are_away(priya: Visitor) -> None:
    priya.behind.concerns.answers["ListConcerns"] = Unavailable("away")
    page = await priya.get(PERSON)
    assert (page.status, "Concerns about them cannot be looked up just now" in page.words) == (200, True)
    assert "Who is involved (" in page.words


async def test_whose_network_is_closed_has_no_concerns_asked_for(priya: Visitor) -> None:
    priya.behind.people.answers["GetNetwork"] = Denied("no")
    await priya.get(PERSON)
    assert priya.behind.concerns.asked == []


async def test_each_is_read_with_how_it_ended_and_who_raised_it_where_that_may_be_told(priya: Visitor) -> None:
    page = await priya.get(f"{PERSON}/concerns")
    assert priya.behind.concerns.requests("ListConcerns")[0].person_id == "per_7f3k"
    assert "Concerns that you may see: 2. Agencies that raised them: 2." in page.words
    assert "By Midlands NHS Trust" in page.words
    assert "By a service that is not named" in page.words
    assert "What became of it We spoke with her GP." in page.words
    assert '<p class="govuk-body">She would not say how.</p>' in page.html
    assert closed().organisation_id == ""


@pytest.mark.parametrize("role", ["worker", "duty", "guardian", "dpo", "officer"])
async def test_only_a_manager_sees_or_sets_up_front_doors(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    for path in (DOORS, f"{DOORS}/adults"):
        assert (await other.get(path)).status == 403
    assert (await other.post(f"{DOORS}/adults")).status == 403
    assert DOORS not in (await other.get("/desk/sessions")).html
    assert other.behind.concerns.asked == []


async def test_a_manager_reads_which_doors_there_are_and_which_nobody_declared(mo: Visitor) -> None:
    page = await mo.get(DOORS)
    assert page.words.count("Not declared: nobody hears of such a concern here.") == 2
    assert "Days Monday, Tuesday, Wednesday, Thursday and Friday Hours 08:30–17:00 Now Open" in page.words
    assert "Who sits there Samantha Jones" in page.words
    assert f'href="{DOORS}"' in (await mo.get(DOOR)).html


async def test_a_manager_reads_that_nobody_sits_at_a_door_any_more(mo: Visitor) -> None:
    """What is raised there waits unread until it is taken further."""
    assert "works here any more" not in (await mo.get(DOORS)).words
    gone = [one for one in district.professionals() if one.id == "pro_sam"]
    gone[0].disabled_at.FromJsonString("2026-11-20T09:00:00Z")
    mo.behind.directory.answers["GetMany"] = directory_pb2.GetManyResponse(professionals=gone)
    page = await mo.get(DOORS)
    assert "Who sits there Samantha Jones (Worker unavailable)" in page.words
    assert "Nobody who sits there works here any more" in page.words


async def test_a_door_is_declared_in_place_of_the_one_before(mo: Visitor) -> None:
    page = await mo.get(f"{DOORS}/adults")
    assert 'value="Adults first"' in page.html
    assert page.html.count(" checked") == 5
    said: Filled = {"team": "Adults", "contact": "01543 1", "days": ["1", "7"], "opens": "09:00", "closes": "16:00"}
    for left_out in ("team", "contact", "days"):
        page = await mo.post(f"{DOORS}/adults", {k: v for k, v in said.items() if k != left_out})
        assert (page.status, f'href="#{left_out}"' in page.html) == (400, True)
    assert mo.behind.concerns.requests("DeclareFrontDoor") == []
    assert (await mo.post(f"{DOORS}/adults", said)).location == f"{DOORS}?done=front-door"
    [door] = mo.behind.concerns.requests("DeclareFrontDoor")
    assert (door.door, door.team, list(door.days), door.opens) == ("adults", "Adults", [1, 7], "09:00")
    assert list(door.lead_professional_ids) == []


async def test_a_door_for_allegations_names_colleagues_who_were_found(mo: Visitor) -> None:
    page = f"{DOORS}/child_allegations"
    lado = mo.behind.directory.answers["SearchProfessionals"].professionals[0]
    lado.organisation_id = district.COUNCIL
    found = await mo.post(page, {"change": "leads", "find": "sam", "team": "LADO"})
    assert ("Samantha Jones" in found.words, "Lucy Okafor" in found.words) == (True, False)
    assert 'value="LADO"' in found.html
    said: Filled = {"team": "LADO", "contact": "01543 1", "days": ["1"]}
    refused = await mo.post(page, said)
    assert (refused.status, 'href="#find"' in refused.html) == (400, True)
    assert (await mo.post(page, {**said, "leads": ["pro_sam"]})).status == 303
    assert list(mo.behind.concerns.requests("DeclareFrontDoor")[0].lead_professional_ids) == ["pro_sam"]
    assert (await mo.get(f"{DOORS}/back")).status == 404


async def test_a_manager_elsewhere_is_told_that_only_a_council_has_front_doors(mo: Visitor) -> None:
    mo.behind.concerns.answers["DeclareFrontDoor"] = Denied("a council's manager declares its front doors")
    said: Filled = {"team": "Adults", "contact": "01543 1", "days": ["1"]}
    page = await mo.post(f"{DOORS}/adults", said)
    assert (page.status, "A council&#39;s manager declares its front doors" in page.html) == (400, True)
