"""Looks that a guardian judges, and ties of one's own life: declared without looking anybody up."""

import pytest
from kith.cases.v1 import looks_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid
from services.cases.domain.looks.review import Judgement, Why
from services.gateway.web.pages import looks
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor

QUEUE, TIES, DECLARED = "/desk/looks", "/desk/ties", "/desk/ties/declared"
ONE = "lrv_known_privately"
JUDGED: Fields = {f"judgement-{ONE}": "explained", f"reason-{ONE}": "She was on duty when the call came."}
ROSA: Fields = {
    "by": "name",
    "given_name": "Rosa",
    "family_name": "Diaz",
    **dict(zip(("date_of_birth-day", "date_of_birth-month", "date_of_birth-year"), ("3", "2", "1971"), strict=True)),
}
HOME: Fields = {"home_name": "Shah", "address": "1 Bore Street", "postcode": "WS13 6YY"}


@pytest.fixture
def dee(nobody: Visitor) -> Visitor:
    """A data protection officer."""
    return nobody.as_(district.DPO)


def _acting(visitor: Visitor, role: str, acr: str = "gpg44-high") -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role, session.acr = role, acr
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


def test_the_page_has_words_for_every_reason_and_judgement() -> None:
    assert set(looks.WHY) == set(Why)
    assert set(looks.JUDGEMENTS) == set(Judgement)


@pytest.mark.parametrize("role", ["worker", "duty", "manager", "officer", "organisation-admin"])
async def test_whose_looks_may_stand_there_sees_no_page_and_no_way_there(priya: Visitor, role: str) -> None:
    other = _acting(priya, role)
    for path in (QUEUE, DECLARED):
        assert (await other.get(path)).status == 403
    for path in (f"{QUEUE}/{ONE}", f"{TIES}/tie_1/end"):
        assert (await other.post(path, JUDGED)).status == 403
    assert not {QUEUE, DECLARED} & set((await other.get("/desk/sessions")).html.split('"'))
    assert other.behind.looks.asked == []


async def test_a_passkey_is_asked_for_first(priya: Visitor) -> None:
    guardian = _acting(priya, "guardian", acr="")
    assert (await guardian.get(QUEUE)).location.startswith("/step-up")
    assert guardian.behind.looks.asked == []


async def test_guesses_that_led_to_no_look_stand_below_by_account(dee: Visitor) -> None:
    page = await dee.get(QUEUE)
    assert "Searches that found nobody" not in page.words
    found = pb.ListLookReviewsResponse(guesses=[pb.Guesses(account_id="acc_lee", count=9)])
    dee.behind.looks.answers["ListLookReviews"] = found
    page = await dee.get(QUEUE)
    assert "None wait." in page.words
    assert "Account acc_lee 9" in page.words.partition("Searches that found nobody, in the last 24 hours")[2]


async def test_each_look_says_why_it_stands_there_who_looked_and_what_for(dee: Visitor) -> None:
    page = await dee.get(QUEUE)
    first, second = page.words.split("One of the duty desk’s looks, drawn by chance")
    for said in (
        "They know each other privately, as was declared",
        "Overdue: data protection officer",
        "Who looked Worker, account acc_lee",
        "At Who supports them",
        "What for, as they said To care for the person",
    ):
        assert said in first, said
    assert "Overdue" not in second
    assert "Amina" not in page.html, "whom it was at is opened by a look of one's own"
    assert page.html.count('href="/desk/people/per_7f3k"') == 2
    dee.behind.looks.answers["ListLookReviews"] = pb.ListLookReviewsResponse()
    assert "None wait." in (await dee.get(QUEUE)).words


async def test_it_is_judged_with_a_reason(dee: Visitor) -> None:
    for left_out in JUDGED:
        page = await dee.post(f"{QUEUE}/{ONE}", {key: said for key, said in JUDGED.items() if key != left_out})
        assert (page.status, f'href="#{left_out}"' in page.html) == (400, True)
    assert dee.behind.looks.requests("JudgeLook") == []
    assert (await dee.post(f"{QUEUE}/{ONE}", JUDGED)).location == f"{QUEUE}?done=reviewed"
    [sent] = dee.behind.looks.requests("JudgeLook")
    assert (sent.review_id, sent.judgement, sent.reason) == (ONE, "explained", JUDGED[f"reason-{ONE}"])
    dee.behind.looks.answers["JudgeLook"] = Conflict("this look has been reviewed", code="look-reviewed")
    late = await dee.post(f"{QUEUE}/{ONE}", JUDGED)
    assert (late.status, "This look has been reviewed" in late.words) == (400, True)


async def test_a_worker_declares_whom_she_knows_and_nobody_is_looked_up(priya: Visitor) -> None:
    assert f'href="{TIES}"' in (await priya.get("/desk/all")).html
    assert "Nobody is looked up by this" in (await priya.get(TIES)).words
    assert (await priya.post(f"{TIES}/person", ROSA)).location == f"{TIES}?done=tie-declared"
    assert (await priya.post(f"{TIES}/person", {"by": "local_id", "number": "H-77"})).status == 303
    assert (await priya.post(f"{TIES}/home", HOME)).status == 303
    knows, number, lives = priya.behind.looks.requests("DeclareTie")
    assert (knows.account_id, knows.name_and_birth.given_name) == ("", "Rosa")
    assert (knows.name_and_birth.family_name, knows.name_and_birth.date_of_birth) == ("Diaz", "1971-02-03")
    assert (number.identifier.scheme, number.identifier.value) == ("local_id", "H-77")
    assert (lives.home.family_name, lives.home.address, lives.home.postcode) == tuple(HOME.values())
    assert "FindPerson" not in [name for name, _ in priya.behind.people.asked]


@pytest.mark.parametrize(
    ("path", "form", "wrong"),
    [
        ("person", {}, "by"),
        ("person", {**ROSA, "given_name": ""}, "given_name"),
        ("person", {**ROSA, "date_of_birth-year": ""}, "date_of_birth-day"),
        ("person", {"by": "nhs_number"}, "number"),
        ("home", {**HOME, "postcode": ""}, "postcode"),
    ],
)
async def test_what_is_missing_is_said_at_its_field(priya: Visitor, path: str, form: Fields, wrong: str) -> None:
    page = await priya.post(f"{TIES}/{path}", form)
    assert (page.status, f'href="#{wrong}"' in page.html) == (400, True)
    assert priya.behind.looks.asked == []


async def test_what_the_service_finds_wrong_is_said_at_its_field(priya: Visitor) -> None:
    wrong = Invalid.field("identifier.value", "must be an NHS number with a correct check digit")
    priya.behind.looks.answers["DeclareTie"] = wrong
    page = await priya.post(f"{TIES}/person", {"by": "nhs_number", "number": "123"})
    assert (page.status, 'href="#number"' in page.html) == (400, True)


async def test_reviewers_read_what_was_declared_and_end_none_of_their_own(dee: Visitor) -> None:
    page = await dee.get(DECLARED)
    assert "Account acc_lee, 2 November 2026: knows Rosa Diaz, born 3 February 1971" in page.words
    assert "told by acc_mo" in page.words
    assert "lives at 1 Bore Street, WS13 6YY, as Jones" in page.words
    assert [f'action="{TIES}/{tie}/end"' in page.html for tie in ("tie_1", "tie_2", "tie_3")] == [True, True, False]
    assert (await dee.post(f"{TIES}/tie_1/end")).location == f"{DECLARED}?done=tie-ended"
    assert dee.behind.looks.requests("EndTie")[0].tie_id == "tie_1"
    dee.behind.looks.answers["EndTie"] = Denied("somebody else has to end a tie of yours", code="own-tie")
    assert (await dee.post(f"{TIES}/tie_3/end")).status == 403
