"""Serving somebody in person, acting for somebody: what each page asks, and of whom."""

import pytest
from kith.identity.v1 import assisted_pb2, mandates_pb2

from chassis.errors import Conflict, Denied, FieldError, Invalid, NotFound
from services.gateway.clients import credential
from tests.gateway.pages.conftest import Visitor

GRACE = {
    "given_name": "Grace",
    "family_name": "Okoro",
    "date_of_birth-day": "2",
    "date_of_birth-month": "6",
    "date_of_birth-year": "1941",
}


async def test_somebody_new_is_served_by_name_and_place_and_no_address_carries_a_name(priya: Visitor) -> None:
    answer = await priya.post("/desk/assist/new", GRACE | {"postcode": "WS13 6YZ", "place": "Lichfield library"})
    assert (answer.status, answer.location) == (303, "/desk/assist/sit_1")
    [asked] = priya.behind.assisted.requests("OpenSitting")
    assert (asked.newcomer.family_name, asked.newcomer.date_of_birth, asked.place) == (
        "Okoro",
        "1941-06-02",
        "Lichfield library",
    )
    page = await priya.get("/desk/assist/sit_1")
    assert "Grace Okoro" in page.words
    assert "acc_grace" in page.words


async def test_somebody_known_is_found_by_card_or_by_names_and_the_officer_says_how_it_is_them(priya: Visitor) -> None:
    refused = await priya.post("/desk/assist/known", {"reference": "acc_grace", "place": "Library"})
    assert "Choose how you know that it is them" in refused.words
    await priya.post("/desk/assist/known", {"reference": "acc_grace", "place": "Library", "recognised_by": "known"})
    await priya.post("/desk/assist/known", GRACE | {"place": "Library", "recognised_by": "answers"})
    by_card, by_name = priya.behind.assisted.requests("OpenSitting")
    assert (by_card.reference, by_card.recognised_by) == ("acc_grace", "known")
    assert (by_name.reference, by_name.known.given_name) == ("", "Grace")


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (NotFound("nobody"), "Nobody here has sat with an officer under these details"),
        (Conflict("several people have these details; use the reference on their card"), "Several people have these"),
        (Denied("this may be you: ask a colleague to do it", code="own-name"), "This may be you: ask a colleague"),
    ],
)
async def test_what_cannot_be_opened_is_said_in_words(priya: Visitor, refusal: Exception, said: str) -> None:
    priya.behind.assisted.answers["OpenSitting"] = refusal
    page = await priya.post("/desk/assist/known", GRACE | {"place": "Library", "recognised_by": "known"})
    assert page.status == 400
    assert said in page.words


async def test_once_the_sitting_is_over_its_pages_show_nothing_of_the_person(priya: Visitor) -> None:
    answer = await priya.post("/desk/assist/sit_1/end")
    assert answer.location == "/desk/assist?done=sitting-ended"
    priya.behind.assisted.answers["GetSitting"] = NotFound("there is no such sitting")
    for path in ("/desk/assist/sit_1", "/desk/assist/sit_1/examine", "/desk/assist/sit_1/sharing"):
        page = await priya.get(path)
        assert page.status == 404
        assert "Grace" not in page.html
    assert not priya.behind.me.asked, "nothing is asked about her either"


async def test_only_what_lies_on_the_desk_is_recorded(priya: Visitor) -> None:
    refused = await priya.post("/desk/assist/sit_1/examine", {"uk_passport": "532197451", "compared": "photo"})
    assert "Say how you examined the UK passport" in refused.words
    form = {"uk_passport": "532197451", "uk_passport_examined": "source", "compared": "photo_trained"}
    page = await priya.post("/desk/assist/sit_1/examine", form)
    assert "A colleague must look at this" in page.words
    [asked] = priya.behind.assisted.requests("Examine")
    assert [(each.evidence.kind, each.examined) for each in asked.shown] == [("uk_passport", "source")]
    priya.behind.assisted.answers["Examine"] = assisted_pb2.Examination(state="done", confidence="none")
    assert "This is not enough yet" in (await priya.post("/desk/assist/sit_1/examine", form)).words


async def test_what_is_hers_is_asked_for_as_her_and_everything_else_as_the_officer(priya: Visitor) -> None:
    seen: list[tuple[str, str]] = []

    def as_whom(name: str, answer: object) -> object:
        def answered(_: object) -> object:
            held = credential()
            seen.append((name, held.acting_for if held else "nobody"))
            return answer

        return answered

    behind = priya.behind
    for fake, name in (
        (behind.assisted, "GetSitting"),
        (behind.me, "GetMyNetwork"),
        (behind.me, "GetMySharing"),
        (behind.sharing, "WithdrawConsent"),
    ):
        fake.answers[name] = as_whom(name, fake.answers[name])
    page = await priya.get("/desk/assist/sit_1/sharing")
    assert "To read to them" in page.words
    answer = await priya.post("/desk/assist/sit_1/sharing/con_1/stop")
    assert answer.location == "/desk/assist/sit_1/sharing?done=stopped-for-her"
    assert seen == [
        ("GetSitting", ""),
        ("GetMyNetwork", "sit_1"),
        ("GetMySharing", "sit_1"),
        ("WithdrawConsent", "sit_1"),
    ]


async def test_a_second_officer_decides_with_a_reason(priya: Visitor) -> None:
    page = await priya.get("/desk/second-looks")
    assert "The officer has the same last name." in page.words
    assert "reported-stolen" in page.words, "a flag without words is shown as it is"
    refused = await priya.post("/desk/second-looks/exm_1", {"verdict": "yes"})
    assert "Say how you came to that view" in refused.words
    await priya.post("/desk/second-looks/exm_1", {"verdict": "no", "reason": "The photo is another person."})
    [asked] = priya.behind.assisted.requests("DecideExamination")
    assert (asked.id, asked.confirmed, asked.reason) == ("exm_1", False, "The photo is another person.")
    await priya.post("/desk/second-looks/sit_1/passkey")
    assert priya.behind.assisted.requests("ConfirmBinding")[0].sitting_id == "sit_1"


async def test_an_officer_without_a_passkey_is_led_to_the_page_to_prove_it(priya: Visitor) -> None:
    priya.behind.assisted.answers["ListWaiting"] = Denied("sign in with your passkey", code="stronger-sign-in-needed")
    assert (await priya.get("/desk/second-looks")).location == "/step-up?next=%2Fdesk%2Fsecond-looks&stronger=yes"


async def test_a_professional_vouches_with_what_they_know_themselves(priya: Visitor) -> None:
    form = GRACE | {
        "sitting_id": "sit_1",
        "known_as": "her GP",
        "known_since-day": "1",
        "known_since-month": "5",
        "known_since-year": "2019",
        "related": "household",
    }
    priya.behind.assisted.answers["GiveVouch"] = Invalid(
        "no", fields=[FieldError("same_address", "nobody vouches for their own household")]
    )
    page = await priya.post("/desk/vouch", form)
    assert "Nobody vouches for their own household" in page.words
    priya.behind.assisted.answers["GiveVouch"] = assisted_pb2.GiveVouchResponse(id="vch_1")
    assert (await priya.post("/desk/vouch", form | {"related": "no"})).location == "/desk?done=vouched"
    said = priya.behind.assisted.requests("GiveVouch")
    assert [(each.same_address, each.related) for each in said] == [(True, False), (False, False)]


async def test_a_passkey_is_bound_in_the_sitting_and_the_page_says_what_stands_in_the_way(priya: Visitor) -> None:
    page = await priya.get("/desk/assist/sit_1/passkey")
    assert 'data-passkey="create"' in page.html
    form = page.form_fields("/desk/assist/sit_1/passkey") | {"response": "{}", "name": "Her phone"}
    bound = await priya.post_bare("/desk/assist/sit_1/passkey", form)
    assert bound.location == "/desk/assist/sit_1?done=passkey-bound"
    [asked] = priya.behind.assisted.requests("FinishBinding")
    assert (asked.sitting_id, asked.token, asked.name) == ("sit_1", "t-1", "Her phone")
    for code, said in (
        ("own-way-in", "a way in of its own"),
        ("proof-needed", "Check who they are first"),
        ("not-firm-enough", "Answers are not enough"),
        ("second-officer-needed", "Ask a colleague"),
    ):
        priya.behind.assisted.answers["BeginBinding"] = Denied("no", code=code)
        page = await priya.get("/desk/assist/sit_1/passkey")
        assert said in page.words
        assert "data-passkey" not in page.html
    assert (await priya.post("/desk/assist/sit_1/passkey/leave")).location == "/desk/assist/sit_1/passkey"
    assert priya.behind.assisted.requests("AskBinding")[0].sitting_id == "sit_1"


async def test_she_sees_who_may_act_for_her_and_stops_it_in_one_step(amina: Visitor) -> None:
    page = await amina.get("/account/acting")
    assert "Rosa Diaz" in page.words
    assert "Carer you chose" in page.words
    assert (await amina.post("/account/acting/man_1/stop")).location == "/account/acting?done=acting-ended"
    amina.behind.mandates.answers["StopMandate"] = mandates_pb2.Mandate(id="man_1", state="stopped")
    assert (await amina.post("/account/acting/man_1/stop")).location == "/account/acting?done=acting-stopped"


async def test_a_proxy_without_authority_reads_what_somebody_without_any_reads(amina: Visitor) -> None:
    amina.behind.mandates.answers |= {
        "ListMyMandates": mandates_pb2.ListMandatesResponse(),
        "ListHeldMandates": mandates_pb2.ListMandatesResponse(),
    }
    page = await amina.get("/account/acting")
    assert page.words.count("Nobody.") == 2
    assert "suspend" not in page.html


async def test_a_young_person_is_asked_again(amina: Visitor) -> None:
    asked = mandates_pb2.Mandate(id="man_1", kind="parental_responsibility", state="live", ask_again=True)
    amina.behind.mandates.answers["ListMyMandates"] = mandates_pb2.ListMandatesResponse(mandates=[asked])
    assert "You are 16 or older now" in (await amina.get("/account/acting")).words
    assert (await amina.post("/account/acting/man_1/keep")).location == "/account/acting?done=acting-kept"


async def test_she_chooses_a_carer_by_the_reference_they_read_out(amina: Visitor) -> None:
    form: dict[str, str | list[str]] = {"proxy_id": "acc_rosa", "data_classes": ["social_care", "health"]}
    refused = await amina.post("/account/acting/carer", form)
    assert "Enter the last day" in refused.words
    form |= {"ends_on-day": "1", "ends_on-month": "6", "ends_on-year": "2027"}
    assert (await amina.post("/account/acting/carer", form)).location == "/account/acting?done=carer-chosen"
    [asked] = amina.behind.mandates.requests("ChooseCarer")
    assert (asked.proxy_id, list(asked.data_classes), asked.ends_on) == (
        "acc_rosa",
        ["social_care", "health"],
        "2027-06-01",
    )
    amina.behind.mandates.answers["ChooseCarer"] = Invalid(
        "no", fields=[FieldError("proxy_id", "whoever is to act must have their identity checked first")]
    )
    assert "identity checked first" in (await amina.post("/account/acting/carer", form)).words
