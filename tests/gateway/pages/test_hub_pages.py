"""A multi-agency hub at the desk: for whoever sits there; for everybody else there are no such pages."""

import re
from typing import Any

import pytest
from kith.cases.v1 import hubs_pb2, rounds_pb2
from kith.directory.v1 import directory_pb2
from kith.identity.v1 import sessions_pb2

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound
from tests.gateway.pages import district, hub_rooms
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.district import COUNCIL, SCHOOL, TRUST
from tests.gateway.pages.test_share_pages import Filled, Step, answered, kept

OPEN, INSIDE = "/desk/hubs/hub_1/enquiry", "/desk/enquiries/enq_1"
WHY = "?purpose=safeguarding_adult"
BRING, DECIDE = f"{INSIDE}/contribute", f"{INSIDE}/releases/rel_1"
NAMES: Filled = {
    "given_name": "Amina",
    "family_name": "Begum",
    "date_of_birth-day": "17",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1992",
}
LAWFUL: Step = ("lawful", "How is it lawful?", {"basis_kind": "public_task"})
CONDITION: Step = (
    "condition",
    "Why may this kind of information be shared?",
    {"condition": "sch1_18"},
)
ASKING: Step = ("asking", "Why are they not asked?", {"para_18": "would_prejudice"})
TOLD: Step = (
    "told",
    "What are they told?",
    {
        "reason": "Care Act 2014 section 42 asks for it.",
        "informed": "no",
        "not_informed_reason": "He reads her messages.",
    },
)
NO_SUCH = NotFound("there is nothing here that you may see")


def in_role(visitor: Visitor, role: str, organisation: str = COUNCIL) -> Visitor:
    def session(request: sessions_pb2.GetSessionRequest) -> sessions_pb2.Session:
        found = district.sessions()[district.WORKER]
        found.context.CopyFrom(district.context(role=role, organisation=organisation))
        return found

    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


@pytest.fixture
def seatless(priya: Visitor) -> Visitor:
    """Somebody of the same council who sits nowhere, as cases answers her."""
    hubs = priya.behind.hubs.answers
    hubs |= dict.fromkeys(hubs, NO_SUCH) | {"ListHubs": hubs_pb2.ListHubsResponse()}
    priya.behind.rounds.answers["CountWaiting"] = rounds_pb2.CountWaitingResponse()
    return priya


@pytest.mark.parametrize("refused", [hubs_pb2.ListHubsResponse(), Denied("this needs the scope hubs:read")])
async def test_who_sits_nowhere_finds_no_link_and_no_page_as_if_there_were_no_hub(
    seatless: Visitor, refused: Any
) -> None:
    seatless.behind.hubs.answers["ListHubs"] = refused
    desk = await seatless.get("/desk")
    assert "hub" not in desk.html.lower()
    nothing = await seatless.get("/desk/enquiries/enq_nobodys")
    assert (nothing.status, "There is nothing here" in nothing.words) == (404, True)
    for path in ("/desk/hubs", OPEN, "/desk/hubs/hub_9/enquiry", "/desk/enquiries", INSIDE, BRING, DECIDE):
        page = await seatless.get(path)
        assert (page.status, page.html) == (404, nothing.html), path
        unsaid = {name: value for name, value in page.headers.items() if name != "Date"}
        assert unsaid == {name: value for name, value in nothing.headers.items() if name != "Date"}, path
    for path in ("/desk/contributions/ctb_1", "/desk/contributions/ctb_9"):
        assert (await seatless.get(path)).html == nothing.html
    for path in ("/desk/hubs/hub_1/accept", "/desk/hubs/hub_1/seats", "/desk/hubs/hub_1/seats/sea_1/end", OPEN):
        assert (await seatless.post(path, {"seat": "duty"})).html == nothing.html, path
    asked = {name for name, _ in seatless.behind.hubs.asked}
    assert asked <= {"ListHubs", "GetEnquiry", "GetContribution"}


async def test_who_sits_there_finds_the_hub_from_the_desk_with_its_terms_and_members(priya: Visitor) -> None:
    assert 'href="/desk/hubs"' in (await priya.get("/desk")).html
    page = await priya.get("/desk/hubs")
    assert "What is said here stays here." in page.words
    assert "Samantha Jones, Lichfield District Council" in page.words
    assert "All of its duty desk, Midlands NHS Trust" in page.words
    assert "Has not accepted yet Chadsmead School" in page.words
    assert f'href="{OPEN}"' in page.html
    assert not re.search(r'action="/desk/hubs/[^"]*/(accept|seats)', page.html)


async def test_a_manager_accepts_the_terms_and_then_gives_and_ends_seats(priya: Visitor) -> None:
    manager = in_role(priya, "manager", SCHOOL)
    page = await manager.get("/desk/hubs")
    assert 'action="/desk/hubs/hub_1/accept"' in page.html
    assert 'action="/desk/hubs/hub_1/seats"' not in page.html
    assert f'href="{OPEN}"' not in page.html
    assert (await manager.post("/desk/hubs/hub_1/accept")).location == "/desk/hubs?done=terms-accepted"

    taking_part = hub_rooms.hub(accepted=(COUNCIL, TRUST, SCHOOL))
    taking_part.seats.add(id="sea_9", organisation_id=SCHOOL, role="manager")
    manager.behind.hubs.answers["ListHubs"] = hubs_pb2.ListHubsResponse(hubs=[taking_part])
    page = await manager.get("/desk/hubs")
    assert 'action="/desk/hubs/hub_1/seats/sea_9/end"' in page.html
    assert 'action="/desk/hubs/hub_1/seats/sea_1/end"' not in page.html
    assert (await manager.post("/desk/hubs/hub_1/seats/sea_9/end")).location == "/desk/hubs?done=seat-ended"
    page = await manager.post("/desk/hubs/hub_1/seats", {"seat": ""})
    assert (page.status, "Choose who sits there" in page.words) == (400, True)
    assert (await manager.post("/desk/hubs/hub_1/seats", {"seat": "duty"})).location == "/desk/hubs?done=seated"
    [seat] = manager.behind.hubs.requests("TakeSeat")
    assert (seat.hub_id, seat.role, seat.professional_id) == ("hub_1", "duty", "")


async def test_a_manager_finds_a_colleague_for_a_seat_and_nobody_of_another_organisation(priya: Visitor) -> None:
    manager = in_role(priya, "manager")
    found = district.professionals()
    found[0].organisation_id, found[1].organisation_id = COUNCIL, TRUST
    answer = directory_pb2.SearchProfessionalsResponse(professionals=found)
    manager.behind.directory.answers["SearchProfessionals"] = answer
    page = await manager.post("/desk/hubs/hub_1/seats", {"find": "jones", "change": "seat"})
    assert "Samantha Jones, social worker" in page.words
    assert "Lucy Okafor" not in page.words
    form: Filled = {**page.form_fields("/desk/hubs/hub_1/seats"), "offered": ["pro_sam"], "seat": "pro_sam"}
    assert (await manager.post("/desk/hubs/hub_1/seats", form)).status == 303
    assert manager.behind.hubs.requests("TakeSeat")[0].professional_id == "pro_sam"


async def test_an_enquiry_is_opened_one_question_at_a_time_and_nothing_is_recorded_before_the_end(
    priya: Visitor,
) -> None:
    page = await answered(priya, [("why", "Whom is it to keep safe?", {"purpose": "safeguarding_adult"})], OPEN)
    assert "Who is it about?" in page.words
    unfound = await priya.post_bare(OPEN, {**kept(page, OPEN), "answered": ["why", "whom"]})
    assert (unfound.status, '<a href="#given_name">Find them first' in unfound.html) == (400, True)
    wrong = await priya.post_bare(OPEN, {**kept(page, OPEN), "change": "whom", "given_name": "Amina"})
    assert (wrong.status, "Enter their last name" in wrong.words) == (400, True)
    page = await priya.post_bare(OPEN, {**kept(page, OPEN), **NAMES, "change": "whom"})
    assert "Amina Begum, born 17 May 1992" in page.words
    assert priya.behind.people.requests("FindPerson")[0].purpose == "safeguarding_adult"

    steps: list[Step] = [
        ("whom", "Who is it about?", {"person_id": "per_7f3k"}),
        ("happened", "What are you worried about?", {"happened": "Neighbours heard shouting, twice."}),
        LAWFUL,
        TOLD,
    ]
    page = await _on(priya, page, steps, OPEN)
    assert "Is somebody said to be a source of harm?" in page.words
    page = await priya.post_bare(OPEN, {**kept(page, OPEN), "find": "okafor", "change": "sources"})
    assert "Lucy Okafor, GP" in page.words
    rest: list[Step] = [
        ("sources", "source of harm", {"sources": "pro_okafor"}),
        ("until", "Until when?", {"until-day": "31", "until-month": "12", "until-year": "2026"}),
    ]
    page = await _on(priya, page, rest, OPEN)
    assert "Check what you say" in page.words
    assert "Who Amina Begum, born 17 May 1992" in page.words
    assert "Lucy Okafor, GP" in page.words
    assert priya.behind.hubs.requests("OpenEnquiry") == []
    assert len(priya.behind.people.requests("FindPerson")) == 1
    done = await priya.post_bare(OPEN, {**kept(page, OPEN), "record": "yes"})
    assert done.location == "/desk/enquiries?done=enquiry-opened"
    [wish] = priya.behind.hubs.requests("OpenEnquiry")
    assert (wish.hub_id, wish.person_id, wish.purpose) == ("hub_1", "per_7f3k", "safeguarding_adult")
    assert (wish.reason, list(wish.sources), wish.until) == (
        "Neighbours heard shouting, twice.",
        ["pro_okafor"],
        "2026-12-31",
    )
    assert (wish.basis.kind, wish.basis.informed, wish.basis.not_informed_reason) == (
        "public_task",
        False,
        "He reads her messages.",
    )


async def _on(visitor: Visitor, page: Any, steps: list[Step], path: str) -> Any:
    for name, says, values in steps:
        assert says in page.words, (name, page.words)
        already = kept(page, path).get("answered", [])
        done = [*(already if isinstance(already, list) else [already]), name]
        page = await visitor.post_bare(path, {**kept(page, path), **values, "answered": done})
    return page


async def test_a_person_or_source_that_nobody_found_is_not_taken_from_a_form(priya: Visitor) -> None:
    page = await answered(priya, [("why", "Whom is it to keep safe?", {"purpose": "safeguarding_adult"})], OPEN)
    found = await priya.post_bare(OPEN, {**kept(page, OPEN), **NAMES, "change": "whom"})
    page = await _on(priya, found, [("whom", "Who is it about?", {"person_id": "per_other"})], OPEN)
    assert (page.status, "Say that it is they" in page.words) == (400, True)


async def test_only_whoever_runs_the_hub_opens_an_enquiry_there(priya: Visitor) -> None:
    nurse = in_role(priya, "duty", TRUST)
    assert (await nurse.get(OPEN)).status == 404
    assert f'href="{OPEN}"' not in (await nurse.get("/desk/hubs")).html
    assert (await nurse.post(OPEN, {"record": "yes"})).status == 404
    assert nurse.behind.hubs.requests("OpenEnquiry") == []


async def test_open_enquiries_are_listed_with_their_worry_and_closed_ones_for_auditors_only(priya: Visitor) -> None:
    page = await priya.get("/desk/enquiries")
    assert "Shouting was heard, twice." in page.words
    assert f'href="{INSIDE}{WHY}"' in page.html
    assert "Closed enquiries" not in page.words
    assert priya.behind.hubs.requests("ListEnquiries")[0].purpose == ""
    guardian = in_role(priya, "guardian")
    assert "Closed enquiries" in (await guardian.get("/desk/enquiries")).words
    page = await guardian.get("/desk/enquiries?closed=yes")
    assert f'href="{INSIDE}?purpose=audit"' in page.html
    assert guardian.behind.hubs.requests("ListEnquiries")[-1].purpose == "audit"


async def test_inside_is_what_was_brought_what_others_ask_for_and_who_is_kept_out(priya: Visitor) -> None:
    page = await priya.get(INSIDE + WHY)
    assert priya.behind.hubs.requests("GetEnquiry")[0].purpose == "safeguarding_adult"
    assert "No, so say nothing of it: He reads her messages." in page.words
    assert "Said to be a source of harm Lucy Okafor" in page.words
    assert "Midlands NHS Trust, 1 hour ago: To plan her care at home." in page.words
    assert f'href="{DECIDE}{WHY}"' in page.html
    # One's own is not asked for; what another brought is.
    assert f'action="{INSIDE}/contributions/ctb_2/ask{WHY}"' in page.html
    assert f'action="{INSIDE}/contributions/ctb_1/ask{WHY}"' not in page.html
    assert f'action="{INSIDE}/close{WHY}"' in page.html
    read = await priya.get(f"/desk/contributions/ctb_1{WHY}")
    assert "She came in with a broken wrist." in read.words
    assert "In a multi-agency hub that is safeguarding an adult." in read.words


async def test_a_closed_enquiry_says_what_came_of_it_and_offers_nothing_more(priya: Visitor) -> None:
    priya.behind.hubs.answers["GetEnquiry"] = hub_rooms.enquiry("closed")
    page = await priya.get(f"{INSIDE}?purpose=audit")
    assert "A plan was made." in page.words
    assert "Not decided before the end: it stays here" in page.words
    assert not re.search(r'action="/desk/|contribute"|releases/', page.html)


async def test_taking_home_is_asked_for_with_what_for(priya: Visitor) -> None:
    ask = f"{INSIDE}/contributions/ctb_2/ask{WHY}"
    page = await priya.post(ask, {"reason-ctb_2": ""})
    assert (page.status, '<a href="#reason-ctb_2">Say what you need it for' in page.html) == (400, True)
    too_short = Invalid("bad", fields=[FieldError("reason", "must say what for, in 10 to 20000 characters")])
    priya.behind.hubs.answers["AskRelease"] = too_short
    page = await priya.post(ask, {"reason-ctb_2": "Why not."})
    assert '<a href="#reason-ctb_2">Must say what for' in page.html
    priya.behind.hubs.answers["AskRelease"] = hub_rooms.release()
    done = await priya.post(ask, {"reason-ctb_2": "To charge him."})
    assert done.location == f"{INSIDE}?done=release-asked&purpose=safeguarding_adult"
    asked = priya.behind.hubs.requests("AskRelease")[-1]
    assert (asked.contribution_id, asked.reason) == ("ctb_2", "To charge him.")


async def test_words_are_brought_in_on_a_basis_of_ones_own(priya: Visitor) -> None:
    steps: list[Step] = [
        ("what", "What do you bring?", {"what": "words"}),
        ("words", "What do you know?", {"data_class": "health", "text": "She came in with a broken wrist."}),
        LAWFUL,
        CONDITION,
        ASKING,
        TOLD,
    ]
    page = await answered(priya, steps, BRING)
    assert "Check what you say" in page.words
    assert priya.behind.hubs.requests("Contribute") == []
    done = await priya.post_bare(BRING, {**kept(page, BRING), "record": "yes"})
    assert done.location == f"{INSIDE}?done=contributed"
    [wish] = priya.behind.hubs.requests("Contribute")
    assert (wish.enquiry_id, wish.data_class, wish.refers, wish.object_id) == ("enq_1", "health", "", "")
    assert (wish.text, wish.basis.condition) == ("She came in with a broken wrist.", "sch1_18")
    assert wish.basis.para_18_reason == "would_prejudice"


async def test_a_record_is_pointed_to_rather_than_copied_and_what_is_held_is_looked_at_once(priya: Visitor) -> None:
    steps: list[Step] = [
        ("what", "Damp in the flat", {"what": "record rec_1 housing"}),
        LAWFUL,
        TOLD,
    ]
    page = await answered(priya, steps, BRING)
    assert "Check what you say" in page.words
    await priya.post_bare(BRING, {**kept(page, BRING), "record": "yes"})
    [wish] = priya.behind.hubs.requests("Contribute")
    assert (wish.refers, wish.object_id, wish.data_class, wish.text) == ("record", "rec_1", "", "")
    assert len(priya.behind.casework.requests("ListCases")) == 1
    page = await answered(priya, [("what", "What do you bring?", {"what": "case cas_1"}), LAWFUL], BRING)
    assert "Why may this kind of information be shared?" in page.words
    for forged in ("case cas_1 x y", "involvement inv_1", "record"):
        page = await answered(priya, [("what", "What do you bring?", {"what": forged})], BRING)
        await priya.post_bare(BRING, {**kept(page, BRING), "record": "yes"})
    assert len(priya.behind.hubs.requests("Contribute")) == 1


async def test_what_is_in_a_private_case_is_not_among_what_there_is_to_bring(priya: Visitor) -> None:
    assert "That there is a case" in (await priya.get(BRING)).words
    priya.behind.casework.answers["ListCases"].cases[0].private = True
    page = await priya.get(BRING)
    assert not [words for words in ("That there is a case", "Damp in the flat") if words in page.words]


async def test_what_cases_finds_wrong_is_said_at_its_question(priya: Visitor) -> None:
    steps: list[Step] = [
        ("what", "What do you bring?", {"what": "words"}),
        ("words", "What do you know?", {"data_class": "risk", "text": "He was seen at the gate."}),
        LAWFUL,
        ("told", "What are they told?", {**TOLD[2], "informed": "yes"}),
    ]
    page = await answered(priya, steps, BRING)
    wrong = FieldError("basis.informed", "the person is not told of the enquiry, so not of this")
    priya.behind.hubs.answers["Contribute"] = Invalid("bad", fields=[wrong])
    page = await priya.post_bare(BRING, {**kept(page, BRING), "record": "yes"})
    assert (page.status, "What are they told?" in page.words) == (400, True)
    assert '<a href="#informed">The person is not told of the enquiry' in page.html


REVIEW: Step = (
    "review",
    "When do you look at it again?",
    {"review_on-day": "31", "review_on-month": "1", "review_on-year": "2027", "advice_sought": "The guardian agreed."},
)


async def test_letting_it_go_is_a_decision_on_a_basis_until_a_day(priya: Visitor) -> None:
    steps: list[Step] = [
        ("outcome", "May they take it home?", {"outcome": "released"}),
        LAWFUL,
        CONDITION,
        ASKING,
        TOLD,
    ]
    page = await answered(priya, [*steps, REVIEW], DECIDE)
    assert "Check what you say" in page.words
    done = await priya.post_bare(DECIDE, {**kept(page, DECIDE), "record": "yes"})
    assert done.location == f"{INSIDE}?done=release-decided"
    [wish] = priya.behind.hubs.requests("DecideRelease")
    assert (wish.release_id, wish.outcome, wish.review_on) == ("rel_1", "released", "2027-01-31")
    assert (wish.basis.kind, wish.basis.condition, wish.reason) == ("public_task", "sch1_18", "")


async def test_keeping_it_inside_asks_why_and_no_basis(priya: Visitor) -> None:
    steps: list[Step] = [
        ("outcome", "May they take it home?", {"outcome": "refused"}),
        ("refused", "Why does it stay in the hub?", {"why_not": "It would tell him who spoke."}),
        REVIEW,
    ]
    page = await answered(priya, steps, DECIDE)
    await priya.post_bare(DECIDE, {**kept(page, DECIDE), "record": "yes"})
    [wish] = priya.behind.hubs.requests("DecideRelease")
    assert (wish.outcome, wish.reason, wish.HasField("basis")) == ("refused", "It would tell him who spoke.", False)
    assert wish.advice_sought == "The guardian agreed."
    # Somebody decided first: said above the answers, and nothing else changes.
    priya.behind.hubs.answers["DecideRelease"] = Conflict("this request was decided before", code="release-decided")
    page = await priya.post_bare(DECIDE, {**kept(page, DECIDE), "record": "yes"})
    assert (page.status, "This was decided already" in page.words) == (400, True)


async def test_another_organisations_request_is_not_there_to_be_decided(priya: Visitor) -> None:
    nurse = in_role(priya, "duty", TRUST)
    assert (await nurse.get(DECIDE)).status == 404
    assert (await nurse.get(f"{INSIDE}/releases/rel_9")).status == 404


async def test_closing_says_what_came_of_it_and_a_second_closing_is_told_plainly(priya: Visitor) -> None:
    close = f"{INSIDE}/close{WHY}"
    page = await priya.post(close, {"outcome": " "})
    assert (page.status, "Say what came of it" in page.words) == (400, True)
    done = await priya.post(close, {"outcome": "A plan was made."})
    assert done.location == "/desk/enquiries?done=enquiry-closed"
    assert priya.behind.hubs.requests("CloseEnquiry")[0].outcome == "A plan was made."
    priya.behind.hubs.answers["CloseEnquiry"] = Conflict("this enquiry is closed already", code="enquiry-closed")
    page = await priya.post(close, {"outcome": "Another plan."})
    assert (page.status, "This enquiry is closed" in page.words) == (400, True)


async def test_a_password_alone_opens_nothing_of_a_hub(priya: Visitor) -> None:
    def weak(request: sessions_pb2.GetSessionRequest) -> sessions_pb2.Session:
        found = district.sessions()[district.WORKER]
        found.acr = "gpg44-low"
        return found

    priya.behind.sessions.answers["GetSession"] = weak
    for path in ("/desk/hubs", OPEN, "/desk/enquiries", INSIDE, BRING, DECIDE, "/desk/contributions/ctb_1"):
        assert (await priya.get(path)).location.startswith("/step-up?next=%2Fdesk%2F"), path
    assert priya.behind.hubs.asked == []


async def test_no_title_and_no_address_tells_what_it_is_about(priya: Visitor) -> None:
    for path in ("/desk/hubs", OPEN, "/desk/enquiries", INSIDE + WHY, BRING, DECIDE, f"/desk/contributions/ctb_1{WHY}"):
        page = await priya.get(path)
        assert page.status == 200, path
        title = re.findall(r"<title>(.*?)</title>", page.html)[0]
        for private in ("amina", "health", "shout", "MASH", "wrist", "safeguard"):
            assert private.lower() not in title.lower()
        for address in re.findall(r'(?:href|action)="([^"]*)"', page.html):
            assert not re.search(r"amina|health|shout|mash|wrist", address, re.IGNORECASE), address
