"""A page in Welsh in each of its states, and as the answer to a form that was wrong: nothing is left in English."""

from collections.abc import Callable

import pytest
from kith.cases.v1 import me_pb2
from kith.identity.v1 import account_life_pb2, accounts_pb2, credentials_pb2, mandates_pb2, proofing_pb2, sessions_pb2

from chassis.errors import Conflict, Denied, Invalid, Problem, TooMany, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Fields, Visitor
from tests.gateway.pages.fakes import Behind, Fake
from tests.gateway.pages.test_welsh import alike, both, prose, shape

EVERYTHING = ["document", "activity", "fraud", "biometric"]


def _contact(*channels: str, language: str = "cy") -> account_life_pb2.GetSafeContactResponse:
    contact = account_life_pb2.SafeContact(channels=channels, times="weekend", language=language, phone="01543")
    return account_life_pb2.GetSafeContactResponse(contact=contact)


def _proof(state: str, **said: object) -> proofing_pb2.ListProofsResponse:
    changed = district.proof(state)
    changed.MergeFrom(proofing_pb2.Proof(**said))  # type: ignore[arg-type]  # fields by name
    return proofing_pb2.ListProofsResponse(proofs=[changed])


def _answering(fake: str, method: str, answer: object) -> Callable[[Behind], None]:
    def change(behind: Behind) -> None:
        world: Fake = getattr(behind, fake)
        world.answers[method] = answer

    return change


def _away(*calls: tuple[str, str]) -> Callable[[Behind], None]:
    def change(behind: Behind) -> None:
        for fake, method in calls:
            _answering(fake, method, Unavailable("away"))(behind)

    return change


def _empty(behind: Behind) -> None:
    behind.me.answers |= {
        "GetMyNetwork": me_pb2.MyNetwork(),
        "GetMySharing": me_pb2.MySharing(),
        "ListMyDisclosures": me_pb2.MyDisclosures(),
    }
    behind.accounts.answers |= {
        "GetAccount": accounts_pb2.Account(id="acc_amina", kind="resident", confidence="none"),
        "ListApprovals": accounts_pb2.ListApprovalsResponse(),
    }


def _one_of_each(behind: Behind) -> None:
    network, sharing = behind.me.answers["GetMyNetwork"], behind.me.answers["GetMySharing"]
    consents = [each for each in sharing.consents if each.state == "given"]
    behind.me.answers |= {
        "GetMyNetwork": me_pb2.MyNetwork(involvements=network.involvements[:1]),
        "GetMySharing": me_pb2.MySharing(consents=[*consents, *consents]),
    }
    approval = behind.accounts.answers["ListApprovals"].approvals[0]
    behind.accounts.answers["ListApprovals"] = accounts_pb2.ListApprovalsResponse(approvals=[approval, approval])


_HOME = _away(
    *(("me", "GetMyNetwork"), ("me", "GetMySharing"), ("me", "ListMyDisclosures")),
    *(("accounts", "GetAccount"), ("accounts", "ListApprovals"), ("account_life", "GetSafeContact")),
)
_OURS = mandates_pb2.ListMandatesResponse
_ASKED_AGAIN = district.mandate("parental_responsibility", name="")
_ASKED_AGAIN.ask_again = True
_NAMED_AGAIN = district.mandate("deputy")
_NAMED_AGAIN.ask_again = True
_ENDLESS = district.mandate("health_attorney", "stopped", name="")
_ENDLESS.ends_on = ""
_WHOLE = ["name", "birth-date", "email", "address", "identity-proof", "documents", "stay-connected"]
STATES: list[tuple[str, Callable[[Behind], None]]] = [
    ("/", _HOME),
    ("/", _empty),
    ("/", _one_of_each),
    ("/", _answering("account_life", "GetSafeContact", _contact("email"))),
    ("/account", _answering("account_life", "GetSafeContact", _contact())),
    ("/account", _answering("account_life", "GetSafeContact", _contact("email", "text", "call", "post"))),
    ("/account/contact", _answering("account_life", "GetSafeContact", _contact("email", "text"))),
    ("/account/acting", _answering("mandates", "ListMyMandates", _OURS())),
    ("/account/acting", _answering("mandates", "ListHeldMandates", _OURS())),
    (
        "/account/acting",
        _answering("mandates", "ListMyMandates", _OURS(mandates=[_ASKED_AGAIN, _NAMED_AGAIN, _ENDLESS])),
    ),
    ("/account/acting", _answering("mandates", "ListHeldMandates", _OURS(mandates=[_ASKED_AGAIN, _ENDLESS]))),
    ("/councils", _empty),
    (
        "/councils",
        _answering(
            "accounts",
            "ListApprovals",
            accounts_pb2.ListApprovalsResponse(
                approvals=[
                    accounts_pb2.Approval(client_name="Stafford Borough Council", approved_at=district.at(days=1)),
                    accounts_pb2.Approval(
                        client_name="Stafford Borough Council", claims=_WHOLE, approved_at=district.at(days=90)
                    ),
                ]
            ),
        ),
    ),
    ("/prove?interaction=int_1", _answering("proofing", "ListProofs", _proof("live", provider="one-login"))),
    ("/prove", _answering("proofing", "ListProofs", _proof("refused"))),
    (
        "/prove",
        _answering(
            "proofing",
            "ListProofs",
            _proof("refused", missing=["Or: We could not check your details in time. Try once more."]),
        ),
    ),
    ("/prove", _answering("proofing", "ListProofs", _proof("pending", waiting_for=EVERYTHING))),
    ("/prove?watch=yes", _answering("proofing", "ListProofs", _proof("pending"))),
    ("/prove", _answering("proofing", "ListProofs", _proof("contra-indicated"))),
    ("/prove", _answering("proofing", "ListProofs", proofing_pb2.ListProofsResponse())),
    ("/prove", _away(("upstream_proofs", "ListProviders"))),
    ("/security", _answering("credentials", "ListCredentials", credentials_pb2.ListCredentialsResponse())),
    ("/security", _answering("credentials", "ListCredentials", credentials_pb2.ListCredentialsResponse(password=True))),
    (
        "/account/sessions",
        _answering(
            "account_life",
            "ListSessions",
            account_life_pb2.ListSessionsResponse(
                sessions=[
                    account_life_pb2.SignedIn(id="ses_1", signed_in_at=district.at(minutes=minutes), browser=browser)
                    for minutes, browser in (
                        (0, "Firefox on Android"),
                        (7, ""),
                        (90, "Edge"),
                        (60 * 24 * 40, "Edge on Mac"),
                    )
                ]
            ),
        ),
    ),
]


@pytest.mark.parametrize(("path", "change"), STATES)
async def test_a_page_is_in_welsh_in_each_of_its_states(
    amina: Visitor, path: str, change: Callable[[Behind], None]
) -> None:
    change(amina.behind)
    english, welsh = await both(amina, path)
    assert (welsh.status, welsh.headers["Content-Language"]) == (200, "cy")
    assert _left(english.html, welsh.html) == []
    assert shape(welsh.html) == shape(english.html)


def _left(english: str, welsh: str) -> list[str]:
    told = prose(english)
    return [text for text in prose(welsh) if text in told and not alike(text) and text not in ("Edge", ": Edge")]


def _wrong(fake: str, method: str, problem: Problem) -> Callable[[Behind], None]:
    return _answering(fake, method, problem)


def _nothing(_: Behind) -> None:
    pass


_PROOF = {"given_name": "Amina", "family_name": "Begum", "postcode": "WS13 6HX", "bank_account": "12345"} | {
    f"date_of_birth-{part}": value for part, value in (("day", "17"), ("month", "5"), ("year", "1992"))
}
_CARER: Fields = {
    "proxy_id": "acc_rosa",
    "data_classes": ["health"],
    **{f"ends_on-{part}": value for part, value in (("day", "1"), ("month", "5"), ("year", "2027"))},
}
FORMS: list[tuple[str, Fields, Callable[[Behind], None]]] = [
    ("/account/contact", {}, _nothing),
    (
        "/account/contact",
        {"times": "any", "language": "cy"},
        _wrong("account_life", "SetSafeContact", Invalid.field("phone", "enter a phone number")),
    ),
    ("/account/email", {}, _nothing),
    ("/account/email", {"email": "x"}, _wrong("account_life", "AskNewEmail", TooMany("slow down"))),
    ("/account/email/code", {}, _nothing),
    ("/account/close", {}, _nothing),
    ("/account/acting/carer", {}, _nothing),
    (
        "/account/acting/carer",
        _CARER,
        _wrong("mandates", "ChooseCarer", Invalid.field("proxy_id", "check the reference of who is to act")),
    ),
    ("/prove", {"uk_passport": "123456789", "uk_driving_licence": "X"}, _nothing),
    ("/prove", {}, _nothing),
    (
        "/prove",
        _PROOF,
        _wrong("proofing", "SubmitProof", Invalid.field("evidence.0.number", "enter the number as it is printed")),
    ),
    ("/prove/one-login", {}, _wrong("upstream_proofs", "BeginUpstreamProof", Unavailable("away"))),
    ("/security/passkeys/new", {"name": "x" * 61}, _nothing),
    (
        "/security/passkeys/new",
        {},
        _wrong("credentials", "FinishRegistration", Invalid("the passkey was not added; try again")),
    ),
    ("/security/passkeys/psk_1", {}, _nothing),
    (
        "/security/passkeys/psk_1/remove",
        {},
        _wrong("credentials", "RemovePasskey", Conflict("this is the only way into your account; add another first")),
    ),
    ("/security/password", {}, _nothing),
    (
        "/security/password",
        {"password": "short"},
        _wrong("credentials", "ChangePassword", Invalid.field("password", "use between 10 and 256 characters")),
    ),
    ("/security/app", {"secret": "s", "uri": "otpauth://totp/x"}, _nothing),
    ("/security/app", {"code": "123456"}, _nothing),
    ("/security/recovery-codes", {}, _nothing),
    ("/account/activity/lea_2/not-me", {}, _wrong("account_life", "NotMe", Denied("no", code="officer-needed"))),
]
# Typed by the person, or to be copied.
_TYPED = {"AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH", "My phone", "s"}


@pytest.mark.parametrize(("path", "form", "change"), FORMS)
async def test_the_answer_to_a_form_is_in_welsh_whatever_was_wrong(
    amina: Visitor, path: str, form: Fields, change: Callable[[Behind], None]
) -> None:
    change(amina.behind)
    english, welsh = [await amina.post(path, form, Accept_Language=language) for language in ("en", "cy")]
    assert (welsh.status, welsh.headers["Content-Language"]) == (english.status, "cy")
    assert 'lang="en"' not in welsh.html
    assert [text for text in _left(english.html, welsh.html) if text not in _TYPED] == []


async def test_a_service_that_says_what_we_have_no_welsh_for_is_marked_as_english(amina: Visitor) -> None:
    said = _proof("refused", missing=["Something new. Try once more."])
    amina.behind.proofing.answers["ListProofs"] = said
    page = await amina.get("/prove", Accept_Language="cy")
    assert '<li><span lang="en">Something new.</span> Rhowch gynnig arall arni.</li>' in page.html
    assert "<li>Dangoswch un ddogfen arall i ni" in page.html


async def test_who_was_not_asked_yet_is_offered_letters_in_the_language_of_the_page(amina: Visitor) -> None:
    welsh = await amina.get("/account/contact", Accept_Language="cy")
    assert '<option value="cy" selected>Cymraeg</option>' in welsh.html
    english = await amina.get("/account/contact", Accept_Language="en")
    assert '<option value="en" selected>English</option>' in english.html
    amina.behind.account_life.answers["GetSafeContact"] = _contact("email", language="en")
    answered = await amina.get("/account/contact", Accept_Language="cy")
    assert '<option value="en" selected>Saesneg</option>' in answered.html


async def test_a_stale_session_steps_up_in_welsh(amina: Visitor) -> None:
    stale = sessions_pb2.Session()
    stale.CopyFrom(district.sessions()[district.RESIDENT])
    stale.recent = False
    amina.behind.sessions.answers["GetSession"] = stale
    sent = await amina.get("/account/close", Accept_Language="cy")
    assert sent.status == 303
    page = await amina.get(sent.location, Accept_Language="cy")
    assert page.headers["Content-Language"] == "cy"


async def test_what_only_a_service_could_say_of_a_field_is_marked_as_english(amina: Visitor) -> None:
    said = Invalid.field("proxy_id", "something <b>new</b> about it")
    amina.behind.mandates.answers["ChooseCarer"] = said
    welsh = await amina.post("/account/acting/carer", _CARER, Accept_Language="cy")
    english = await amina.post("/account/acting/carer", _CARER)
    marked = '<span lang="en">Something &lt;b&gt;new&lt;/b&gt; about it</span>'
    assert welsh.html.count(marked) == 2, "above, and at its field"
    assert english.html.count("Something &lt;b&gt;new&lt;/b&gt; about it") == 2
    assert "<b>new" not in english.html + welsh.html
