"""A guardian or data protection officer answers who asked for a copy: each thing by itself, and in time."""

from html import unescape

import pytest
from kith.cases.v1 import access_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.access.clock import Step
from services.cases.domain.access.decision import Exemption, Outcome, Profession
from services.cases.domain.access.held_item import Bar, ItemKind
from services.gateway.web.pages import answering as page_of
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import asked_aloud, held_item, held_items

QUEUE, ONE = "/desk/copies", "/desk/copies/sar_1"
ITEM = f"{ONE}/items/record:rec_1"
HARM: Fields = {
    "verdict": "serious_harm",
    "reason": "He would learn who reported him.",
    "given_by": "Dr Okafor, GP",
    "profession": "health",
    "given_on-day": "20",
    "given_on-month": "11",
    "given_on-year": "2026",
    "words": "She would be likely to be hurt.",
}


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


@pytest.fixture
def dee(nobody: Visitor) -> Visitor:
    """A data protection officer."""
    return nobody.as_(district.DPO)


def _listed(visitor: Visitor, *items: pb.HeldItem, undecided: int = 0, second: int = 0) -> None:
    visitor.behind.access.answers["ListHeldItems"] = pb.ListHeldItemsResponse(
        items=items, total=len(items), undecided=undecided, wanting_second_look=second
    )


def test_the_pages_know_every_word_that_cases_knows() -> None:
    exemptions = set(Exemption) - {Exemption.NONE}
    assert set(page_of.VERDICTS) == {Outcome.DISCLOSE, Outcome.REDACTED} | exemptions
    assert set(page_of.EXEMPTIONS) == exemptions
    assert set(page_of.STEPS) == set(Step)
    assert set(page_of.PROFESSIONS) == set(Profession)
    assert set(page_of.KINDS) == set(ItemKind)
    assert set(page_of.KEPT_BACK) == set(Bar) - {Bar.NONE}


@pytest.mark.parametrize("role", ["worker", "duty", "manager", "officer", "organisation-admin"])
async def test_nobody_else_finds_a_link_or_a_page(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    assert QUEUE not in (await other.get("/desk/sessions")).html
    for path in (QUEUE, ONE, ITEM, f"{ONE}/copy/1"):
        assert (await other.get(path)).status == 403, path
    for path in (f"{ONE}/take-up", f"{ONE}/clock", ITEM, f"{ITEM}/second-look", f"{ONE}/release"):
        assert (await other.post(path, HARM)).status == 403, path
    assert other.behind.access.asked == []


async def test_the_first_due_stands_first_with_its_day_and_whose_it_is(dee: Visitor) -> None:
    mine, late = asked_aloud(), asked_aloud("overdue")
    late.id, late.officer_id, late.escalated_to = "sar_2", "acc_lee", "guardian"
    dee.behind.access.answers["ListAccessRequests"] = pb.ListAccessRequestsResponse(requests=[late, mine])
    page = await dee.get(QUEUE)
    assert f'href="{QUEUE}"' in (await dee.get("/desk/all")).html
    assert page.words.index("Overdue") < page.words.index("You prepare it")
    assert "With the Caldicott guardian" in page.words
    assert "A colleague prepares it" in page.words
    assert "acc_lee" not in page.html


async def test_a_request_shows_what_they_read_of_its_clock_and_what_is_held(dee: Visitor) -> None:
    page = await dee.get(ONE)
    assert "They must answer by 13 December 2026." in page.words
    assert "Asked aloud on 13 November 2026" in page.words
    assert "2 things are held" in page.words
    assert "1 is undecided" in page.words
    assert f'href="{ITEM}"' in page.html
    asked = dee.behind.access.requests("ListHeldItems")[0]
    assert asked.request_id == "sar_1"


async def test_what_is_kept_back_says_why_and_cannot_be_opened(dee: Visitor) -> None:
    page = await dee.get(ONE)
    assert "In no copy, whoever decides: an address that is protected" in page.words
    assert "record:rec_2" not in page.html


async def test_a_request_that_is_no_longer_there_is_no_page(dee: Visitor) -> None:
    assert (await dee.get(f"{QUEUE}/sar_9")).status == 404
    assert dee.behind.access.requests("ListHeldItems") == []


async def test_it_is_taken_up_and_over(dee: Visitor) -> None:
    theirs = asked_aloud()
    theirs.officer_id = "acc_lee"
    dee.behind.access.answers["ListAccessRequests"] = pb.ListAccessRequestsResponse(requests=[theirs])
    page = await dee.get(ONE)
    assert "Take it over" in page.words
    assert f'action="{ONE}/release"' not in page.html
    done = await dee.post(f"{ONE}/take-up")
    assert done.location == f"{ONE}?done=taken-up"
    assert dee.behind.access.requests("TakeUpAccessRequest")[0].request_id == "sar_1"


async def test_the_clock_stops_with_what_they_are_told_and_runs_on(dee: Visitor) -> None:
    page = await dee.post(f"{ONE}/clock", {"step": "clarification_awaited"})
    assert page.status == 400
    assert '<a href="#on-day">' in page.html
    said: Fields = {
        "step": "clarification_awaited",
        "on-day": "21",
        "on-month": "11",
        "on-year": "2026",
        "told": "Which years do you mean?",
    }
    done = await dee.post(f"{ONE}/clock", said)
    assert done.location == f"{ONE}?done=clock-moved"
    asked = dee.behind.access.requests("MoveAccessClock")[0]
    assert (asked.request_id, asked.step, asked.on) == ("sar_1", "clarification_awaited", "2026-11-21")
    assert asked.words == "Which years do you mean?"


async def test_only_steps_that_can_follow_are_offered(dee: Visitor) -> None:
    """An answer is offered where it is awaited, and a question where it is not."""
    page = await dee.get(ONE)
    assert 'value="clarification_awaited"' in page.html
    assert 'value="clarified"' not in page.html
    waiting = asked_aloud("stopped")
    waiting.steps.add(step="clarification_awaited", on="2026-11-20", words="Which years do you mean?")
    dee.behind.access.answers["ListAccessRequests"] = pb.ListAccessRequestsResponse(requests=[waiting])
    page = await dee.get(ONE)
    assert 'value="clarified"' in page.html
    assert 'value="clarification_awaited"' not in page.html
    waiting.steps.add(step="clarified", on="2026-11-21")
    dee.behind.access.answers["ListAccessRequests"] = pb.ListAccessRequestsResponse(requests=[waiting])
    page = await dee.get(ONE)
    assert 'value="clarified"' not in page.html


async def test_what_cases_refuses_of_the_clock_is_said_in_its_words(dee: Visitor) -> None:
    dee.behind.access.answers["MoveAccessClock"] = Conflict("it was made longer before", code="already-extended")
    said: Fields = {"step": "extended", "on-day": "21", "on-month": "11", "on-year": "2026", "told": "There are many."}
    page = await dee.post(f"{ONE}/clock", said)
    assert (page.status, "It was made longer before" in page.words) == (400, True)
    assert "There are many." in page.html


async def test_an_item_is_opened_as_it_would_leave_whole_and_without_what_is_marked(dee: Visitor) -> None:
    page = await dee.get(ITEM)
    assert "Her neighbour rang." in page.words
    assert "Somebody rang." in page.words
    key = dee.behind.access.requests("ReadHeldItem")[0].key
    assert (key.kind, key.id) == ("record", "rec_1")
    assert " checked" not in page.html


async def test_nothing_marked_offers_nothing_to_take_out(dee: Visitor) -> None:
    assert 'value="redacted"' in (await dee.get(ITEM)).html
    plain = pb.ReadHeldItemResponse(item=held_item(marked=False), document='{"title": "Visit"}')
    dee.behind.access.answers["ReadHeldItem"] = plain
    assert 'value="redacted"' not in (await dee.get(ITEM)).html
    dee.behind.access.answers["DecideHeldItems"] = Invalid.field("outcome", "nothing of it is marked")
    page = await dee.post(ITEM, {"verdict": "redacted"})
    assert (page.status, '<a href="#verdict">Nothing of it is marked' in page.html) == (400, True)


async def test_each_item_is_decided_by_itself_with_the_exemption_and_the_reason(dee: Visitor) -> None:
    assert (await dee.post(ITEM, {})).status == 400
    assert dee.behind.access.requests("DecideHeldItems") == []
    assert (await dee.post(ITEM, {"verdict": "redacted"})).location == f"{ONE}?done=second-look"
    await dee.post(ITEM, {"verdict": "third_party", "reason": "It is all about her sister."})
    await dee.post(ITEM, HARM)
    given, third, harm = dee.behind.access.requests("DecideHeldItems")
    assert [(one.kind, one.id) for one in given.items] == [("record", "rec_1")]
    assert (given.outcome, given.exemption, given.HasField("opinion")) == ("redacted", "", False)
    assert (third.outcome, third.exemption, third.HasField("opinion")) == ("exempt", "third_party", False)
    assert third.reason == "It is all about her sister."
    assert (harm.outcome, harm.exemption) == ("exempt", "serious_harm")
    assert (harm.opinion.given_by, harm.opinion.profession) == ("Dr Okafor, GP", "health")
    assert (harm.opinion.given_on, harm.opinion.words) == ("2026-11-20", "She would be likely to be hurt.")


@pytest.mark.parametrize("left_out", ["reason", "given_by", "profession", "given_on", "words"])
async def test_serious_harm_wants_a_reason_and_a_professionals_opinion(dee: Visitor, left_out: str) -> None:
    page = await dee.post(ITEM, {name: value for name, value in HARM.items() if not name.startswith(left_out)})
    assert page.status == 400
    assert f'href="#{left_out}' in page.html
    assert dee.behind.access.requests("DecideHeldItems") == []


async def test_what_cases_finds_wrong_with_a_decision_is_said_at_its_field(dee: Visitor) -> None:
    wrong = Invalid.field("opinion.given_on", "must be within the last 6 months")
    dee.behind.access.answers["DecideHeldItems"] = wrong
    page = await dee.post(ITEM, HARM)
    assert (page.status, '<a href="#given_on-day">Must be within the last 6 months' in page.html) == (400, True)
    refused = Denied("take the request up first: one named officer prepares it", code="not-the-officer")
    dee.behind.access.answers["DecideHeldItems"] = refused
    page = await dee.post(ITEM, HARM)
    assert (page.status, "Take the request up first" in page.words) == (400, True)


async def test_a_colleague_and_never_who_decided_looks_a_second_time(dee: Visitor) -> None:
    item = held_item(exemption="serious_harm")
    item.outcome, item.reason, item.decided_by, item.wants_second_look = "exempt", "Because.", "acc_dee", True
    opened = dee.behind.access.answers["ReadHeldItem"]
    opened.item.CopyFrom(item)
    own = await dee.get(ITEM)
    assert f'action="{ITEM}/second-look"' not in own.html
    assert "A colleague has to look at this too" in own.words
    opened.item.decided_by = "acc_lee"
    page = await dee.get(ITEM)
    assert f'action="{ITEM}/second-look"' in page.html
    assert (await dee.post(f"{ITEM}/second-look", {"agrees": "yes"})).status == 400
    assert dee.behind.access.requests("TakeSecondLook") == []
    done = await dee.post(f"{ITEM}/second-look", {"agrees": "no", "why": "Nobody can be known from it."})
    assert done.location == f"{ONE}?done=second-look"
    asked = dee.behind.access.requests("TakeSecondLook")[0]
    assert (asked.agrees, asked.reason, asked.items[0].id) == (False, "Nobody can be known from it.", "rec_1")


async def test_it_can_be_released_once_nothing_is_left_to_decide(dee: Visitor) -> None:
    assert f'action="{ONE}/release"' not in (await dee.get(ONE)).html
    decided = held_item()
    decided.outcome, decided.decided_by = "disclose", "acc_dee"
    _listed(dee, decided, second=1)
    assert f'action="{ONE}/release"' not in (await dee.get(ONE)).html
    _listed(dee, decided)
    assert f'action="{ONE}/release"' in (await dee.get(ONE)).html


async def test_what_is_released_is_handed_over_on_paper_to_who_asked_aloud(dee: Visitor) -> None:
    page = await dee.post(f"{ONE}/release")
    assert page.status == 200
    assert "sar_1" in page.words
    assert f'href="{ONE}/copy/1"' in page.html
    assert "22 December 2026" in page.words
    copy = await dee.get(f"{ONE}/copy/1")
    assert "It is damp." in copy.words
    asked = dee.behind.access.requests("HandOverAccessCopy")[0]
    assert (asked.request_id, asked.part) == ("sar_1", 1)


async def test_a_copy_asked_for_on_their_own_pages_is_theirs_to_fetch(dee: Visitor) -> None:
    online = asked_aloud("ready")
    online.way = "online"
    dee.behind.access.answers["ReleaseAccessCopy"] = online
    page = await dee.post(f"{ONE}/release")
    assert "They find it on their own pages" in page.words
    assert f"{ONE}/copy/1" not in page.html


async def test_a_copy_that_was_released_stays_in_a_list_to_be_handed_over(dee: Visitor) -> None:
    page = await dee.get(QUEUE)
    assert [f'href="{ONE}/copy/{part}"' in page.html for part in (1, 2, 3)] == [True, True, False]
    assert "here until 22 December 2026" in page.words
    dee.behind.access.answers["ListAccessRequests"] = pb.ListAccessRequestsResponse()
    page = await dee.get(QUEUE)
    assert "is here once it is released" in page.words


async def test_a_release_pressed_twice_says_so_beside_the_copy_to_hand_over(dee: Visitor) -> None:
    dee.behind.access.answers["ReleaseAccessCopy"] = Conflict(
        "this request was answered before", code="already-answered"
    )
    page = await dee.post(f"{ONE}/release")
    assert (page.status, "This was answered before" in page.words) == (400, True)
    assert f'href="{ONE}/copy/1"' in page.html


async def test_a_release_that_is_refused_says_why(dee: Visitor) -> None:
    dee.behind.access.answers["ReleaseAccessCopy"] = Conflict("she has yet to show who she is", code="identity-awaited")
    page = await dee.post(f"{ONE}/release")
    assert (page.status, "They have yet to show who they are" in page.words) == (400, True)


@pytest.mark.parametrize("path", [f"{ONE}/items/record", f"{ONE}/items/:rec_1", f"{ONE}/copy/0", f"{ONE}/copy/x"])
async def test_an_address_that_can_be_none_is_no_page(dee: Visitor, path: str) -> None:
    dee.behind.access.answers |= {"ReadHeldItem": Invalid("no"), "HandOverAccessCopy": NotFound("no")}
    assert (await dee.get(path)).status in (400, 404)


async def test_no_title_or_address_tells_what_it_is_about(dee: Visitor) -> None:
    for path in (QUEUE, ONE, ITEM, f"{ONE}/copy/1"):
        page = await dee.get(path)
        title = unescape(page.html.partition("<title>")[2].partition("</title>")[0])
        assert title.startswith("Copies"), path
        assert held_items().items[0].data_classes[0] not in path


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("own-recording", "Another guardian or data protection officer takes it up"),
        ("knows-her", "Ask a colleague to see to this"),
    ],
)
async def test_who_recorded_it_or_knows_them_is_told_who_answers_instead(dee: Visitor, code: str, said: str) -> None:
    refused = Denied("she wrote to us on Tuesday", code=code)
    for call in ("ListHeldItems", "TakeUpAccessRequest", "HandOverAccessCopy"):
        dee.behind.access.answers[call] = refused
    for page in (await dee.get(ONE), await dee.post(f"{ONE}/take-up"), await dee.get(f"{ONE}/copy/1")):
        assert (page.status, said in page.words, "Tuesday" in page.words) == (403, True, False)
