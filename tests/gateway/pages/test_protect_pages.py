"""Somebody at risk: marked, unmarked, asked how they may be reached; by reference, and nothing shown for it."""

import pytest
from kith.identity.v1 import account_life_pb2 as pb
from kith.identity.v1 import sessions_pb2

from chassis.errors import Denied, FieldError, Invalid, NotFound
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

HERS = "/desk/protect/acc_grace"
CONTACT: dict[str, str | list[str]] = {
    "channels": ["text", "call"],
    "phone": "01543 555 0100",
    "times": "weekday-daytime",
    "language": "cy",
    "reason": "I compared her face with her passport.",
}


def as_role(visitor: Visitor, role: str) -> Visitor:
    def session(request: sessions_pb2.GetSessionRequest) -> sessions_pb2.Session:
        found = district.sessions()[request.session]
        found.context.role = role
        return found

    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


async def test_somebody_is_found_by_reference_only_and_nothing_of_the_account_is_asked_for(priya: Visitor) -> None:
    assert (await priya.post("/desk/protect", {"reference": "acc_ grace"})).location == HERS
    page = await priya.post("/desk/protect", {"reference": "Grace Okoro 1941"})
    assert page.status == 400
    assert "Check the reference" in page.words
    for path in (HERS, f"{HERS}/mark", f"{HERS}/contact", f"{HERS}/clear"):
        assert "acc_grace" in (await priya.get(path)).words
    asked = {name for fake in vars(priya.behind).values() for name, _ in fake.asked}
    assert asked == {"GetSession", "ListForReview"}


async def test_a_mark_is_made_with_a_reason_after_the_page_said_what_it_does(priya: Visitor) -> None:
    page = await priya.get(f"{HERS}/mark")
    assert page.html.index("codes that wait in their mailbox are called off") < page.html.index("govuk-button")
    refused = await priya.post(f"{HERS}/mark", {"reason": "  "})
    assert refused.status == 400
    assert "Say why they are at risk" in refused.words
    assert not priya.behind.protection.requests("MarkAtRisk"), "an answer that is not right asks for nothing"
    sent = await priya.post(f"{HERS}/mark", {"reason": "Her partner reads her mail."})
    assert sent.location == f"{HERS}?done=recorded"
    [asked] = priya.behind.protection.requests("MarkAtRisk")
    assert asked == pb.MarkAtRiskRequest(account_id="acc_grace", reason="Her partner reads her mail.")


@pytest.mark.parametrize(
    ("role", "offered"), [("worker", False), ("officer", False), ("manager", True), ("guardian", True)]
)
async def test_taking_the_mark_off_is_offered_to_whoever_may_decide_it(
    priya: Visitor, role: str, offered: bool
) -> None:
    page = await as_role(priya, role).get(HERS)
    assert (f"{HERS}/clear" in page.html) == offered
    assert ("A manager or a Caldicott guardian takes a mark off" in page.words) != offered


async def test_who_may_not_take_it_off_is_told_who_may(priya: Visitor) -> None:
    priya.behind.protection.answers["ClearAtRisk"] = Denied("a manager decides", code="role-needed")
    page = await priya.post(f"{HERS}/clear", {"reason": "She asked."})
    assert page.status == 400
    assert "A manager or a Caldicott guardian decides this" in page.words
    priya.behind.protection.answers["ClearAtRisk"] = pb.ClearAtRiskResponse()
    assert (await priya.post(f"{HERS}/clear", {"reason": "She moved."})).location == f"{HERS}?done=recorded"
    priya.behind.protection.answers["ClearAtRisk"] = Denied("no", code="scope-missing")
    assert (await priya.post(f"{HERS}/clear", {"reason": "She moved."})).status == 403


async def test_how_she_may_be_reached_is_what_she_says_now(priya: Visitor) -> None:
    page = await priya.get(f"{HERS}/contact")
    assert "which is not shown here" in page.words
    assert (await priya.post(f"{HERS}/contact", CONTACT)).location == f"{HERS}?done=recorded"
    silence = {name: value for name, value in CONTACT.items() if name not in ("channels", "phone")}
    await priya.post(f"{HERS}/contact", silence)
    said, silent = priya.behind.protection.requests("SetSafeContactFor")
    assert said == pb.SetSafeContactForRequest(
        account_id="acc_grace",
        contact=pb.SafeContact(
            channels=["text", "call"], phone="01543 555 0100", times="weekday-daytime", language="cy"
        ),
        reason="I compared her face with her passport.",
    )
    assert list(silent.contact.channels) == []


async def test_what_is_wrong_with_her_contact_is_said_at_its_field_and_nothing_is_lost(priya: Visitor) -> None:
    for left_out, said, anchor in (
        ("reason", "Say how you know that it is them", "#reason"),
        ("times", "Say when", "#times"),
        ("language", "Choose a language", "#language"),
    ):
        page = await priya.post(f"{HERS}/contact", {k: v for k, v in CONTACT.items() if k != left_out})
        assert page.status == 400
        assert said in page.words
        assert f'href="{anchor}"' in page.html
        assert "01543 555 0100" in page.html
    assert not priya.behind.protection.requests("SetSafeContactFor")
    priya.behind.protection.answers["SetSafeContactFor"] = Invalid(
        "no", fields=[FieldError("phone", "enter the number that is safe to text or call")]
    )
    page = await priya.post(f"{HERS}/contact", CONTACT | {"phone": ""})
    assert "Enter the number that is safe to text or call" in page.words
    assert 'href="#phone"' in page.html


async def test_a_reference_that_nobody_has_is_said_once_somebody_acts_on_it(priya: Visitor) -> None:
    for what, method in (("mark", "MarkAtRisk"), ("contact", "SetSafeContactFor"), ("review", "CloseReview")):
        priya.behind.protection.answers[method] = NotFound("there is no such account")
        page = await priya.post(f"/desk/protect/acc_nobody/{what}", CONTACT)
        assert page.status == 400
        assert "Nobody has this reference" in page.words


async def test_what_was_not_somebodys_doing_waits_until_it_was_looked_into(priya: Visitor) -> None:
    page = await priya.get("/desk/protect")
    assert "Reference acc_grace, 3 days ago, marked at risk" in page.words
    assert "Say what you found" in (await priya.post(f"{HERS}/review")).words
    assert (await priya.post(f"{HERS}/review", {"reason": "Her phone was stolen."})).location == f"{HERS}?done=recorded"
    [asked] = priya.behind.protection.requests("CloseReview")
    assert asked.reason == "Her phone was stolen."
    priya.behind.protection.answers["ListForReview"] = pb.ListForReviewResponse()
    assert "Nobody waits." in (await priya.get("/desk/protect")).words
