"""What is kept back from residents is looked at again; what others recalled is dealt with."""

import pytest
from kith.cases.v1 import retention_pb2
from kith.cases.v1 import sharing_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.audit.withheld import Ground
from services.gateway.web.pages import withheld as page_of_withheld
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.dealings import recall, withheld

QUEUE, RECALLS = "/desk/withheld", "/desk/recalls"
KEEP: Fields = {
    "verdict-dis_1": "keep",
    "reason-dis_1": "He still lives there.",
    "review_on-dis_1-day": "1",
    "review_on-dis_1-month": "3",
    "review_on-dis_1-year": "2027",
}
RELEASE: Fields = {"verdict-dis_1": "release", "reason-dis_1": "He has moved out."}
OTHERS = ["worker", "duty", "manager", "officer", "organisation-admin"]


@pytest.fixture
def dee(nobody: Visitor) -> Visitor:
    """A data protection officer."""
    return nobody.as_(district.DPO)


def _acting(visitor: Visitor, role: str, acr: str = "gpg44-high") -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role, session.acr = role, acr
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


def test_the_page_has_words_for_every_ground() -> None:
    assert set(page_of_withheld.GROUNDS) == set(Ground)


async def test_each_says_why_it_is_kept_back_and_how_far_it_was_taken(dee: Visitor) -> None:
    page = await dee.get(QUEUE)
    assert "An enquiry whether a child is harmed" in page.words
    assert "He reads her messages." in page.words
    assert "A record about them" in page.words
    assert "Worker, account acc_priya" in page.words
    assert "20 November 2026 Overdue: with the data protection officer" in page.words
    assert "Why it was kept back again" not in page.words
    again = withheld()
    again.kept_because, again.escalated_to = "He came back.", ""
    dee.behind.sharing.answers["ListWithheld"] = pb.ListWithheldResponse(withheld=[again])
    page = await dee.get(QUEUE)
    assert "Why it was kept back again He came back." in page.words
    assert "Overdue" not in page.words


async def test_it_is_shown_with_a_reason(dee: Visitor) -> None:
    done = await dee.post(f"{QUEUE}/dis_1", RELEASE)
    assert done.location == f"{QUEUE}?done=withheld-released"
    asked = dee.behind.sharing.requests("ReleaseWithheld")[0]
    assert (asked.disclosure_id, asked.reason) == ("dis_1", "He has moved out.")
    assert dee.behind.sharing.requests("KeepWithheld") == []


async def test_it_is_kept_back_with_a_reason_and_a_day(dee: Visitor) -> None:
    done = await dee.post(f"{QUEUE}/dis_1", KEEP)
    assert done.location == f"{QUEUE}?done=kept-back"
    asked = dee.behind.sharing.requests("KeepWithheld")[0]
    assert (asked.disclosure_id, asked.reason, asked.review_on) == ("dis_1", "He still lives there.", "2027-03-01")
    assert dee.behind.sharing.requests("ReleaseWithheld") == []


@pytest.mark.parametrize("left_out", ["verdict-dis_1", "reason-dis_1", "review_on-dis_1-day"])
async def test_nothing_is_decided_by_half_and_what_is_missing_is_said_at_its_place(dee: Visitor, left_out: str) -> None:
    dee.behind.sharing.answers["ListWithheld"] = pb.ListWithheldResponse(withheld=[withheld(), withheld("dis_2")])
    page = await dee.post(f"{QUEUE}/dis_1", {**KEEP, left_out: ""})
    assert (page.status, f'href="#{left_out}"' in page.html, f'id="{left_out}"' in page.html) == (400, True, True)
    assert page.html.count('class="govuk-error-message"') == 1
    assert {name for name, _ in dee.behind.sharing.asked} == {"ListWithheld"}


async def test_what_cases_refuses_is_said_in_its_words(dee: Visitor) -> None:
    answers = dee.behind.sharing.answers
    answers["KeepWithheld"] = Invalid.field("review_on", "must not be in the past")
    page = await dee.post(f"{QUEUE}/dis_1", KEEP)
    assert (page.status, '<a href="#review_on-dis_1-day">Must not be in the past</a>' in page.html) == (400, True)
    answers["ReleaseWithheld"] = Denied("somebody else has to release what you kept back", code="own-withholding")
    page = await dee.post(f"{QUEUE}/dis_1", RELEASE)
    assert (page.status, "Somebody else has to release what you kept back" in page.words) == (400, True)
    answers["ReleaseWithheld"] = Conflict("this disclosure was released before", code="already-released")
    assert "This was released before" in (await dee.post(f"{QUEUE}/dis_1", RELEASE)).words
    answers["ReleaseWithheld"] = NotFound("there is no such withheld disclosure")
    assert (await dee.post(f"{QUEUE}/dis_1", RELEASE)).status == 404


@pytest.mark.parametrize("role", OTHERS)
async def test_nobody_else_learns_that_anything_is_kept_back_or_recalled(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    for path in (QUEUE, RECALLS):
        page = await other.get(path)
        assert page.status == 403
        assert "He reads her messages." not in page.html
        assert "rec_9" not in page.html
    for path, form in ((f"{QUEUE}/dis_1", RELEASE), (f"{QUEUE}/dis_1", KEEP), (f"{RECALLS}/rec_9/heard", {})):
        assert (await other.post(path, form)).status == 403
    assert other.behind.sharing.asked == other.behind.retention.asked == []
    for path in ("/desk/sessions", "/desk/people/per_7f3k"):
        assert "/desk/withheld" not in (await other.get(path)).html


@pytest.mark.parametrize("path", [QUEUE, RECALLS])
async def test_they_want_a_passkey_as_the_api_does(priya: Visitor, path: str) -> None:
    weak = _acting(priya, "guardian", acr="")
    assert (await weak.get(path)).location.startswith("/step-up?")
    assert weak.behind.sharing.asked == weak.behind.retention.asked == []


async def test_an_empty_queue_says_so(dee: Visitor) -> None:
    dee.behind.sharing.answers["ListWithheld"] = pb.ListWithheldResponse()
    dee.behind.retention.answers["ListRecalls"] = retention_pb2.ListRecallsResponse()
    assert "None is to be looked at again today" in (await dee.get(QUEUE)).words
    assert "is listed here when whoever gave it to you erases or corrects it" in (await dee.get(RECALLS)).words


async def test_a_recall_is_its_handle_and_one_button(dee: Visitor) -> None:
    both = retention_pb2.ListRecallsResponse(recalls=[recall(), recall("rec_8", "corrected")])
    dee.behind.retention.answers["ListRecalls"] = both
    page = await dee.get(RECALLS)
    assert "Number of the record rec_9 What happened to it It was erased for good" in page.words
    assert "Number of the record rec_8 What happened to it What it says was corrected" in page.words
    done = await dee.post(f"{RECALLS}/rec_9/heard")
    assert done.location == f"{RECALLS}?done=recall-heard"
    assert [one.record_id for one in dee.behind.retention.requests("HearRecall")] == ["rec_9"]


async def test_a_share_on_a_wrong_link_has_no_button_and_says_where_it_is_ended(dee: Visitor) -> None:
    shared, opening = recall("shr_9", "shared"), recall("shr_8", "shared")
    shared.person_id = "per_7f3k"
    dee.behind.retention.answers["ListRecalls"] = retention_pb2.ListRecallsResponse(recalls=[shared, opening])
    page = await dee.get(RECALLS)
    assert "Number of the share shr_9 What happened to it You share this with an organisation that took" in page.words
    assert "/desk/people/per_7f3k/shares" in page.html
    assert "It opens a private service of yours" in page.words
    assert page.html.count("/desk/people/") == 1
    assert "/heard" not in page.html


async def test_a_recall_of_another_organisation_is_none(dee: Visitor) -> None:
    dee.behind.retention.answers["HearRecall"] = NotFound("your organisation was told of no such thing")
    assert (await dee.post(f"{RECALLS}/rec_7/heard")).status == 404
