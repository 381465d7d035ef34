"""Signing in at one's own organisation, as a browser meets it."""

import pytest
from kith.identity.v1 import sessions_pb2, workplaces_pb2

from chassis.errors import Denied, NotFound, Unavailable
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor

BACK = "/sign-in/organisation/return?state=s&code=c&iss=https%3A%2F%2Flogin.lichfield.example"


async def test_an_address_or_a_choice_leads_to_the_organisations_own_sign_in(nobody: Visitor) -> None:
    page = await nobody.get("/sign-in/organisation?next=/desk/reviews")
    assert "Lichfield District Council" in page.words
    assert page.form_fields("/sign-in/organisation")["next"] == "/desk/reviews"
    for form in ({"email": "priya@lichfield.example"}, {"organisation": district.COUNCIL}):
        answer = await nobody.post_bare("/sign-in/organisation", form | {"next": "/desk/reviews"})
        assert (answer.status, answer.location) == (303, "https://login.lichfield.example/authorize?state=s")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-kith-workplace=a-secret;")
        assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600"))
    by_address, by_choice = nobody.behind.workplace_sign_ins.requests("BeginWorkplaceSignIn")
    assert (by_address.email, by_address.organisation_id) == ("priya@lichfield.example", "")
    assert (by_choice.email, by_choice.organisation_id, by_choice.next) == ("", district.COUNCIL, "/desk/reviews")


async def test_coming_back_signs_in_and_goes_on(nobody: Visitor) -> None:
    answer = await nobody.get(BACK, Cookie="__Host-kith-workplace=a-secret")
    assert (answer.status, answer.location) == (303, "/desk")
    cookies = answer.headers.getall("Set-Cookie")
    assert any(each.startswith(f"__Host-kith={district.WORKER};") for each in cookies)
    assert any(each.startswith("__Host-kith-workplace=") and "Max-Age=0" in each for each in cookies)
    [asked] = nobody.behind.workplace_sign_ins.requests("FinishWorkplaceSignIn")
    assert (asked.state, asked.code, asked.issuer) == ("s", "c", "https://login.lichfield.example")
    assert asked.browser == "a-secret"


async def test_coming_back_takes_the_place_of_whoever_was_signed_in(amina: Visitor) -> None:
    await amina.get(BACK)
    assert amina.behind.sessions.requests("SignOut") == [sessions_pb2.SignOutRequest(session=district.RESIDENT)]


async def test_where_it_goes_on_to_is_never_another_site(nobody: Visitor) -> None:
    nobody.behind.workplace_sign_ins.answers["FinishWorkplaceSignIn"] = workplaces_pb2.FinishWorkplaceSignInResponse(
        session=sessions_pb2.Session(session=district.WORKER), next="//evil.example/desk"
    )
    assert (await nobody.get(BACK)).location == "/"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("not-in-directory", "our directory does not list you there"),
        ("left", "says that you do not work there now"),
        ("no-account", "You have no account here yet"),
        ("sign-in-elsewhere", "begun in another browser"),
        ("organisation-refused", "did not sign you in"),
        ("organisation-unclear", "could not be sure"),
    ],
)
async def test_who_is_not_let_in_is_told_what_to_do(nobody: Visitor, code: str, words: str) -> None:
    nobody.behind.workplace_sign_ins.answers["FinishWorkplaceSignIn"] = Denied("no", code=code)
    answer = await nobody.get(BACK)
    assert answer.status == 403
    assert words in answer.words
    assert "__Host-kith=" not in str(answer.headers.getall("Set-Cookie"))


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (NotFound("none"), 400, "No organisation signs in here with that address"),
        (Unavailable("away"), 503, "does not answer just now"),
    ],
)
async def test_no_organisation_and_one_that_is_away_are_said_plainly(
    nobody: Visitor, refusal: Exception, status: int, words: str
) -> None:
    nobody.behind.workplace_sign_ins.answers["BeginWorkplaceSignIn"] = refusal
    answer = await nobody.post_bare("/sign-in/organisation", {"email": "priya@unknown.example"})
    assert answer.status == status
    assert words in answer.words


async def test_nothing_filled_in_asks_nobody(nobody: Visitor) -> None:
    answer = await nobody.post_bare("/sign-in/organisation", {})
    assert answer.status == 400
    assert nobody.behind.workplace_sign_ins.requests("BeginWorkplaceSignIn") == []
