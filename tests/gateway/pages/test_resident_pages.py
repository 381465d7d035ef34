"""What a resident sees of herself, and can steer."""

from datetime import UTC

import pytest
from kith.cases.v1 import me_pb2
from kith.identity.v1 import accounts_pb2, proofing_pb2

from chassis.errors import Conflict, FieldError, Invalid, NotFound, Unavailable
from services.gateway.clients import credential
from services.gateway.web.dates import moment
from tests.gateway.pages import dealings, district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.dealings import receipt

PAPERS = {
    "given_name": "Amina",
    "family_name": "Begum",
    "date_of_birth-day": "17",
    "date_of_birth-month": "5",
    "date_of_birth-year": "1992",
    "postcode": "WS13 6YU",
    "uk_passport": "123456789",
    "uk_passport_expires-day": "1",
    "uk_passport_expires-month": "2",
    "uk_passport_expires-year": "2031",
    "nhs_record": "943 476 5919",
}


async def test_home_says_in_words_what_is_where(amina: Visitor) -> None:
    page = (await amina.get("/")).words
    for said in (
        "Hello Amina",
        "3 people and teams from 3 organisations",
        "1 agreement, ends in 8 days",
        "GP, Midlands NHS Trust, yesterday",
        "Your identity is checked",
        "You shared your details with 1 service of a council",
        "Signed in 20 minutes ago",
    ):
        assert said in page


async def test_an_account_nobody_has_linked_reads_like_one_with_nobody_involved(amina: Visitor) -> None:
    amina.behind.me.answers |= {
        "GetMyNetwork": me_pb2.MyNetwork(),
        "GetMySharing": me_pb2.MySharing(),
        "ListMyDisclosures": me_pb2.MyDisclosures(),
    }
    amina.behind.accounts.answers |= {
        "GetAccount": accounts_pb2.Account(confidence="none"),
        "ListApprovals": accounts_pb2.ListApprovalsResponse(),
    }
    home = (await amina.get("/")).words
    assert "Nobody we can show you" in home
    assert "Your identity is not checked yet" in home
    words = (await amina.get("/supporting-you")).words
    assert "ask somebody who supports you to confirm your account" in words
    assert "They need your reference, which is on your account page" in words
    assert "You have not agreed to any sharing" in (await amina.get("/sharing")).words
    assert "There is nothing we can show you" in (await amina.get("/who-has-looked")).words
    assert "You have not shared your details with a council" in (await amina.get("/councils")).words


async def test_a_service_that_is_away_takes_only_its_own_lines(amina: Visitor) -> None:
    amina.behind.me.answers |= dict.fromkeys(amina.behind.me.answers, Unavailable("cases is away"))
    page = await amina.get("/")
    assert page.status == 200
    assert page.words.count("We cannot show this just now") == 3
    assert "Your identity is checked" in page.words
    assert (await amina.get("/who-has-looked")).status == 503


async def test_who_is_supporting_her_always_says_that_some_are_never_shown(amina: Visitor) -> None:
    assert "Chadsmead School" in (await amina.get("/supporting-you")).words
    for involved in (district.involvements(), []):
        amina.behind.me.answers["GetMyNetwork"] = me_pb2.MyNetwork(involvements=involved)
        assert "Some services are never shown here" in (await amina.get("/supporting-you")).words


async def test_stopping_says_what_stops_what_continues_and_why_before_the_one_button(amina: Visitor) -> None:
    page = await amina.get("/sharing/con_1/stop")
    assert (
        "What stops now Midlands NHS Trust and Chadsmead School can no longer see housing and social care" in page.words
    )
    assert "The law on keeping children safe requires the council to tell health." in page.words
    assert page.words.count("Stop sharing") == 2  # the question and the button
    assert amina.behind.sharing.asked == []


async def test_stopping_gives_a_receipt_to_keep(amina: Visitor) -> None:
    page = await amina.post("/sharing/con_1/stop")
    assert [request.consent_id for request in amina.behind.sharing.requests("WithdrawConsent")] == ["con_1"]
    for said in ("Sharing has stopped", "rcp_1", "The law on keeping children safe requires it"):
        assert said in page.words
    assert "1 message had already left" in page.words
    assert receipt().signature in page.html
    # She prints it, and reads it in a year: when, and not how long ago.
    assert f"Stopped {moment(receipt().withdrawn_at.ToDatetime(UTC))}" in page.words


async def test_a_receipt_for_what_somebody_stopped_for_her_is_on_her_page(amina: Visitor) -> None:
    assert "/sharing/con_0/receipt" in (await amina.get("/sharing")).html
    assert "rcp_1" in (await amina.get("/sharing/con_0/receipt")).words
    assert (await amina.get("/sharing/con_1/receipt")).status == 404
    assert (await amina.get("/sharing/con_somebody_else/receipt")).status == 404


async def test_what_is_not_hers_or_is_stopped_cannot_be_stopped(amina: Visitor) -> None:
    assert (await amina.get("/sharing/con_somebody_else/stop")).status == 404
    assert (await amina.post("/sharing/con_somebody_else/stop")).status == 404
    assert (await amina.get("/sharing/con_0/stop")).location == "/sharing?done=stopped-already"
    assert amina.behind.sharing.asked == []


async def test_sharing_can_be_stopped_while_the_directory_is_away(amina: Visitor) -> None:
    amina.behind.directory.answers["GetOrganisation"] = Unavailable("away")
    page = await amina.get("/sharing/con_1/stop")
    assert "an organisation we cannot name just now" in page.words
    assert "Sharing has stopped" in (await amina.post("/sharing/con_1/stop")).words


async def test_one_form_pressed_twice_is_one_request_and_a_new_one_is_another(amina: Visitor) -> None:
    keys: list[str] = []

    def heard(_: object) -> object:
        acting = credential()
        assert acting is not None
        assert acting.session == district.RESIDENT
        keys.append(acting.idempotency_key)
        return receipt()

    amina.behind.sharing.answers["WithdrawConsent"] = heard
    for once in ("2026-11-22T12:00:00", "2026-11-22T12:00:00", "2026-11-22T12:00:01"):
        await amina.post("/sharing/con_1/stop", {"once": once})
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 64


async def test_who_has_looked_tells_when_who_what_and_why_and_pages_on(amina: Visitor) -> None:
    page = await amina.get("/who-has-looked")
    for said in ("yesterday", "GP Midlands NHS Trust", "Who is supporting you", "Before your appointment"):
        assert said in page.words
    assert "Emergency" in page.words
    assert "She did not answer the door" in page.words
    assert 'title="21 November 2026 at 12:00pm"' in page.html
    await amina.get("/who-has-looked?after=c2")
    assert amina.behind.me.requests("ListMyDisclosures")[-1].cursor == "c2"


async def test_an_approval_can_be_taken_back(amina: Visitor) -> None:
    page = await amina.get("/councils")
    assert "Stafford Borough Council" in page.words
    assert "Your date of birth" in page.words
    answer = await amina.post("/councils/cli_council/take-back")
    assert [request.client_id for request in amina.behind.accounts.requests("RevokeApproval")] == ["cli_council"]
    assert "gets nothing more" in (await amina.get(answer.location)).words


async def test_papers_are_sent_as_they_were_given(amina: Visitor) -> None:
    answer = await amina.post("/prove", PAPERS)
    assert answer.location == "/prove?done=sent"
    sent = amina.behind.proofing.requests("SubmitProof")[0]
    assert (sent.given_name, sent.date_of_birth, sent.postcode) == ("Amina", "1992-05-17", "WS13 6YU")
    assert [(e.kind, e.number, e.expires_on) for e in sent.evidence] == [
        ("uk_passport", "123456789", "2031-02-01"),
        ("nhs_record", "943 476 5919", ""),
    ]
    assert sent.nhs_number == ""


async def test_the_nhs_number_finds_records_only_when_she_says_so(amina: Visitor) -> None:
    await amina.post("/prove", PAPERS | {"use_nhs_number": "yes"})
    assert amina.behind.proofing.requests("SubmitProof")[0].nhs_number == "9434765919"


@pytest.mark.parametrize(
    ("changed", "said", "anchor"),
    [
        ({"given_name": " "}, "Enter your first names", "given_name"),
        ({"date_of_birth-month": "13"}, "Enter a real date", "date_of_birth-day"),
        ({"date_of_birth-year": "9" * 400}, "Enter a real date", "date_of_birth-day"),
        ({"uk_passport": "", "nhs_record": ""}, "Enter the number of at least one document", "uk_passport"),
        (
            {"uk_passport_expires-day": "", "uk_passport_expires-month": "", "uk_passport_expires-year": ""},
            "Enter the date your UK passport expires",
            "uk_passport_expires-day",
        ),
        ({"postcode": "x" * 501}, "Use 500 characters or fewer", "postcode"),
        ({"family_name": "Beg\x07um"}, "Remove the characters that cannot be printed", "family_name"),
    ],
)
async def test_what_is_wrong_with_the_papers_is_named_at_its_field(
    amina: Visitor, changed: dict[str, str], said: str, anchor: str
) -> None:
    page = await amina.post("/prove", PAPERS | changed)
    assert page.status == 400
    assert f'<a href="#{anchor}">{said}' in page.html
    assert f'id="{anchor}"' in page.html
    assert amina.behind.proofing.requests("SubmitProof") == []


async def test_what_identity_finds_wrong_is_named_at_its_field_too(amina: Visitor) -> None:
    amina.behind.proofing.answers["SubmitProof"] = Invalid(
        "some answers need another look", fields=[FieldError("evidence.1.number", "enter the number as it is printed")]
    )
    page = await amina.post("/prove", PAPERS)
    assert '<a href="#nhs_record">Enter the number as it is printed</a>' in page.html
    amina.behind.proofing.answers["SubmitProof"] = Conflict("one of these documents has already been used")
    assert "One of these documents has already been used" in (await amina.post("/prove", PAPERS)).words


async def test_a_proof_shows_what_was_reached_and_what_would_make_it_stronger(amina: Visitor) -> None:
    page = (await amina.get("/prove")).words
    for said in ("Your identity is checked", "2031. You need", "UK passport", "a driving licence or a passport."):
        assert said in page


async def test_a_refused_proof_says_so_kindly_and_what_is_missing(amina: Visitor) -> None:
    amina.behind.proofing.answers["ListProofs"] = proofing_pb2.ListProofsResponse(proofs=[district.proof("refused")])
    page = (await amina.get("/prove")).words
    assert "We could not check your identity" in page
    assert "a driving licence or a passport." in page
    amina.behind.proofing.answers["ListProofs"] = proofing_pb2.ListProofsResponse()
    assert "Your council can check who you are in person" in (await amina.get("/prove")).words


async def test_a_council_that_is_gone_is_said_so_without_detail(amina: Visitor) -> None:
    amina.behind.accounts.answers["RevokeApproval"] = NotFound("approval acc_amina/cli_x is not in table approvals")
    page = await amina.post("/councils/cli_x/take-back")
    assert page.status == 404
    assert "table" not in page.html


async def test_what_ends_soon_says_so_and_what_was_renewed_was_not_stopped(amina: Visitor) -> None:
    mine = dealings.my_sharing()
    mine.consents[0].ends_in_days = 9
    mine.consents.append(dealings.consent("con_2", "renewed"))
    mine.shares[1].ends_in_days = 1
    amina.behind.me.answers["GetMySharing"] = mine
    page = await amina.get("/sharing")
    assert "30 November 2026: ends in 9 days" in page.words
    assert "31 March 2027: ends in 1 day" in page.words
    assert "you agreed to it again" in page.words
    assert "/sharing/con_2/" not in page.html
