"""Who may act for somebody, as officers find, record, suspend and end it."""

from html import unescape

import pytest
from kith.identity.v1 import mandates_pb2 as pb

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound
from services.gateway.clients import credential
from services.gateway.web.mandate_kinds import DECISIONS, KINDS
from services.identity.domain.mandates import mandate as rules
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Answer, Visitor

GRACES = "/desk/mandates/acc_grace"
RECORD = f"{GRACES}/record"
FIRST = {"starts_on-day": "1", "starts_on-month": "12", "starts_on-year": "2026"}
ANSWERS: list[tuple[str, dict[str, str | list[str]]]] = [
    ("kind", {"kind": "health_attorney"}),
    ("who", {"proxy_id": "acc_rosa"}),
    ("paper", {"document": "registered instrument", "number": "LP-2026-0417"}),
    ("scope", {"data_classes": ["health", "social_care"]}),
    ("days", {**FIRST}),
]
SAYS = {
    "kind": "What gives them authority?",
    "who": "Who is to act?",
    "paper": "What did you see?",
    "scope": "What may they act about?",
    "days": "From when, until when?",
}


def kept(page: Answer) -> dict[str, str | list[str]]:
    """Every hidden field of the page's form, as a browser would send them."""
    form = page.html.partition(f'action="{RECORD}"')[2].partition("</form>")[0]
    found: dict[str, str | list[str]] = {}
    for part in form.split('<input type="hidden" name="')[1:]:
        name, _, rest = part.partition('" value="')
        value = unescape(rest.partition('"')[0])
        there = found.get(name)
        found[name] = [*(there if isinstance(there, list) else [there]), value] if there is not None else value
    return found


async def answered(officer: Visitor, upto: int = len(ANSWERS)) -> Answer:
    """The page after so many questions, answered in a browser one by one."""
    page = await officer.get(RECORD)
    for name, values in ANSWERS[:upto]:
        assert SAYS[name] in page.words
        page = await officer.post_bare(RECORD, _with(kept(page), name, values))
    return page


def _with(
    form: dict[str, str | list[str]], name: str, values: dict[str, str | list[str]]
) -> dict[str, str | list[str]]:
    already = form.get("answered", [])
    seen = [*(already if isinstance(already, list) else [already]), name]
    return {**form, **values, "answered": seen}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_what_the_rules_of_its_kind_demand(kind: rules.Kind) -> None:
    asked, held = KINDS[kind], rules.RULES[kind]
    assert set(asked.classes) == held.reach
    assert (asked.number, asked.birth, asked.assessed) == (held.registered, held.until_adult, held.assessed)
    assert (asked.paper, asked.last_day) == (not held.chosen, held.longest is not None)
    assert KINDS.keys() == rules.KINDS
    assert DECISIONS.keys() == rules.DECISIONS.keys()


async def test_somebody_is_found_by_their_reference_as_it_is_read_out(priya: Visitor) -> None:
    assert (await priya.post("/desk/mandates", {"reference": " acc_ grace "})).location == GRACES
    for wrong, said in (("", "Enter their reference"), ("../acc", "Check the reference"), ("Grace Okoro", "Check")):
        page = await priya.post("/desk/mandates", {"reference": wrong})
        assert page.status == 400
        assert said in page.words
    priya.behind.mandates.answers["ListMandatesOf"] = NotFound("there is no such account")
    page = await priya.get("/desk/mandates/acc_nobody")
    assert page.status == 404
    assert 'href="#reference"' in page.html
    assert "Nobody has this reference" in page.words


async def test_an_officer_reads_all_that_is_recorded_and_what_may_be_done_with_it(priya: Visitor) -> None:
    page = await priya.get(GRACES)
    for said in ("Who may act for Grace Okoro", "Rosa Diaz", "LP-2026-0417", "Suspended by an officer"):
        assert said in page.words
    assert "The neighbour worries." in page.words
    assert "Could not decide about medical treatment, from 20 November 2026 until 4 December 2026" in page.words
    assert "Let it go on" in page.words
    assert f"{GRACES}/man_1/suspend" not in page.html
    over = pb.ListMandatesResponse(mandates=[district.recorded("ended")])
    priya.behind.mandates.answers["ListMandatesOf"] = over
    page = await priya.get(GRACES)
    assert "this person" in page.words
    assert "/man_1/" not in page.html, "nothing is done with what is over"


async def test_one_question_a_page_then_all_answers_then_it_is_recorded(priya: Visitor) -> None:
    check = await answered(priya)
    assert not priya.behind.mandates.requests("RecordMandate"), "nothing is recorded before the last page"
    for said in ("Check what you say", "Grace Okoro", "acc_rosa", "registered instrument", "Health and social care"):
        assert said.lower() in check.words.lower()
    assert "It reaches nothing until you record that they were found unable to decide" in check.words
    done = await priya.post_bare(RECORD, {**kept(check), "record": "yes"})
    assert done.location == f"{GRACES}?done=recorded"
    assert "It is recorded." in (await priya.get(done.location)).words
    [asked] = priya.behind.mandates.requests("RecordMandate")
    assert asked == pb.RecordMandateRequest(
        account_id="acc_grace",
        proxy_id="acc_rosa",
        kind="health_attorney",
        data_classes=["health", "social_care"],
        starts_on="2026-12-01",
        document="registered instrument",
        number="LP-2026-0417",
    )


async def test_pressing_twice_records_once(priya: Visitor) -> None:
    keys: list[str] = []

    def record(_: pb.RecordMandateRequest) -> pb.Mandate:
        held = credential()
        keys.append(held.idempotency_key if held else "")
        return district.recorded()

    priya.behind.mandates.answers["RecordMandate"] = record
    check = await answered(priya)
    for _ in range(2):
        await priya.post_bare(RECORD, {**kept(check), "record": "yes"})
    assert keys[0] == keys[1] != ""


@pytest.mark.parametrize(
    ("at", "sent", "said", "anchor"),
    [
        (0, {}, "Choose what kind of authority it is", "#kind"),
        (0, {"kind": "king"}, "Choose what kind of authority it is", "#kind"),
        (1, {"proxy_id": ""}, "Enter the reference of who is to act", "#proxy_id"),
        (2, {"document": "instrument", "number": ""}, "Enter the number in the register", "#number"),
        (2, {"document": "", "number": "LP-1"}, "Say which document you saw", "#document"),
        (3, {"data_classes": "finance"}, "Choose what they may act about", "#data_classes"),
        (3, {"data_classes": "protected_address"}, "Choose what they may act about", "#data_classes"),
        (4, {**FIRST, "starts_on-month": "13"}, "Enter a real date", "#starts_on-day"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    priya: Visitor, at: int, sent: dict[str, str | list[str]], said: str, anchor: str
) -> None:
    page = await answered(priya, at)
    before = kept(page)
    page = await priya.post_bare(RECORD, _with(before, ANSWERS[at][0], sent))
    assert page.status == 400
    assert said in page.words
    assert f'href="{anchor}"' in page.html
    after = kept(page)
    assert {**after, "once": ""} == {**before, "once": ""}


async def test_a_child_needs_a_birth_date_and_an_advocate_a_last_day(priya: Visitor) -> None:
    for kind, place, said in (
        ("parental_responsibility", "paper", "Enter the child’s date of birth"),
        ("advocate", "days", "Enter the last day"),
    ):
        page = await priya.get(RECORD)
        for name, values in ANSWERS:
            mine: dict[str, str | list[str]] = {"kind": kind} if name == "kind" else values
            page = await priya.post_bare(RECORD, _with(kept(page), name, mine))
            if name == place:
                break
        assert page.status == 400
        assert said in page.words


async def test_any_answer_is_changed_from_the_last_page_and_asked_again_where_it_no_longer_fits(priya: Visitor) -> None:
    check = await answered(priya)
    page = await priya.post_bare(RECORD, {**kept(check), "change": "kind"})
    assert SAYS["kind"] in page.words
    page = await priya.post_bare(RECORD, _with(kept(page), "kind", {"kind": "finance_attorney"}))
    assert SAYS["scope"] in page.words, "an attorney for money never acts about health"
    assert page.status == 400
    page = await priya.post_bare(RECORD, _with(kept(page), "scope", {"data_classes": "finance"}))
    assert "Check what you say" in page.words
    assert "Attorney for property and money" in page.words


async def test_what_the_service_finds_wrong_leads_back_to_its_question(priya: Visitor) -> None:
    check = await answered(priya)
    refusals = {
        "proxy_id": ("whoever is to act must have their identity checked first", SAYS["who"]),
        "ends_on": ("must not lie in the past", SAYS["days"]),
        "account_id": ("check the reference of whom it is about", "Check what you say"),
    }
    for field, (message, where) in refusals.items():
        priya.behind.mandates.answers["RecordMandate"] = Invalid("no", fields=[FieldError(field, message)])
        page = await priya.post_bare(RECORD, {**kept(check), "record": "yes"})
        assert page.status == 400
        assert where in page.words
        assert message[1:] in page.words
    priya.behind.mandates.answers["RecordMandate"] = Denied("ask a colleague", code="own-mandate")
    page = await priya.post_bare(RECORD, {**kept(check), "record": "yes"})
    assert (page.status, "Ask a colleague to do the rest" in page.words) == (403, True)


async def test_it_is_suspended_with_a_reason_and_the_page_says_before_that_nobody_is_told(priya: Visitor) -> None:
    page = await priya.get(f"{GRACES}/man_1/suspend")
    assert "Neither Rosa Diaz nor Grace Okoro is told" in page.words
    refused = await priya.post(f"{GRACES}/man_1/suspend", {"reason": " "})
    assert "Say why nobody should act on it now" in refused.words
    assert not priya.behind.mandates.requests("SuspendMandate"), "an answer that is not right asks for nothing"
    sent = await priya.post(f"{GRACES}/man_1/suspend", {"reason": "The neighbour worries."})
    assert sent.location == f"{GRACES}?done=recorded"
    [asked] = priya.behind.mandates.requests("SuspendMandate")
    assert (asked.id, asked.reason) == ("man_1", "The neighbour worries.")


async def test_it_goes_on_only_after_the_page_told_why_it_was_stopped(priya: Visitor) -> None:
    assert "because: The neighbour worries." in (await priya.get(f"{GRACES}/man_1/resume")).words
    priya.behind.mandates.answers["ListMandatesOf"] = pb.ListMandatesResponse(
        mandates=[district.recorded("stopped")], name="Grace Okoro"
    )
    page = await priya.get(f"{GRACES}/man_1/resume")
    assert "Grace Okoro stopped it. Talk with them first, without Rosa Diaz." in page.words
    assert (await priya.post(f"{GRACES}/man_1/resume", {"reason": ""})).status == 400
    await priya.post(f"{GRACES}/man_1/resume", {"reason": "She wants it again."})
    assert [each.reason for each in priya.behind.mandates.requests("ResumeMandate")] == ["She wants it again."]


async def test_it_ends_for_good_once_the_officer_said_so(priya: Visitor) -> None:
    assert "It cannot be opened again" in (await priya.get(f"{GRACES}/man_1/end")).words
    assert "Tick the box if it is over" in (await priya.post(f"{GRACES}/man_1/end")).words
    assert not priya.behind.mandates.requests("EndMandate")
    assert (await priya.post(f"{GRACES}/man_1/end", {"sure": "yes"})).location == f"{GRACES}?done=recorded"
    priya.behind.mandates.answers["EndMandate"] = Conflict("this authority is over", code="mandate-ended")
    assert (await priya.post(f"{GRACES}/man_1/end", {"sure": "yes"})).location == GRACES
    assert (await priya.get(f"{GRACES}/man_none/end")).status == 404


async def test_an_assessment_is_for_one_decision_by_somebody_for_some_days(priya: Visitor) -> None:
    path = f"{GRACES}/man_1/assess"
    refused = await priya.post(path)
    for said in ("Choose the one decision", "Say who assessed them", "Enter the day of the", "Enter the last day"):
        assert said in refused.words
    form = {"decision": "medical_treatment", "assessor": "Dr Lee"}
    form |= {"assessed_on-day": "20", "assessed_on-month": "11", "assessed_on-year": "2026"}
    form |= {"until-day": "4", "until-month": "12", "until-year": "2026"}
    assert (await priya.post(path, form)).location == f"{GRACES}?done=recorded"
    [asked] = priya.behind.mandates.requests("AssessCapacity")
    assert asked == pb.AssessCapacityRequest(
        id="man_1", decision="medical_treatment", assessed_on="2026-11-20", until="2026-12-04", assessor="Dr Lee"
    )
    priya.behind.mandates.answers["AssessCapacity"] = Invalid("no", fields=[FieldError("until", "at most 28 days")])
    page = await priya.post(path, form)
    assert "At most 28 days" in page.words
    assert 'href="#until-day"' in page.html


async def test_a_proxys_own_page_never_shows_what_officers_wrote(amina: Visitor) -> None:
    """Even were it told: what her page shows is chosen, not passed on."""
    told = pb.ListMandatesResponse(mandates=[district.recorded("suspended")])
    amina.behind.mandates.answers |= {"ListMyMandates": told, "ListHeldMandates": told}
    page = await amina.get("/account/acting")
    assert "Rosa Diaz" in page.words
    for words in ("neighbour", "suspend", "LP-2026-0417", "instrument", "Dr Lee"):
        assert words not in page.html
