"""Sharing from the desk: one question a page, how it is lawful in plain words; and deciding not to, as easily."""

from html import unescape

import pytest
from kith.cases.v1.sharing_pb2 import ListSharesResponse

from chassis.errors import Conflict, Denied, FieldError, Invalid
from services.cases.domain.classes import CRIMINAL, SPECIAL
from services.cases.domain.sharing.basis import BasisKind, Condition, Para18
from services.gateway.web import basis_questions
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Answer, Visitor
from tests.gateway.pages.dealings import given_and_received

AMINAS = "/desk/people/per_7f3k"
SHARE, NOT, ALOUD, SHARES = (f"{AMINAS}/{verb}" for verb in ("share", "not-share", "consent", "shares"))
Filled = dict[str, str | list[str]]
Step = tuple[str, str, Filled]
BEGUN: list[Step] = [
    ("what", "What do you share?", {"data_classes": ["social_care"], "case_id": "cas_1"}),
    ("whom", "With whom?", {"to_organisation_ids": [district.TRUST]}),
    ("why", "What is it for?", {"purpose": "safeguarding_child"}),
]
TOLD: Filled = {
    "reason": "Children Act 2004 section 10: they co-operate.",
    "informed": "yes",
    "not_informed_reason": "",
}
UNTIL: Filled = {"until-day": "31", "until-month": "1", "until-year": "2027", "agreement_id": "agr_1"}
ON_A_TASK: list[Step] = [
    *BEGUN,
    ("lawful", "How is it lawful?", {"basis_kind": "public_task"}),
    ("told", "What will their page say?", TOLD),
    ("until", "Until when?", UNTIL),
]


def kept(page: Answer, action: str) -> Filled:
    """Every hidden field of the page's form, as a browser would send them."""
    form = page.html.partition(f'action="{action}"')[2].partition("</form>")[0]
    found: Filled = {}
    for part in form.split('<input type="hidden" name="')[1:]:
        name, _, rest = part.partition('" value="')
        value, there = unescape(rest.partition('"')[0]), found.get(name)
        found[name] = [*(there if isinstance(there, list) else [there]), value] if there is not None else value
    return found


async def answered(worker: Visitor, steps: list[Step], path: str = SHARE) -> Answer:
    """The page after these questions, answered in a browser one by one."""
    page = await worker.get(path)
    for name, says, values in steps:
        assert says in page.words, name
        page = await worker.post_bare(path, with_(kept(page, path), name, values))
    return page


def with_(form: Filled, name: str, values: Filled) -> Filled:
    already = form.get("answered", [])
    return {**form, **values, "answered": [*(already if isinstance(already, list) else [already]), name]}


def test_the_questions_know_what_the_law_knows() -> None:
    assert set(basis_questions.LAWFUL) == set(BasisKind)
    assert set(basis_questions.CONDITIONS) == set(Condition) - {Condition.NONE, Condition.EXPLICIT_CONSENT}
    assert set(basis_questions.PARA_18) == set(Para18) - {Para18.NONE}
    assert basis_questions.CONDITIONED == SPECIAL | CRIMINAL


async def test_all_answers_are_shown_with_the_sentence_for_her_page_before_anything_is_recorded(
    priya: Visitor,
) -> None:
    page = await answered(priya, ON_A_TASK)
    assert "Check what you say" in page.words
    assert "Their page will say: “Children Act 2004 section 10: they co-operate.”" in page.words
    assert "Midlands NHS Trust" in page.words
    assert priya.behind.sharing.requests("CreateShare") == []
    done = await priya.post_bare(SHARE, {**kept(page, SHARE), "record": "yes"})
    assert done.location == f"{SHARES}?done=shared&purpose=direct_care"
    wish = priya.behind.sharing.requests("CreateShare")[0]
    assert (wish.person_id, wish.case_id, list(wish.data_classes)) == ("per_7f3k", "cas_1", ["social_care"])
    assert (list(wish.to_organisation_ids), wish.purpose) == ([district.TRUST], "safeguarding_child")
    assert (wish.basis.kind, wish.basis.informed, wish.basis.condition) == ("public_task", True, "")
    assert (wish.until, wish.agreement_id) == ("2027-01-31", "agr_1")


async def test_the_organisations_cases_are_looked_at_once_for_all_the_questions(priya: Visitor) -> None:
    page = await answered(priya, ON_A_TASK)
    assert "the case that you chose" in page.words.lower()
    assert len(priya.behind.casework.requests("ListCases")) == 1
    again = await priya.post_bare(SHARE, {**kept(page, SHARE), "change": "what"})
    assert "case that you chose" not in again.words
    assert len(priya.behind.casework.requests("ListCases")) == 2
    wrong = await answered(priya, [("what", "What do you share?", {"case_id": "cas_1"})])
    assert (wrong.status, "case that you chose" in wrong.words) == (400, False)
    await answered(priya, _agreed(able="presumed"), ALOUD)
    assert len(priya.behind.casework.requests("ListCases")) == 4


async def test_health_asks_for_a_condition_and_para_18_why_she_is_not_asked(priya: Visitor) -> None:
    steps: list[Step] = [
        ("what", "What do you share?", {"data_classes": ["social_care", "health"], "case_id": "all"}),
        *BEGUN[1:],
        ("lawful", "How is it lawful?", {"basis_kind": "public_task"}),
        ("condition", "Why may this kind of information be shared?", {"condition": "sch1_18"}),
        ("asking", "Why are they not asked?", {"para_18": "would_prejudice"}),
        (
            "told",
            "What will their page say?",
            {**TOLD, "informed": "no", "not_informed_reason": "It puts him at risk."},
        ),
        ("until", "Until when?", UNTIL),
    ]
    page = await answered(priya, steps)
    assert "Their page says nothing of it" in page.words
    await priya.post_bare(SHARE, {**kept(page, SHARE), "record": "yes"})
    basis = priya.behind.sharing.requests("CreateShare")[0].basis
    assert (basis.condition, basis.para_18_reason, basis.informed) == ("sch1_18", "would_prejudice", False)
    assert basis.not_informed_reason == "It puts him at risk."


async def test_consent_is_chosen_from_what_she_agreed_to_and_covers_all_of_it(priya: Visitor) -> None:
    whats: list[Step] = [*BEGUN[:2], ("why", "What is it for?", {"purpose": "direct_care"})]
    agreed: Filled = {"basis_kind": "consent", "consent_id": "con_1"}
    page = await answered(priya, [*whats, ("lawful", "How is it lawful?", agreed), ("until", "Until when?", UNTIL)])
    assert "Their page says that they agreed to it, and how to stop it." in page.words
    await priya.post_bare(SHARE, {**kept(page, SHARE), "record": "yes"})
    basis = priya.behind.sharing.requests("CreateShare")[0].basis
    assert (basis.kind, basis.consent_id) == ("consent", "con_1")
    # For another purpose there is none of hers.
    page = await answered(priya, [*BEGUN, ("lawful", "How is it lawful?", agreed)])
    assert page.status == 400
    assert "They have not agreed to this" in page.words


async def test_an_organisation_outside_every_agreement_is_found_by_its_name(priya: Visitor) -> None:
    page = await answered(priya, BEGUN[:1])
    assert district.NAMES[district.SCHOOL] not in page.words
    page = await priya.post_bare(SHARE, {**kept(page, SHARE), "find": "chads", "change": "whom"})
    assert district.NAMES[district.SCHOOL] in page.words
    assert priya.behind.directory.requests("ListOrganisations")[0].name == "chads"
    chosen = with_(kept(page, SHARE), "whom", {"to_organisation_ids": [district.SCHOOL]})
    assert "What is it for?" in (await priya.post_bare(SHARE, chosen)).words


async def test_what_cases_finds_wrong_is_said_at_its_question(priya: Visitor) -> None:
    page = await answered(priya, ON_A_TASK)
    wrong = [FieldError("basis.reason", "must say which law applies and why")]
    priya.behind.sharing.answers["CreateShare"] = Invalid("bad", fields=wrong)
    page = await priya.post_bare(SHARE, {**kept(page, SHARE), "record": "yes"})
    assert page.status == 400
    assert "What will their page say?" in page.words
    assert '<a href="#reason">Must say which law applies and why' in page.html


async def test_an_unknown_organisation_case_or_agreement_is_not_taken_from_a_form(priya: Visitor) -> None:
    for at, field, bad in ((0, "case_id", "../cas"), (1, "to_organisation_ids", "org_9"), (5, "agreement_id", "agr_9")):
        steps = [*ON_A_TASK]
        name, says, values = steps[at]
        steps[at] = (name, says, {**values, field: bad})
        page = await answered(priya, steps[: at + 1])
        assert (page.status, says in page.words) == (400, True), field


@pytest.mark.parametrize("path", [SHARE, NOT, ALOUD])
async def test_who_may_not_share_about_her_is_asked_nothing(priya: Visitor, path: str) -> None:
    priya.behind.sharing.answers["ListConsents"] = Denied("no confirmed involvement", code="not-a-member")
    page = await priya.get(path)
    assert page.status == 403
    assert "social care" not in page.words


async def test_a_decision_not_to_share_is_recorded_with_its_reason_and_a_day_to_look_again(priya: Visitor) -> None:
    steps: list[Step] = [
        ("what", "What is not shared?", BEGUN[0][2]),
        ("whom", "Who does not get it?", BEGUN[1][2]),
        ("why", "What would it be for?", BEGUN[2][2]),
        (
            "not",
            "Why is it not shared?",
            {
                "reason": "More harm than good: he would learn where she is.",
                "advice_sought": "The Caldicott guardian agreed.",
                "review_on-day": "1",
                "review_on-month": "3",
                "review_on-year": "2027",
            },
        ),
    ]
    page = await answered(priya, steps, NOT)
    assert "Their page" not in page.words
    done = await priya.post_bare(NOT, {**kept(page, NOT), "record": "yes"})
    assert done.location == f"{SHARES}?done=not-shared&purpose=direct_care"
    wish = priya.behind.sharing.requests("DecideNotToShare")[0]
    assert (wish.review_on, wish.advice_sought) == ("2027-03-01", "The Caldicott guardian agreed.")
    assert priya.behind.sharing.requests("CreateShare") == []


def _agreed(**able: str | list[str]) -> list[Step]:
    return [
        ("what", "What do they agree that you share?", {"data_classes": ["social_care"]}),
        *BEGUN[1:],
        (
            "expires",
            "Until when do they agree?",
            {"expires_on-day": "1", "expires_on-month": "3", "expires_on-year": "2027"},
        ),
        ("able", "Can they decide this?", able),
        ("read", "Read this to them", {"notice_language": "cy", "evidence": "Yes, at her door; I know her."}),
    ]


async def test_a_yes_said_aloud_is_written_down_on_the_notice_that_was_read(priya: Visitor) -> None:
    page = await answered(priya, _agreed(able="presumed")[:-1], ALOUD)
    assert "notice in en" in page.words
    assert "notice in cy" in page.words
    page = await answered(priya, _agreed(able="presumed"), ALOUD)
    assert priya.behind.sharing.requests("GiveConsent") == []
    done = await priya.post_bare(ALOUD, {**kept(page, ALOUD), "record": "yes"})
    assert done.location == f"{SHARES}?done=consent-recorded&purpose=direct_care"
    wish = priya.behind.sharing.requests("GiveConsent")[0]
    assert (wish.from_organisation_id, wish.method, wish.notice_language) == (district.COUNCIL, "spoken", "cy")
    assert (wish.person_id, list(wish.data_classes), wish.expires_on) == ("per_7f3k", ["social_care"], "2027-03-01")
    assert not wish.HasField("competence")
    assert wish.evidence == "Yes, at her door; I know her."


async def test_a_yes_is_not_written_down_without_what_they_said(priya: Visitor) -> None:
    *before, (name, title, answers) = _agreed(able="presumed")
    page = await answered(priya, [*before, (name, title, answers | {"evidence": ""})], ALOUD)
    assert (page.status, "Say what they said, and how you knew that it was they" in page.words) == (400, True)


async def test_a_child_says_yes_where_somebody_found_that_she_can(priya: Visitor) -> None:
    day = {"assessed_on-day": "20", "assessed_on-month": "11", "assessed_on-year": "2026"}
    page = await answered(priya, _agreed(able="assessed", assessor="Dr Okafor, GP", **day), ALOUD)
    assert "Found by Dr Okafor, GP on 20 November 2026" in page.words
    wrong = [FieldError("competence", "not yet 16: say who assessed her for this decision, and when")]
    priya.behind.sharing.answers["GiveConsent"] = Invalid("bad", fields=wrong)
    page = await priya.post_bare(ALOUD, {**kept(page, ALOUD), "record": "yes"})
    assert (page.status, "Can they decide this?" in page.words) == (400, True)
    competence = priya.behind.sharing.requests("GiveConsent")[0].competence
    assert (competence.outcome, competence.assessed_on, competence.assessor) == ("able", "2026-11-20", "Dr Okafor, GP")


async def test_nobody_consents_for_somebody_who_has_died(priya: Visitor) -> None:
    said = "this person has died: nobody consents for them any more"
    priya.behind.sharing.answers["GiveConsent"] = Conflict(said, code="person-died")
    page = await answered(priya, _agreed(able="presumed"), ALOUD)
    page = await priya.post_bare(ALOUD, {**kept(page, ALOUD), "record": "yes"})
    assert (page.status, said in page.words.lower()) == (400, True)


async def test_it_is_taken_back_by_phone_in_one_step_with_a_receipt(priya: Visitor) -> None:
    stop = f"{AMINAS}/consents/con_1/stop"
    assert f'action="{stop}' in (await priya.get(SHARES)).html
    page = await priya.post(stop, {"method-con_1": "pigeon", "evidence-con_1": ""})
    assert (page.status, "Choose how they told you" in page.words) == (400, True)
    assert priya.behind.sharing.requests("WithdrawConsent") == []
    page = await priya.post(stop, {"method-con_1": "phone", "evidence-con_1": "Rang from her own number."})
    assert page.status == 200
    assert "It has stopped Receipt rcp_1" in page.words
    assert "The law on keeping children safe requires it." in page.words
    asked = priya.behind.sharing.requests("WithdrawConsent")[0]
    assert (asked.consent_id, asked.person_id) == ("con_1", "per_7f3k")
    assert (asked.method, asked.evidence) == ("phone", "Rang from her own number.")


async def test_what_is_given_can_be_ended_and_what_is_received_cannot(priya: Visitor) -> None:
    page = await priya.get(SHARES)
    assert f'action="{SHARES}/shr_2/end' in page.html
    assert f'action="{SHARES}/shr_3/end' not in page.html
    assert f'action="{SHARES}/shr_4/end' not in page.html
    assert "Ended: it reached its last day" in page.words
    page = await priya.post(f"{SHARES}/shr_2/end", {"reason-shr_2": ""})
    assert (page.status, "Say why it ends" in page.words) == (400, True)
    done = await priya.post(f"{SHARES}/shr_2/end", {"reason-shr_2": "The work is over."})
    assert done.location.startswith(f"{SHARES}?done=share-ended")
    asked = priya.behind.sharing.requests("EndShare")[0]
    assert (asked.share_id, asked.person_id, asked.reason) == ("shr_2", "per_7f3k", "The work is over.")


async def test_an_organisation_says_that_it_knows_of_the_end_of_what_it_received(priya: Visitor) -> None:
    shares = given_and_received()
    page = await priya.get(SHARES)
    assert "/heard" not in page.html
    assert "Nobody has said so yet" in page.words
    shares[2].state, shares[2].ended_because = "ended", "withdrawn"
    priya.behind.sharing.answers["ListShares"] = ListSharesResponse(shares=shares)
    assert f'action="{SHARES}/shr_4/heard' in (await priya.get(SHARES)).html
    shares[2].heard_by_organisation_ids.append(district.COUNCIL)
    priya.behind.sharing.answers["ListShares"] = ListSharesResponse(shares=shares)
    assert "/heard" not in (await priya.get(SHARES)).html
    done = await priya.post(f"{SHARES}/shr_4/heard", {})
    assert done.location.startswith(f"{SHARES}?done=end-heard")
    [asked] = priya.behind.sharing.requests("HearShareEnd")
    assert (asked.share_id, asked.person_id) == ("shr_4", "per_7f3k")
    priya.behind.sharing.answers["HearShareEnd"] = Conflict("said before", code="end-heard")
    assert (await priya.post(f"{SHARES}/shr_4/heard", {})).location.startswith(SHARES)


async def test_no_address_of_these_pages_tells_a_name_or_a_kind_of_information(priya: Visitor) -> None:
    page = await answered(priya, ON_A_TASK)
    assert page.headers.get("Location") is None
    for path in (SHARE, NOT, ALOUD, SHARES):
        assert "social_care" not in path + (await priya.get(path)).headers.get("Location", "")


async def test_two_cases_of_one_title_are_told_apart_by_the_day_they_were_opened(priya: Visitor) -> None:
    listed = priya.behind.casework.answers["ListCases"]
    later = listed.cases.add()
    later.CopyFrom(listed.cases[0])
    later.id = "cas_2"
    later.opened_at.CopyFrom(district.at(days=3))
    page = await priya.get(SHARE)
    assert "Housing, opened 13 October 2026 Housing, opened 19 November 2026" in page.words
    assert "Housing, agorwyd 19 Tachwedd 2026" in (await priya.get(f"{SHARE}?lang=cy")).words


async def test_a_private_case_is_not_among_those_to_choose_from(priya: Visitor) -> None:
    priya.behind.casework.answers["ListCases"].cases[0].private = True
    assert "Housing, opened" not in (await priya.get(SHARE)).words
