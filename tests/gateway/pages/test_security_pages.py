"""Passkeys, codes, stepping up and what one signs in with, as pages."""

import re

import pytest
from kith.identity.v1 import credentials_pb2 as pb
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import Conflict, Denied, FieldError, Invalid, TooMany, Unauthenticated
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor
from tests.gateway.pages.test_guarded_pages import CREDENTIALS

ANSWER = {"token": "a-token", "response": '{"id": "AAAA"}'}
BROWSER = "__Host-kith-browser"


async def _browser(visitor: Visitor) -> str:
    """The secret a sign-in page gives a browser that has none."""
    cookie = (await visitor.get("/sign-in")).headers["Set-Cookie"]
    found = re.match(rf"{BROWSER}=([A-Za-z0-9_-]{{43}});", cookie)
    assert found
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {"httponly", "path=/", "samesite=lax", "secure"}
    return found[1]


async def test_a_sign_in_page_offers_a_passkey_bound_to_its_browser(nobody: Visitor) -> None:
    browser = await _browser(nobody)
    asked = nobody.behind.sign_ins.requests("BeginPasskey")
    assert [request.browser for request in asked] == [browser]
    page = await nobody.get("/sign-in", Cookie=f"{BROWSER}={browser}")
    assert "Set-Cookie" not in page.headers, "a second tab must not take the first one's secret away"
    assert nobody.behind.sign_ins.requests("BeginPasskey")[1].browser == browser
    assert 'autocomplete="username webauthn"' in page.html
    form = re.findall(r"<form[^>]*data-passkey[^>]*>", page.html)
    assert len(form) == 1
    assert form[0].endswith("hidden>"), "without a script the button would do nothing"


@pytest.mark.parametrize("planted", ["", "x", "a" * 200, "a b"])
async def test_a_browsers_secret_that_is_not_ours_is_given_anew(nobody: Visitor, planted: str) -> None:
    page = await nobody.get("/sign-in", Cookie=f"{BROWSER}={planted}")
    assert page.headers["Set-Cookie"].startswith(f"{BROWSER}=")
    assert nobody.behind.sign_ins.requests("BeginPasskey")[0].browser != planted


async def test_signing_in_with_a_passkey_goes_where_it_was_going(nobody: Visitor) -> None:
    browser = await _browser(nobody)
    answer = await nobody.post_bare("/sign-in/passkey", ANSWER | {"next": "/sharing"}, Cookie=f"{BROWSER}={browser}")
    assert (answer.status, answer.location) == (303, "/sharing")
    assert answer.headers["Set-Cookie"].startswith(f"__Host-kith={district.RESIDENT};")
    [finished] = nobody.behind.sign_ins.requests("FinishPasskey")
    assert (finished.browser, finished.token, finished.response) == (browser, "a-token", '{"id": "AAAA"}')
    assert finished.source


@pytest.mark.parametrize(
    ("refused", "status", "said"),
    [
        (Unauthenticated("no"), 401, "That passkey did not work here"),
        (TooMany("slow", retry_after=9), 429, "Wait a few"),
    ],
)
async def test_a_passkey_that_does_not_work_is_said_on_a_page_with_a_new_challenge(
    nobody: Visitor, refused: Exception, status: int, said: str
) -> None:
    nobody.behind.sign_ins.answers["FinishPasskey"] = refused
    page = await nobody.post_bare("/sign-in/passkey", ANSWER)
    assert page.status == status
    assert said in page.words
    assert "data-passkey" in page.html
    assert "__Host-kith=" not in page.headers.get("Set-Cookie", "")


async def test_a_password_with_an_app_asks_for_a_code_and_signs_nobody_in_before_it(nobody: Visitor) -> None:
    nobody.behind.sessions.answers["SignIn"] = Session(half="half-a-secret")
    page = await nobody.post_bare(
        "/sign-in", {"email": "amina@example.org", "password": "correct horse battery", "next": "/sharing"}
    )
    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    fields = page.form_fields("/sign-in/code")
    assert fields == {"half": "half-a-secret", "next": "/sharing"}
    answer = await nobody.post_bare("/sign-in/code", fields | {"code": "123 456"})
    assert (answer.status, answer.location) == (303, "/sharing")
    [entered] = nobody.behind.sign_ins.requests("EnterCode")
    assert (entered.half, entered.code) == ("half-a-secret", "123 456")


@pytest.mark.parametrize(
    ("refused", "status", "said", "again"),
    [
        (Unauthenticated("no", code="wrong-code"), 401, "That code is not right", "/sign-in/code"),
        (Unauthenticated("no", code="sign-in-over"), 401, "That took too long", "/sign-in"),
        (TooMany("slow", retry_after=9), 429, "Too many tries", "/sign-in/code"),
    ],
)
async def test_a_code_that_is_refused_is_asked_again(
    nobody: Visitor, refused: Exception, status: int, said: str, again: str
) -> None:
    nobody.behind.sign_ins.answers["EnterCode"] = refused
    page = await nobody.post_bare("/sign-in/code", {"half": "h", "code": "123456"})
    assert page.status == status
    assert said in page.words
    assert f'action="{again}"' in page.html
    assert "123456" not in page.html


async def test_sensitive_pages_ask_to_step_up_and_come_back(amina: Visitor) -> None:
    stale = district.sessions()[district.RESIDENT]
    stale.recent = False
    amina.behind.sessions.answers["GetSession"] = stale
    for path in CREDENTIALS:
        answer = await amina.get(path)
        if path in ("/step-up", "/security"):
            assert answer.status == 200
        else:
            assert answer.location == f"/step-up?next={path.replace('/', '%2F')}"
    page = await amina.get("/step-up?next=%2Fsecurity%2Fapp")
    answer = await amina.post("/step-up", page.form_fields("/step-up") | {"password": "right", "code": "123456"})
    assert (answer.status, answer.location) == (303, "/security/app")
    assert answer.headers["Set-Cookie"].startswith("__Host-kith=renewed-cookie;")
    [stepped] = amina.behind.sign_ins.requests("StepUp")
    assert (stepped.session, stepped.password.password, stepped.password.code) == (district.RESIDENT, "right", "123456")


async def test_a_form_sent_too_late_changes_nothing_and_leads_to_its_first_page(amina: Visitor) -> None:
    stale = district.sessions()[district.RESIDENT]
    stale.recent = False
    amina.behind.sessions.answers["GetSession"] = stale
    answer = await amina.post("/security/passkeys/psk_1/remove")
    assert answer.location == "/step-up?next=%2Fsecurity"
    assert amina.behind.credentials.asked == []


@pytest.mark.parametrize("code", ["step-up-needed", "stronger-sign-in-needed"])
async def test_a_service_that_wants_more_leads_to_stepping_up(amina: Visitor, code: str) -> None:
    amina.behind.credentials.answers["OfferApp"] = (
        Denied("no", code=code) if code == "step-up-needed" else Unauthenticated("no", code=code)
    )
    answer = await amina.get("/security/app")
    stronger = "&stronger=yes" if code == "stronger-sign-in-needed" else ""
    assert answer.location == f"/step-up?next=%2Fsecurity%2Fapp{stronger}"
    assert ("stronger sign-in than a password" in (await amina.get(answer.location)).words) == bool(stronger)


async def test_who_signs_in_with_an_organisation_is_sent_there_again(priya: Visitor) -> None:
    priya.behind.sign_ins.answers["BeginStepUp"] = pb.Steps()
    page = await priya.get("/step-up?next=%2Fdesk")
    assert 'href="/sign-in/organisation?next=/desk"' in page.html
    assert 'action="/step-up"' not in page.html


async def test_stepping_up_with_a_passkey(amina: Visitor) -> None:
    page = await amina.get("/step-up?next=https%3A%2F%2Fevil.example%2F")
    answer = await amina.post("/step-up/passkey", page.form_fields("/step-up/passkey") | ANSWER)
    assert (answer.status, answer.location) == (303, "/")
    [stepped] = amina.behind.sign_ins.requests("StepUp")
    assert (stepped.session, stepped.passkey.response) == (district.RESIDENT, '{"id": "AAAA"}')


@pytest.mark.parametrize(
    ("code", "said"),
    [("wrong-password", "That password is not right"), ("wrong-code", "That code is not right")],
)
async def test_stepping_up_wrongly_is_said_and_tried_again(amina: Visitor, code: str, said: str) -> None:
    amina.behind.sign_ins.answers["StepUp"] = Unauthenticated("no", code=code)
    page = await amina.post("/step-up", {"password": "wrong", "code": "000000"})
    assert page.status == 401
    assert said in page.words
    assert "Set-Cookie" not in page.headers


async def test_a_session_that_ended_meanwhile_signs_in_instead_of_stepping_up(amina: Visitor) -> None:
    amina.behind.sign_ins.answers["StepUp"] = Unauthenticated("no", code="no-session")
    assert (await amina.post("/step-up", {"password": "right"})).location == "/sign-in"


async def test_a_council_that_wants_more_is_stepped_up_for_and_goes_on(amina: Visitor) -> None:
    amina.behind.interactions.answers["GetInteraction"] = district.interaction("step-up")
    assert (await amina.get("/sign-in?interaction=int_1")).location == "/step-up?interaction=int_1"
    page = await amina.get("/step-up?interaction=int_1")
    assert "Stafford Borough Council asks you to sign in more strongly" in page.words
    answer = await amina.post("/step-up", page.form_fields("/step-up") | {"password": "right", "code": "1"})
    assert answer.location == "/approve?interaction=int_1"
    [completed] = amina.behind.interactions.requests("CompleteSignIn")
    assert (completed.id, completed.session) == ("int_1", "renewed-cookie")


async def test_what_one_signs_in_with_is_listed_in_plain_words(amina: Visitor) -> None:
    page = await amina.get("/security")
    for said in ("My phone", "last used", "Key ring", "not used yet", "9 of 10 recovery codes"):
        assert said in page.words
    amina.behind.credentials.answers["ListCredentials"] = pb.ListCredentialsResponse(password=True)
    assert "Set up an authenticator app" in (await amina.get("/security")).words


async def test_a_worker_has_the_same_page_in_their_own_place(priya: Visitor) -> None:
    page = await priya.get("/security")
    assert page.status == 200
    assert 'href="/desk"' in page.html
    assert "Exit this page" not in page.words


async def test_adding_naming_and_removing_a_passkey(amina: Visitor) -> None:
    page = await amina.get("/security/passkeys/new")
    fields = page.form_fields("/security/passkeys/new")
    answer = await amina.post("/security/passkeys/new", fields | ANSWER | {"name": "My phone"})
    assert answer.location == "/security?done=passkey-added"
    assert "Your passkey is added" in (await amina.get(answer.location)).words
    [added] = amina.behind.credentials.requests("FinishRegistration")
    assert (added.token, added.response, added.name) == ("a-token", '{"id": "AAAA"}', "My phone")
    assert (await amina.post("/security/passkeys/psk_1", {"name": "Old phone"})).status == 303
    assert [(r.id, r.name) for r in amina.behind.credentials.requests("NamePasskey")] == [("psk_1", "Old phone")]
    assert (await amina.post("/security/passkeys/psk_2/remove")).location == "/security?done=passkey-removed"
    assert [r.id for r in amina.behind.credentials.requests("RemovePasskey")] == ["psk_2"]
    assert (await amina.get("/security/passkeys/psk_9")).status == 404


async def test_the_last_way_in_is_not_removed_and_that_is_said(amina: Visitor) -> None:
    refusal = Conflict("this is the only way into your account; add another first", code="last-way-in")
    amina.behind.credentials.answers["RemovePasskey"] = refusal
    page = await amina.post("/security/passkeys/psk_1/remove")
    assert page.status == 409
    assert "the only way into your account" in page.words


async def test_a_passkey_that_was_not_added_is_asked_for_again(amina: Visitor) -> None:
    amina.behind.credentials.answers["FinishRegistration"] = Invalid("the passkey was not added; try again")
    page = await amina.post("/security/passkeys/new", ANSWER)
    assert page.status == 400
    assert "The passkey was not added" in page.words
    assert "data-passkey" in page.html


async def test_an_app_is_set_up_by_picture_or_key_and_its_recovery_codes_are_shown_once(amina: Visitor) -> None:
    page = await amina.get("/security/app")
    assert "<svg" in page.html
    assert "JBSW Y3DP" in page.words
    fields = page.form_fields("/security/app")
    shown = await amina.post("/security/app", fields | {"code": "123456"})
    assert "AAAA-BBBB-CCCC-DDDD" in shown.words
    assert shown.headers["Cache-Control"] == "no-store"
    [added] = amina.behind.credentials.requests("AddApp")
    assert (added.secret, added.code) == (district.SECRET, "123456")
    assert "AAAA" not in (await amina.get("/security")).words


async def test_a_wrong_code_shows_the_same_picture_again(amina: Visitor) -> None:
    fields = (await amina.get("/security/app")).form_fields("/security/app")
    amina.behind.credentials.answers["AddApp"] = Invalid("no", fields=[FieldError("code", "that code is not right")])
    page = await amina.post("/security/app", fields | {"code": "000000"})
    assert page.status == 400
    assert page.form_fields("/security/app")["secret"] == district.SECRET
    assert '<a href="#code">That code is not right</a>' in page.html


async def test_what_is_sent_as_a_picture_is_never_markup(amina: Visitor) -> None:
    evil = '"><script>alert(1)</script>'
    page = await amina.post("/security/app", {"code": "", "secret": evil, "uri": evil})
    assert "<script>alert" not in page.html


async def test_new_recovery_codes_a_new_password_and_no_app(amina: Visitor) -> None:
    assert "AAAA-BBBB" in (await amina.post("/security/recovery-codes")).words
    assert (await amina.post("/security/app/remove")).location == "/security?done=app-removed"
    answer = await amina.post("/security/password", {"password": "three odd words"})
    assert answer.location == "/security?done=password-changed"
    assert [r.password for r in amina.behind.credentials.requests("ChangePassword")] == ["three odd words"]
    amina.behind.credentials.answers["ChangePassword"] = Invalid("no", fields=[FieldError("password", "too short")])
    page = await amina.post("/security/password", {"password": "shorty"})
    assert page.status == 400
    assert "shorty" not in page.html
