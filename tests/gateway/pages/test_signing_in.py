"""Signing in, registering, approving: for oneself, or on the way back to a council's own site."""

import pytest
from kith.identity.v1 import interactions_pb2
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import FieldError, Invalid, NotFound, TooMany, Unauthenticated
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

AMINA = {"email": "amina@example.org", "password": "correct horse battery"}


async def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(nobody: Visitor) -> None:
    answer = await nobody.post_bare("/sign-in", AMINA)
    assert (answer.status, answer.location) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-kith={district.RESIDENT};")
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=lax", "secure"}


@pytest.mark.parametrize("email", ["amina@example.org", "nobody@example.org"])
async def test_a_wrong_password_and_an_unknown_address_read_the_same(nobody: Visitor, email: str) -> None:
    answer = await nobody.post_bare("/sign-in", {"email": email, "password": "wrong"})
    assert answer.status == 401
    assert "That email address and password do not go together" in answer.words
    assert "__Host-kith=" not in answer.headers["Set-Cookie"]
    assert "wrong" not in answer.html


async def test_empty_questions_are_named_at_their_fields_and_above(nobody: Visitor) -> None:
    answer = await nobody.post_bare("/sign-in", {"email": "", "password": ""})
    assert answer.status == 400
    assert "<title>Error: Sign in" in answer.html
    assert '<a href="#email">Enter your email address</a>' in answer.html
    assert '<a href="#password">Enter your password</a>' in answer.html
    assert nobody.behind.sessions.requests("SignIn") == []


async def test_too_many_tries_are_told_to_wait(nobody: Visitor) -> None:
    nobody.behind.sessions.answers["SignIn"] = TooMany("slow down", retry_after=60)
    answer = await nobody.post_bare("/sign-in", AMINA)
    assert answer.status == 429
    assert "Wait a few minutes" in answer.words


@pytest.mark.parametrize(
    ("asked", "went"),
    [
        ("/sharing", "/sharing"),
        ("/desk/people/per_1?purpose=direct_care", "/desk/people/per_1?purpose=direct_care"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\/evil.example/", "/"),
        ("/\t/evil.example/", "/"),
        ("/\n/evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.example", "/"),
        ("", "/"),
    ],
)
async def test_signing_in_never_leads_to_another_site(nobody: Visitor, asked: str, went: str) -> None:
    answer = await nobody.post_bare("/sign-in", AMINA | {"next": asked})
    assert (answer.status, answer.location) == (303, went)


async def test_somebody_sent_to_sign_in_comes_back_to_where_they_were_going(nobody: Visitor) -> None:
    sent = await nobody.get("/sharing/con_1/stop")
    assert sent.location == "/sign-in?next=%2Fsharing%2Fcon_1%2Fstop"
    page = await nobody.get(sent.location)
    fields = page.form_fields("/sign-in")
    assert (await nobody.post_bare("/sign-in", fields | AMINA)).location == "/sharing/con_1/stop"


async def test_signing_in_for_a_council_binds_the_request_and_asks_for_approval(nobody: Visitor) -> None:
    nobody.behind.interactions.answers["GetInteraction"] = district.interaction("sign-in")
    page = await nobody.get("/sign-in?interaction=int_1")
    assert "Stafford Borough Council asks you to sign in" in page.words
    answer = await nobody.post_bare("/sign-in", page.form_fields("/sign-in") | AMINA)
    assert answer.location == "/approve?interaction=int_1"
    completed = nobody.behind.interactions.requests("CompleteSignIn")
    assert [(c.id, c.session) for c in completed] == [("int_1", district.RESIDENT)]


async def test_where_nothing_more_is_needed_the_browser_goes_straight_back(nobody: Visitor) -> None:
    nobody.behind.interactions.answers["GetInteraction"] = district.interaction("sign-in")
    nobody.behind.interactions.answers["CompleteSignIn"] = district.interaction("done")
    answer = await nobody.post_bare("/sign-in", AMINA | {"interaction": "int_1"})
    assert answer.location == "/oauth2/authorize/resume?interaction=int_1"


async def test_a_way_back_that_is_not_ours_is_not_taken(nobody: Visitor) -> None:
    elsewhere = district.interaction("done")
    elsewhere.resume_url = "https://evil.example/"
    nobody.behind.interactions.answers["GetInteraction"] = elsewhere
    assert (await nobody.get("/sign-in?interaction=int_1")).location == "/"


async def test_a_request_that_is_over_says_to_start_again(nobody: Visitor) -> None:
    nobody.behind.interactions.answers["GetInteraction"] = NotFound("int_1 expired at 12:00")
    for path in ("/sign-in?interaction=int_1", "/register?interaction=int_1", "/approve?interaction=int_1"):
        page = await nobody.get(path)
        assert page.status == 404
        assert "Go back to the council’s website and start again" in page.words
        assert "expired at" not in page.html


async def test_the_signed_out_are_never_sent_in_circles(nobody: Visitor) -> None:
    page = await nobody.get("/approve?interaction=int_1")
    assert page.location == "/sign-in?interaction=int_1"
    assert (await nobody.get(page.location)).status == 200


async def test_approving_shows_the_claims_in_plain_words_and_sends_exactly_those(amina: Visitor) -> None:
    page = await amina.get("/approve?interaction=int_1")
    for said in ("Stafford Borough Council", "your name", "your date of birth", "that your identity has been checked"):
        assert said in page.words
    assert "your email address" not in page.words
    shown = ["name", "birth-date", "identity-proof"]
    answer = await amina.post("/approve", {"interaction": "int_1", "claims": " ".join(shown)})
    assert answer.location == "/oauth2/authorize/resume?interaction=int_1"
    approved = amina.behind.interactions.requests("Approve")[0]
    assert (list(approved.claims), list(approved.asked), approved.session) == (shown, shown, district.RESIDENT)


async def test_where_more_is_asked_than_the_page_showed_the_page_is_shown_again(amina: Visitor) -> None:
    answer = await amina.post("/approve", {"interaction": "int_1", "claims": "name"})
    assert answer.location == "/approve?interaction=int_1"
    assert amina.behind.interactions.requests("Approve") == []


async def test_saying_no_shares_nothing_and_goes_back(amina: Visitor) -> None:
    answer = await amina.post("/approve/no", {"interaction": "int_1"})
    assert answer.location == "/oauth2/authorize/resume?interaction=int_1"
    assert amina.behind.interactions.requests("Approve") == []
    assert [d.id for d in amina.behind.interactions.requests("Decline")] == ["int_1"]


async def test_a_council_that_wants_a_proof_leads_to_the_proof_and_back(amina: Visitor) -> None:
    amina.behind.interactions.answers["GetInteraction"] = district.interaction("approve", missing="proof")
    page = await amina.get("/approve?interaction=int_1")
    assert 'href="/prove?interaction=int_1"' in page.html
    assert 'href="/approve?interaction=int_1"' in (await amina.get("/prove?interaction=int_1")).html


async def test_registering_asks_for_the_mailed_code_in_the_same_browser_and_signs_in(nobody: Visitor) -> None:
    form = {"email": "new@example.org", "password": "three odd words", "way": "password"}
    asked = await nobody.post_bare("/register", form)
    assert asked.location == "/register/code"
    kept = asked.headers["Set-Cookie"]
    assert kept.startswith("__Host-kith-registration=reg_1;")
    assert "HttpOnly" in kept
    # In another browser there is nothing to type a code into.
    assert (await nobody.get("/register/code")).location == "/register"
    here = {"Cookie": "__Host-kith-registration=reg_1"}
    assert 'autocomplete="one-time-code"' in (await nobody.get("/register/code", **here)).html
    answer = await nobody.post_bare("/register/code", {"code": "1234 5678"}, **here)
    assert answer.location == "/security/passkeys/new"
    assert answer.headers["Set-Cookie"].startswith(f"__Host-kith={district.RESIDENT};")
    (confirmed,) = nobody.behind.mailbox.requests("ConfirmRegistration")
    assert (confirmed.registration_id, confirmed.code) == ("reg_1", "1234 5678")


async def test_a_wrong_code_is_named_at_its_field(nobody: Visitor) -> None:
    nobody.behind.mailbox.answers["ConfirmRegistration"] = Invalid.field("code", "that code is not right")
    answer = await nobody.post_bare("/register/code", {"code": "0"}, Cookie="__Host-kith-registration=reg_1")
    assert answer.status == 400
    assert '<a href="#code">That code is not right</a>' in answer.html


async def test_a_weak_password_is_named_at_its_field_and_never_shown_again(nobody: Visitor) -> None:
    nobody.behind.mailbox.answers["Register"] = Invalid(
        "password: too short", fields=[FieldError("password", "use at least 12 characters")]
    )
    form = {"email": "new@example.org", "password": "shorty-shorty", "way": "password"}
    answer = await nobody.post_bare("/register", form)
    assert answer.status == 400
    assert '<a href="#password">Use at least 12 characters</a>' in answer.html
    assert "shorty-shorty" not in answer.html
    assert 'value="new@example.org"' in answer.html


async def test_signing_in_again_leaves_one_session_at_this_browser(amina: Visitor) -> None:
    amina.behind.sessions.answers["SignIn"] = Session(session="new-value")
    answer = await amina.post_bare("/sign-in", AMINA)
    (asked,) = amina.behind.sessions.requests("TakePlace")
    assert (asked.before, asked.session) == (district.RESIDENT, "new-value")
    assert answer.headers["Set-Cookie"].startswith("__Host-kith=new-value;")
    assert not amina.behind.sessions.requests("SignOut")


async def test_signing_out_ends_the_session_and_takes_the_cookie(amina: Visitor) -> None:
    answer = await amina.post("/sign-out")
    assert answer.location == "/sign-in?done=signed-out"
    assert [request.session for request in amina.behind.sessions.requests("SignOut")] == [district.RESIDENT]
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "You are signed out" in (await amina.as_("").get(answer.location)).words


async def test_sent_here_to_sign_out_a_person_is_asked_first(amina: Visitor) -> None:
    page = await amina.get("/sign-out")
    assert "Do you want to sign out?" in page.words
    assert page.form_fields("/sign-out")["form_token"] == amina.token
    assert not amina.behind.sessions.requests("SignOut")


async def test_sent_here_to_sign_out_by_mistake_nobody_is_asked(nobody: Visitor) -> None:
    assert (await nobody.get("/sign-out")).location == "/sign-in?done=signed-out"


async def test_a_session_that_ends_meanwhile_leads_to_signing_in(amina: Visitor) -> None:
    amina.behind.me.answers["GetMySharing"] = Unauthenticated("revoked")
    assert (await amina.get("/sharing")).location == "/sign-in?next=%2Fsharing"


async def test_names_from_outside_are_text_and_never_markup(amina: Visitor) -> None:
    evil = '"><script>alert(1)</script>'
    named = district.interaction()
    named.client_name = evil
    amina.behind.interactions.answers["GetInteraction"] = named
    known = Session()
    known.CopyFrom(district.sessions()[district.RESIDENT])
    known.display_name = evil
    amina.behind.sessions.answers["GetSession"] = known
    page = await amina.get("/approve?interaction=int_1")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;alert(1)" in page.html


def registered(needs: str, logo: str) -> interactions_pb2.Interaction:
    interaction = district.interaction(needs)
    interaction.logo_uri = logo
    interaction.policy_uri = "https://stafford.example/privacy"
    interaction.tos_uri = "https://stafford.example/terms"
    return interaction


async def test_what_a_council_registered_about_itself_is_shown_and_only_its_picture_is_fetched(
    nobody: Visitor, amina: Visitor
) -> None:
    for visitor, needs, path in ((nobody, "sign-in", "/sign-in"), (amina, "approve", "/approve")):
        asked = registered(needs, "https://stafford.example/logo.png")
        visitor.behind.interactions.answers["GetInteraction"] = asked
        page = await visitor.get(f"{path}?interaction=int_1")
        assert 'src="https://stafford.example/logo.png"' in page.html
        assert 'href="https://stafford.example/privacy"' in page.html
        assert 'href="https://stafford.example/terms"' in page.html
        policy = page.headers["Content-Security-Policy"]
        assert "img-src 'self' https://stafford.example/logo.png;" in policy


@pytest.mark.parametrize(
    "logo",
    [
        "https://stafford.example/l;script-src *",
        "https://stafford.example/l' 'unsafe-inline",
        "https://stafford.example/a,default-src *",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg>",
    ],
)
async def test_a_picture_never_opens_the_policy_of_a_page(nobody: Visitor, logo: str) -> None:
    nobody.behind.interactions.answers["GetInteraction"] = registered("sign-in", logo)
    page = await nobody.get("/sign-in?interaction=int_1")
    assert "img-src 'self';" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
