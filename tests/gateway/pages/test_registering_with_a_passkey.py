"""Registering with a passkey and without a password; getting back in with one; taking a password away."""

import re

import pytest
from kith.identity.v1 import credentials_pb2 as pb
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import Conflict, Denied, Invalid, NotFound, TooMany
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

ANSWER = {"token": "a-token", "response": '{"id": "AAAA"}', "name": "My phone"}
SHOWN = {"Cookie": "__Host-kith-registration=reg_1.key"}


async def test_the_register_page_asks_for_a_passkey_first_and_a_password_is_one_link_away(nobody: Visitor) -> None:
    page = await nobody.get("/register")
    assert "You will sign in with a passkey" in page.words
    assert 'type="password"' not in page.html
    assert 'href="/register?way=password"' in page.html
    assert "<noscript>" in page.html
    password = await nobody.get("/register?way=password")
    assert 'type="password"' in password.html
    assert password.form_fields("/register") == {"way": "password"}
    assert 'href="/register?way=passkey"' in password.html


@pytest.mark.parametrize("way", ["", "passkey", "nonsense"])
async def test_no_password_is_sent_for_where_none_was_asked_for(nobody: Visitor, way: str) -> None:
    answer = await nobody.post_bare("/register", {"email": "new@example.org", "way": way})
    assert answer.location == "/register/code"
    (asked,) = nobody.behind.mailbox.requests("Register")
    assert (asked.email, asked.HasField("password")) == ("new@example.org", False)


async def test_an_empty_password_is_not_taken_for_the_passkey_way(nobody: Visitor) -> None:
    page = await nobody.post_bare("/register", {"email": "new@example.org", "password": "", "way": "password"})
    assert page.status == 400
    assert '<a href="#password">Choose a password</a>' in page.html
    assert nobody.behind.mailbox.requests("Register") == []


async def test_the_code_leads_to_a_passkey_and_the_passkey_signs_in(nobody: Visitor) -> None:
    nobody.behind.mailbox.answers["ConfirmRegistration"] = Session(half="reg_1.key")
    answer = await nobody.post_bare("/register/code", {"code": "1234 5678"}, Cookie="__Host-kith-registration=reg_1")
    assert answer.location == "/register/way-in"
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith("__Host-kith-registration=reg_1.key;")
    assert {"HttpOnly", "Secure", "SameSite=lax"} <= {part.strip() for part in kept.split(";")}
    page = await nobody.get("/register/way-in", **SHOWN)
    assert [r.half for r in nobody.behind.mailbox.requests("BeginFirstPasskey")] == ["reg_1.key"]
    [form] = re.findall(r"<form[^>]*data-passkey=\"create\"[^>]*>", page.html)
    assert form.endswith("hidden>"), "without a script the button would do nothing"
    assert "key" not in form.replace("passkey", ""), "what was shown stays in the cookie"
    answer = await nobody.post_bare("/register/passkey", page.form_fields("/register/passkey") | ANSWER, **SHOWN)
    assert answer.location == "/"
    (opened,) = nobody.behind.mailbox.requests("OpenAccount")
    assert (opened.half, opened.passkey.token, opened.passkey.response, opened.passkey.name) == (
        *("reg_1.key", "a-token", '{"id": "AAAA"}', "My phone"),
    )
    assert opened.source
    cookies = answer.headers.getall("Set-Cookie")
    assert any(cookie.startswith(f"__Host-kith={district.RESIDENT};") for cookie in cookies)
    assert any(cookie.startswith('__Host-kith-registration=""') for cookie in cookies)


async def test_without_a_script_the_same_page_takes_a_password(nobody: Visitor) -> None:
    page = await nobody.get("/register/way-in", **SHOWN)
    fields = page.form_fields("/register/password")
    answer = await nobody.post_bare("/register/password", fields | {"password": "three odd words"}, **SHOWN)
    assert answer.location == "/security/passkeys/new"
    (opened,) = nobody.behind.mailbox.requests("OpenAccount")
    assert (opened.WhichOneof("way"), opened.password) == ("password", "three odd words")


async def test_in_another_browser_there_is_nothing_to_make_a_passkey_for(nobody: Visitor) -> None:
    assert (await nobody.get("/register/way-in")).location == "/register"
    nobody.behind.mailbox.answers["BeginFirstPasskey"] = NotFound("over", code="registration-over")
    page = await nobody.get("/register/way-in", **SHOWN)
    assert page.status == 404
    assert "That took too long" in page.words


@pytest.mark.parametrize(
    ("refused", "status", "said"),
    [
        (Invalid("the passkey was not added; try again"), 400, "The passkey was not added"),
        (Conflict("an account can have 20 passkeys"), 409, "An account can have"),
        (TooMany("slow", retry_after=9), 429, "Too many tries"),
    ],
)
async def test_a_way_in_that_was_not_made_is_asked_for_again(
    nobody: Visitor, refused: Exception, status: int, said: str
) -> None:
    nobody.behind.mailbox.answers["OpenAccount"] = refused
    page = await nobody.post_bare("/register/passkey", ANSWER, **SHOWN)
    assert page.status == status
    assert said in page.words
    assert "data-passkey" in page.html
    assert "__Host-kith=" not in page.headers.get("Set-Cookie", "")


async def test_a_councils_request_is_kept_through_registering_and_goes_on(nobody: Visitor) -> None:
    nobody.behind.interactions.answers["GetInteraction"] = district.interaction("sign-in")
    page = await nobody.get("/register?interaction=int_1")
    assert "Stafford Borough Council asks you to sign in" in page.words
    assert 'href="/register?way=password&amp;interaction=int_1"' in page.html
    asked = await nobody.post_bare("/register", page.form_fields("/register") | {"email": "new@example.org"})
    assert asked.location == "/register/code?interaction=int_1"
    nobody.behind.mailbox.answers["ConfirmRegistration"] = Session(half="reg_1.key")
    code = await nobody.get(asked.location, **SHOWN)
    fields = code.form_fields("/register/code") | {"code": "1234 5678"}
    shown = await nobody.post_bare("/register/code", fields, **SHOWN)
    assert shown.location == "/register/way-in?interaction=int_1"
    page = await nobody.get(shown.location, **SHOWN)
    answer = await nobody.post_bare("/register/passkey", page.form_fields("/register/passkey") | ANSWER, **SHOWN)
    assert answer.location == "/approve?interaction=int_1"
    assert [c.id for c in nobody.behind.interactions.requests("CompleteSignIn")] == ["int_1"]


async def test_a_recovery_link_takes_a_new_passkey_and_signs_in(nobody: Visitor) -> None:
    page = await nobody.get("/recover/rec_1?key=secret-key")
    [begun] = nobody.behind.mailbox.requests("BeginRecovery")
    assert (begun.recovery_id, begun.key) == ("rec_1", "secret-key")
    fields = page.form_fields("/recover/rec_1/passkey")
    assert fields["key"] == "secret-key"
    answer = await nobody.post_bare("/recover/rec_1/passkey", fields | ANSWER)
    assert answer.location == "/account"
    (asked,) = nobody.behind.mailbox.requests("Recover")
    assert (asked.recovery_id, asked.key, asked.passkey.response) == ("rec_1", "secret-key", '{"id": "AAAA"}')
    assert not asked.password
    nobody.behind.mailbox.answers["Recover"] = Invalid("the passkey was not added; try again")
    again = await nobody.post_bare("/recover/rec_1/passkey", fields | ANSWER)
    assert again.status == 400
    assert again.form_fields("/recover/rec_1/passkey")["key"] == "secret-key"


async def test_a_recovery_link_that_is_over_says_so_before_anything_is_chosen(nobody: Visitor) -> None:
    nobody.behind.mailbox.answers["BeginRecovery"] = NotFound("over", code="link-over")
    page = await nobody.get("/recover/rec_1?key=old")
    assert page.status == 404
    assert "This link does not work" in page.words


async def test_a_password_is_removed_where_a_passkey_is_left(amina: Visitor) -> None:
    page = await amina.get("/security/password")
    answer = await amina.post("/security/password/remove", page.form_fields("/security/password/remove"))
    assert answer.location == "/security?done=password-removed"
    assert "Your password is removed" in (await amina.get(answer.location)).words
    amina.behind.credentials.answers["RemovePassword"] = Denied("no", code="stronger-sign-in-needed")
    answer = await amina.post("/security/password/remove")
    assert answer.location == "/step-up?next=%2Fsecurity&stronger=yes"
    amina.behind.credentials.answers["RemovePassword"] = Conflict("this is the only way in", code="last-way-in")
    assert "This is the only way in" in (await amina.post("/security/password/remove")).words


@pytest.mark.parametrize("held", [pb.ListCredentialsResponse(password=True), pb.ListCredentialsResponse()])
async def test_no_page_offers_to_remove_a_password_that_is_the_last_way_in_or_is_not_there(
    amina: Visitor, held: pb.ListCredentialsResponse
) -> None:
    amina.behind.credentials.answers["ListCredentials"] = held
    assert "/security/password/remove" not in (await amina.get("/security/password")).html


async def test_a_passkey_that_a_mailed_link_made_says_from_when_it_counts(amina: Visitor) -> None:
    held = district.credentials()
    held.passkeys[0].counts_from.CopyFrom(district.at(days=-7))
    amina.behind.credentials.answers["ListCredentials"] = held
    page = await amina.get("/security")
    assert "Made with a mailed link" in page.words
    assert page.words.count("Made with a mailed link") == 1


async def test_not_me_without_a_password_leads_to_her_passkeys(amina: Visitor) -> None:
    held = district.credentials()
    held.password = False
    amina.behind.credentials.answers["ListCredentials"] = held
    answer = await amina.post("/account/activity/lea_2/not-me")
    assert answer.location == "/security?done=not-me-passkeys"
    assert "Everybody else is signed out" in (await amina.get(answer.location)).words


async def test_a_step_up_that_is_not_enough_says_so_and_does_not_go_round_in_circles(amina: Visitor) -> None:
    amina.behind.sign_ins.answers["StepUp"] = Session(session="renewed-cookie")
    answer = await amina.post("/step-up", {"password": "right", "next": "/security/app"})
    assert answer.location == "/step-up?next=%2Fsecurity%2Fapp&weak=yes"
    assert answer.headers["Set-Cookie"].startswith("__Host-kith=renewed-cookie;")
    assert "That was right, but it is not enough" in (await amina.get(answer.location)).words


async def test_a_resident_with_no_way_in_is_not_sent_to_an_employer(amina: Visitor) -> None:
    amina.behind.sign_ins.answers["BeginStepUp"] = pb.Steps()
    page = await amina.get("/step-up?next=%2Fsecurity")
    assert 'href="/recover"' in page.html
    assert "organisation" not in page.words
