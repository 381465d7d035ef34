"""Referring somebody from the desk, and answering: in questions, with reasons, and told to who asked."""

import pytest
from kith.cases.v1 import referrals_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.cases.domain.referrals.referral import ReferralState
from services.gateway.web.pages import referrals
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.fakes import Behind
from tests.gateway.pages.test_share_pages import TOLD, UNTIL, Filled, Step, answered, kept
from tests.gateway.pages.worries import opened

LIST, ONE = "/desk/referrals", "/desk/referrals/rfr_1"
HOW_KNOWN: Filled = {"asked_how_known": "yes", "shielded": "no"}
REFER = "/desk/people/per_7f3k/refer"
ASKS = "A place in the parenting group, before Christmas."
BEGUN: list[Step] = [
    ("asks", "What do you ask for?", {"asks": ASKS}),
    ("whom", "Whom do you ask?", {"to_organisation_id": district.TRUST}),
]
ALONG: Step = ("what", "What goes along?", {"data_classes": ["social_care"], "case_id": "cas_1"})
CARRIED: list[Step] = [
    ("why", "What is it for?", {"purpose": "safeguarding_child"}),
    ("lawful", "How is it lawful?", {"basis_kind": "public_task"}),
    ("told", "What will their page say?", TOLD),
    ("until", "Until when?", UNTIL),
]


def _acting(visitor: Visitor, role: str) -> Visitor:
    session = district.sessions()[district.WORKER]
    session.context.role = role
    visitor.behind.sessions.answers["GetSession"] = session
    return visitor


@pytest.fixture(autouse=True)
def an_agreement_that_says_whom_it_is_about(behind: Behind) -> None:
    behind.sharing.answers["ListAgreements"].agreements[0].data_classes.append("identity")


def test_the_pages_have_words_for_every_state() -> None:
    assert set(referrals.STATES) == set(ReferralState)


async def test_whom_it_is_about_always_goes_along_and_nothing_leaves_before_it_was_checked(priya: Visitor) -> None:
    page = await answered(priya, [*BEGUN, ALONG, *CARRIED], REFER)
    assert "What goes along Name and date of birth and social care" in page.words
    assert "Their page will say:" in page.words
    assert priya.behind.referrals.asked == []
    done = await priya.post_bare(REFER, {**kept(page, REFER), "record": "yes"})
    assert done.location == f"{LIST}?done=referred&purpose=direct_care"
    [wish] = priya.behind.referrals.requests("RequestReferral")
    assert (wish.person_id, wish.to_organisation_id, wish.asks) == ("per_7f3k", district.TRUST, ASKS)
    assert (wish.private, list(wish.data_classes), wish.case_id) == (False, ["identity", "social_care"], "cas_1")
    assert (wish.purpose, wish.basis.kind, wish.until) == ("safeguarding_child", "public_task", "2027-01-31")
    assert wish.agreement_id == "agr_1"


async def test_nothing_else_has_to_go_along(priya: Visitor) -> None:
    alone: Step = (ALONG[0], ALONG[1], {"case_id": "all"})
    page = await answered(priya, [*BEGUN, alone, *CARRIED[:2]], REFER)
    assert page.status == 200
    agreement: Filled = {**UNTIL, "agreement_id": "none"}
    page = await answered(priya, [*BEGUN, alone, *CARRIED[:3], ("until", "Until when?", agreement)], REFER)
    await priya.post_bare(REFER, {**kept(page, REFER), "record": "yes"})
    assert list(priya.behind.referrals.requests("RequestReferral")[0].data_classes) == ["identity"]


async def test_to_a_private_service_go_the_words_alone_from_the_duty_desk_or_a_manager(priya: Visitor) -> None:
    worker = await answered(priya, BEGUN, REFER)
    assert "Is it a private service?" not in worker.words
    duty = _acting(priya, "duty")
    private: Step = ("private", "Is it a private service?", {"private": "yes"})
    page = await answered(duty, [*BEGUN, private, *CARRIED[:3]], REFER)
    page = await duty.post_bare(REFER, {**kept(page, REFER), "answered": ["asks", "whom", "private", "why"]})
    assert "What goes along?" not in page.words
    until: Filled = {**UNTIL, "agreement_id": "none"}
    page = await answered(duty, [*BEGUN, private, *CARRIED[:3], ("until", "Until when?", until)], REFER)
    assert "A private service Yes" in page.words
    assert "What goes along" not in page.words
    await duty.post_bare(REFER, {**kept(page, REFER), "record": "yes"})
    [wish] = duty.behind.referrals.requests("RequestReferral")
    assert (wish.private, list(wish.data_classes), wish.case_id) == (True, [], "")


async def test_what_the_service_finds_wrong_is_said_at_its_question(priya: Visitor) -> None:
    priya.behind.referrals.answers["RequestReferral"] = Invalid.field("to_organisation_ids", "there is no such one")
    page = await answered(priya, [*BEGUN, ALONG, *CARRIED], REFER)
    refused = await priya.post_bare(REFER, {**kept(page, REFER), "record": "yes"})
    assert ("Whom do you ask?" in refused.words, "There is no such one" in refused.words) == (True, True)


async def test_the_list_says_how_each_stands_and_tells_of_nobody(priya: Visitor) -> None:
    page = await priya.get(LIST)
    received, made = page.words.split("Made by your organisation")
    assert "From Midlands NHS Trust: 1, 2 days ago: waits for an answer, until 25 November 2026" in received
    assert "nobody answered while it could be read" in received
    assert "Private service To Midlands NHS Trust" in made
    assert "To Chadsmead School: 1, 2 days ago: done 4 hours ago" in made
    assert f'href="{LIST}/rfr_1"' in page.html
    assert f'href="{LIST}/rfr_2"' not in page.html, "what went with it is over"
    for personal in ("Amina", "parenting group", "per_7f3k"):
        assert personal not in page.html
    priya.behind.referrals.answers["ListReferrals"] = pb.ListReferralsResponse()
    assert (await priya.get(LIST)).words.count("None.") == 2


async def test_the_duty_desk_takes_it_on_for_a_team_or_a_colleague(priya: Visitor) -> None:
    duty = _acting(priya, "duty")
    page = await duty.get(ONE)
    assert "What is asked A place in the parenting group." in page.words
    assert (await duty.post(f"{ONE}/accept", {"taker": "team", "team": ""})).status == 400
    taken: Filled = {"taker": "team", "team": "Family help", "role": "family worker", **HOW_KNOWN}
    unsaid = await duty.post(f"{ONE}/accept", {name: said for name, said in taken.items() if name != "shielded"})
    assert (unsaid.status, "Choose how it is known" in unsaid.words) == (400, True)
    assert (await duty.post(f"{ONE}/accept", taken)).location == f"{LIST}?done=referral-accepted"
    sam = duty.behind.directory.answers["SearchProfessionals"].professionals[0]
    sam.organisation_id = district.COUNCIL
    found = await duty.post(f"{ONE}/accept", {"change": "taker", "find": "sam"})
    assert "Samantha Jones, social worker" in found.words
    offered: Filled = {"offered": ["pro_sam"], "taker": "pro_sam", **HOW_KNOWN, "shielded": "yes"}
    assert (await duty.post(f"{ONE}/accept", offered)).status == 303
    team, colleague = duty.behind.referrals.requests("AcceptReferral")
    assert (team.team, team.professional_id, team.role, team.shielded) == ("Family help", "", "family worker", False)
    assert (colleague.team, colleague.professional_id, colleague.shielded) == ("", "pro_sam", True)
    assert (await duty.post(f"{ONE}/accept", {"taker": "pro_of_elsewhere"})).status == 400


@pytest.mark.parametrize(
    ("verb", "field", "call", "said"),
    [
        ("reject", "why_not", "RejectReferral", "reason"),
        ("done", "outcome", "FinishReferral", "outcome"),
        ("revoke", "why_back", "RevokeReferral", "reason"),
    ],
)
async def test_each_step_wants_words_for_the_other_side(
    priya: Visitor, verb: str, field: str, call: str, said: str
) -> None:
    duty = _acting(priya, "duty")
    states = {"reject": opened(), "done": opened("accepted"), "revoke": opened(sent_to=district.TRUST)}
    duty.behind.referrals.answers["GetReferral"] = states[verb]
    page = await duty.get(ONE)
    assert f'action="{ONE}/{verb}"' in page.html
    empty = await duty.post(f"{ONE}/{verb}")
    assert (empty.status, f'href="#{field}"' in empty.html) == (400, True)
    assert duty.behind.referrals.requests(call) == []
    done = {"reject": "rejected", "done": "done", "revoke": "revoked"}[verb]
    assert (await duty.post(f"{ONE}/{verb}", {field: "She moved."})).location == f"{LIST}?done=referral-{done}"
    [sent] = duty.behind.referrals.requests(call)
    assert (sent.referral_id, getattr(sent, said)) == ("rfr_1", "She moved.")
    duty.behind.referrals.answers[call] = Conflict("this referral is done", code="referral-done")
    late = await duty.post(f"{ONE}/{verb}", {field: "She moved."})
    assert (late.status, "This referral is done" in late.words, "She moved." in late.html) == (400, True, True)


async def test_who_cannot_answer_is_offered_nothing_and_may_do_nothing(priya: Visitor) -> None:
    page = await priya.get(ONE)
    assert "Your duty desk or a manager answers it." in page.words
    assert f'action="{ONE}' not in page.html
    for verb in ("accept", "reject"):
        assert (await priya.post(f"{ONE}/{verb}", {"team": "Mine", "taker": "team", "why_not": "No."})).status == 403
    guardian = _acting(priya, "guardian")
    assert ((await guardian.get(LIST)).status, (await guardian.post(f"{ONE}/done")).status) == (200, 403)
    assert (await _acting(priya, "officer").get(LIST)).status == 403
    assert not {"AcceptReferral", "RejectReferral"} & {name for name, _ in priya.behind.referrals.asked}


async def test_how_it_is_known_is_chosen_by_nobody_but_them(priya: Visitor) -> None:
    """What is ticked already is what a refuge sends without reading."""
    how = (await _acting(priya, "duty").get(ONE)).html.partition('name="asked_how_known"')[2]
    assert how.count('name="shielded"') == 2
    assert " checked" not in how


async def test_a_private_one_says_that_nobody_else_may_know_and_leads_nowhere(priya: Visitor) -> None:
    duty = _acting(priya, "duty")
    duty.behind.referrals.answers["GetReferral"] = opened(private=True)
    page = await duty.get(ONE)
    assert "Known to the two duty desks and their managers, and to nobody else." in page.words
    assert 'name="shielded"' not in page.html
    assert (await duty.post(f"{ONE}/accept", {"taker": "team", "team": "Haven"})).status == 303
    [taken] = duty.behind.referrals.requests("AcceptReferral")
    assert not taken.HasField("shielded")
    assert "/desk/people/" not in page.html


async def test_one_that_may_not_be_read_is_no_page(priya: Visitor) -> None:
    for refusal, status in ((NotFound("no"), 404), (Denied("over"), 403)):
        priya.behind.referrals.answers["GetReferral"] = refusal
        page = await priya.get(ONE)
        assert (page.status, "Amina" in page.html) == (status, False)
