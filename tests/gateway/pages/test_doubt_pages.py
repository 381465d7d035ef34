"""Proofs in doubt: whom a list does not name, a page does; and it says what a decision ends before it is made."""

import pytest
from kith.identity.v1 import proof_life_pb2 as pb

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

ONE = "/desk/doubts/prf_1"


async def test_the_list_says_what_speaks_against_each_and_names_nobody(priya: Visitor) -> None:
    page = await priya.get("/desk/doubts")
    assert "The owner of the account says that this was somebody else’s doing" in page.words
    assert "Watch-list-7" in page.words, "a code without words is shown as it is"
    assert "UK passport" in page.words
    assert ONE in page.html
    assert not priya.behind.proof_life.requests("GetDoubtedProof"), "a look at the list opens none"
    priya.behind.proof_life.answers["ListDoubtedProofs"] = pb.ListDoubtedProofsResponse()
    assert "None wait." in (await priya.get("/desk/doubts")).words


async def test_whoever_opens_one_reads_whom_to_see_and_what_to_ask_the_issuer_about(priya: Visitor) -> None:
    page = await priya.get(ONE)
    for said in ("Grace Okoro", "2 June 1941", "acc_grace", "532197451, expires 1 January 2031"):
        assert said in page.words
    assert "/desk/doubts/prf_2" in page.html


async def test_the_page_says_what_a_decision_does_before_the_button(priya: Visitor) -> None:
    page = await priya.get(ONE)
    assert "their identity counts as checked again, at the level medium, until 19 July 2031" in page.words
    assert "it is over for good, at every council" in page.words
    assert page.html.index("over for good") < page.html.index('<form method="post" action="/desk/doubts')
    for over in ("level", "day"):
        found = district.doubted()
        if over == "level":
            found.proof.confidence = "none"
        else:
            found.expires_at.CopyFrom(district.at(days=1))
        priya.behind.proof_life.answers["GetDoubtedProof"] = found
        page = await priya.get(ONE)
        assert "Whatever you choose, it proves nothing." in page.words
        assert "counts as checked again" not in page.words


async def test_a_decision_is_made_with_what_was_found(priya: Visitor) -> None:
    refused = await priya.post(ONE)
    assert refused.status == 400
    assert "Choose whether it is sound" in refused.words
    assert "Say what you found, and how" in refused.words
    assert not priya.behind.proof_life.requests("ReviewProof")
    for verdict in ("yes", "no"):
        sent = await priya.post(ONE, {"verdict": verdict, "reason": "She came in, and it is her."})
        assert sent.location == "/desk/doubts?done=second-look"
    assert [(each.proof_id, each.sound) for each in priya.behind.proof_life.requests("ReviewProof")] == [
        ("prf_1", True),
        ("prf_1", False),
    ]
    priya.behind.proof_life.answers["ReviewProof"] = Invalid("no", fields=[FieldError("reason", "say in a few words")])
    page = await priya.post(ONE, {"verdict": "no", "reason": "?"})
    assert "Say in a few words" in page.words
    assert 'href="#reason"' in page.html


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (Denied("somebody else must look", code="second-officer-needed"), 403, "A colleague must look at this"),
        (Denied("this may be you", code="own-name"), 403, "This is about yourself"),
        (NotFound("nobody doubts this proof"), 404, "It may have ended"),
    ],
)
async def test_what_is_not_theirs_to_decide_shows_nobody(
    priya: Visitor, refusal: Exception, status: int, said: str
) -> None:
    priya.behind.proof_life.answers["GetDoubtedProof"] = refusal
    page = await priya.get(ONE)
    assert page.status == status
    assert said in page.words
    assert "Grace" not in page.html


async def test_what_somebody_else_decided_first_is_not_decided_again(priya: Visitor) -> None:
    priya.behind.proof_life.answers["ReviewProof"] = Conflict("nobody doubts this proof")
    page = await priya.post(ONE, {"verdict": "no", "reason": "The registrar confirms."})
    assert page.status == 409
    assert "Somebody may have done it already" in page.words
