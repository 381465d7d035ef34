"""Checking one's identity: while it is being checked, when something is wrong, and by who has checked it already."""

import pytest
from kith.identity.v1 import proofing_pb2, upstream_proofs_pb2

from chassis.errors import Conflict, Denied, Invalid, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

BACK = "/prove/one-login/return?state=st&code=co&iss=https%3A%2F%2Foidc.example%2F"


def pending(*waiting_for: str) -> proofing_pb2.ListProofsResponse:
    proof = district.proof("pending")
    proof.waiting_for.extend(waiting_for)
    return proofing_pb2.ListProofsResponse(proofs=[proof])


async def test_a_pending_proof_shows_how_far_it_is(amina: Visitor) -> None:
    amina.behind.proofing.answers["ListProofs"] = pending("document")
    page = await amina.get("/prove")
    assert "We are checking what you gave us" in page.words
    assert "whether your documents are genuine" in page.words
    assert "whether the photo is of you" not in page.words
    assert "refresh" not in page.headers


async def test_the_page_looks_again_by_itself_only_when_asked_and_only_while_pending(amina: Visitor) -> None:
    amina.behind.proofing.answers["ListProofs"] = pending("document")
    page = await amina.get("/prove?watch=yes")
    assert page.headers["refresh"] == "5"
    assert "Stop that" in page.words
    amina.behind.proofing.answers["ListProofs"] = proofing_pb2.ListProofsResponse(proofs=[district.proof()])
    assert "refresh" not in (await amina.get("/prove?watch=yes")).headers


async def test_who_must_be_seen_in_person_is_told_so_and_no_more(amina: Visitor) -> None:
    answer = proofing_pb2.ListProofsResponse(proofs=[district.proof("contra-indicated")])
    amina.behind.proofing.answers["ListProofs"] = answer
    page = (await amina.get("/prove")).words
    assert "We need to see you in person to finish" in page
    assert "fraud" not in page
    assert "Your identity is checked" not in page


async def test_one_login_and_nhs_login_are_offered_where_they_are_set_up(amina: Visitor) -> None:
    page = await amina.get("/prove?interaction=int_1")
    assert "Use your GOV.UK One Login" in page.words
    assert 'href="/prove/nhs-login?interaction=int_1"' in page.html
    amina.behind.upstream_proofs.answers["ListProviders"] = upstream_proofs_pb2.ListProvidersResponse()
    assert "One Login" not in (await amina.get("/prove")).words


async def test_she_is_told_what_they_will_say_before_she_goes(amina: Visitor) -> None:
    page = (await amina.get("/prove/one-login")).words
    assert "your name and date of birth, and your postcode" in page
    assert "We keep that for a year" in page
    assert "your NHS number" in (await amina.get("/prove/nhs-login")).words
    assert (await amina.get("/prove/elsewhere")).status == 404


async def test_the_button_leads_there_and_the_way_back_to_what_a_council_asked(amina: Visitor) -> None:
    answer = await amina.post("/prove/one-login", {"interaction": "int_1"})
    assert (answer.status, answer.location) == (303, "https://oidc.example/authorize?x=1")
    [asked] = amina.behind.upstream_proofs.requests("BeginUpstreamProof")
    assert (asked.provider, asked.interaction_id) == ("one-login", "int_1")
    amina.behind.upstream_proofs.answers["FinishUpstreamProof"].interaction_id = "int_1"
    answer = await amina.get(BACK)
    assert answer.location == "/prove?done=elsewhere&interaction=int_1"
    [brought] = amina.behind.upstream_proofs.requests("FinishUpstreamProof")
    assert (brought.provider, brought.state, brought.code) == ("one-login", "st", "co")
    assert brought.issuer == "https://oidc.example/"
    assert "You need not check your identity again here" in (await amina.get(answer.location)).words


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (Denied("x", code="other-visit"), "begun in another browser"),
        (Conflict("x", code="not-proven-there"), "has not been checked there"),
        (Invalid("x", code="not-believed"), "could not be sure"),
        (Conflict("x", code="evidence-in-use"), "in person"),
        (Unavailable("x"), "Try again in a few minutes"),
    ],
)
async def test_what_went_wrong_there_is_said_plainly(amina: Visitor, refused: Exception, said: str) -> None:
    amina.behind.upstream_proofs.answers["FinishUpstreamProof"] = refused
    page = await amina.get(BACK)
    assert page.status >= 400
    assert "We could not use your GOV.UK One Login" in page.words
    assert said in page.words


async def test_why_a_council_asks_is_shown_as_text_and_never_as_markup(amina: Visitor) -> None:
    interaction = amina.behind.interactions.answers["GetInteraction"]
    interaction.purposes.append("<img src=x onerror=alert(1)> your grant")
    page = await amina.get("/approve?interaction=int_1")
    assert "They say why" in page.words
    assert "&lt;img src=x" in page.html
    assert "<img src=x" not in page.html


async def test_a_proof_is_checked_again_or_stopped_with_one_button(amina: Visitor) -> None:
    page = await amina.get("/prove")
    assert "Check the same documents again" in page.words
    assert "Stop using it" in page.words
    assert (await amina.post("/proofs/prf_1/refresh")).location == "/prove?done=sent"
    answer = await amina.post("/proofs/prf_1/withdraw")
    assert [request.proof_id for request in amina.behind.proof_life.requests("RefreshProof")] == ["prf_1"]
    assert [request.proof_id for request in amina.behind.proof_life.requests("WithdrawProof")] == ["prf_1"]
    assert "used nowhere from now on" in (await amina.get(answer.location)).words
