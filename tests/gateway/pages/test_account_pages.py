"""A resident's account pages, and those for somebody who cannot get in."""

import json

import pytest
from kith.identity.v1 import account_life_pb2 as pb
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import Denied, Invalid, NotFound, TooMany
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor


async def test_signing_in_notes_the_kind_of_browser_beside_the_session(nobody: Visitor) -> None:
    form = {"email": "amina@example.org", "password": "correct horse battery"}
    await nobody.post_bare("/sign-in", form, User_Agent="Mozilla/5.0 (Linux) Firefox/140.0")
    (noted,) = nobody.behind.sessions.requests("NoteWhereabouts")
    assert (noted.session, noted.user_agent) == (district.RESIDENT, "Mozilla/5.0 (Linux) Firefox/140.0")
    assert noted.source


async def test_a_session_is_ended_and_everybody_is_signed_out(amina: Visitor) -> None:
    page = await amina.get("/account/sessions")
    assert "Firefox on Android (this one)" in page.html
    assert "/account/sessions/ses_2/end" in page.html
    assert "/account/sessions/ses_1/end" not in page.html
    assert (await amina.post("/account/sessions/ses_2/end")).location == "/account/sessions?done=ended-there"
    assert [r.id for r in amina.behind.account_life.requests("EndSession")] == ["ses_2"]
    out = await amina.post("/account/sign-out-everywhere")
    assert out.location == "/sign-in?done=signed-out-everywhere"
    assert "Max-Age=0" in out.headers["Set-Cookie"]


async def test_one_press_says_that_something_was_not_me_and_leads_to_a_new_password(amina: Visitor) -> None:
    page = await amina.get("/account/activity")
    assert "A try to sign in failed" in page.html
    assert "Stafford Borough Council" in page.html
    assert 'href="/account/activity?after=lea_1"' in page.html
    answer = await amina.post("/account/activity/lea_2/not-me")
    assert answer.location == "/security/password?done=not-me"
    assert [r.entry_id for r in amina.behind.account_life.requests("NotMe")] == ["lea_2"]


@pytest.mark.parametrize(
    "path", ["/account/email", "/account/email/code", "/account/copy", "/account/copy.json", "/account/close"]
)
async def test_a_sensitive_page_wants_a_recent_sign_in_and_comes_back(amina: Visitor, path: str) -> None:
    stale = Session()
    stale.CopyFrom(district.sessions()[district.RESIDENT])
    stale.recent = False
    amina.behind.sessions.answers["GetSession"] = stale
    assert (await amina.get(path)).location == f"/step-up?next={path.replace('/', '%2F')}"
    assert not amina.behind.account_life.asked


async def test_silence_is_kept_by_ticking_nothing(amina: Visitor) -> None:
    assert "We have not asked you yet" in (await amina.get("/account")).html
    answer = await amina.post("/account/contact", {"times": "any", "language": "cy", "phone": ""})
    assert answer.location == "/account?done=contact-kept"
    (asked,) = amina.behind.account_life.requests("SetSafeContact")
    assert asked.contact == pb.SafeContact(times="any", language="cy")
    amina.behind.account_life.answers["GetSafeContact"] = pb.GetSafeContactResponse(contact=pb.SafeContact())
    assert "We do not contact you." in (await amina.get("/account")).html


async def test_the_first_page_asks_until_she_answered(amina: Visitor) -> None:
    asking = await amina.get("/")
    assert "Until you answer, we do not." in asking.html
    assert 'href="/account/contact"' in asking.html
    amina.behind.account_life.answers["GetSafeContact"] = pb.GetSafeContactResponse(contact=pb.SafeContact())
    answered = await amina.get("/")
    assert "Until you answer" not in answered.html
    assert 'href="/account"' in answered.html


async def test_what_is_wrong_with_an_answer_stands_at_its_field(amina: Visitor) -> None:
    amina.behind.account_life.answers["SetSafeContact"] = Invalid.field("phone", "enter a phone number")
    form: dict[str, str | list[str]] = {"channels": ["call"], "times": "any", "language": "en", "phone": "ring me"}
    answer = await amina.post("/account/contact", form)
    assert answer.status == 400
    assert '<a href="#phone">Enter a phone number</a>' in answer.html


async def test_who_needs_an_officer_is_told_so_in_plain_words(amina: Visitor) -> None:
    amina.behind.account_life.answers["SetSafeContact"] = Denied("in person", code="officer-needed")
    answer = await amina.post("/account/contact", {"times": "any", "language": "en"})
    assert answer.status == 403
    assert "We can only do this with you in person" in answer.html
    assert "risk" not in answer.html.lower()


async def test_a_new_address_is_asked_for_and_shown_by_its_code(amina: Visitor) -> None:
    asked = await amina.post("/account/email", {"email": "new@example.org"})
    assert asked.location == "/account/email/code?asked=cnf_1"
    assert 'name="asked" value="cnf_1"' in (await amina.get(asked.location)).html
    done = await amina.post("/account/email/code", {"asked": "cnf_1", "code": "1234 5678"})
    assert done.location == "/account?done=email-changed"
    amina.behind.account_life.answers["ConfirmNewEmail"] = Invalid.field("code", "that code is not right")
    wrong = await amina.post("/account/email/code", {"asked": "cnf_1", "code": "1"})
    assert wrong.status == 400
    assert 'name="asked" value="cnf_1"' in wrong.html


async def test_what_is_held_can_be_read_and_taken_away(amina: Visitor) -> None:
    page = await amina.get("/account/copy")
    assert "amina@example.org" in page.html
    assert "Email verified" in page.html
    for said in ("Made 3 March 2026 at 9:05am", "Born 17 May 1992", "Kind Signed in", "Kind UK driving licence"):
        assert said in page.words
    file = await amina.get("/account/copy.json")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    assert json.loads(file.html)["account"]["email"] == "amina@example.org"


async def test_closing_says_what_stays_and_is_asked_twice(amina: Visitor) -> None:
    assert "keep their own records" in (await amina.get("/account/close")).html
    assert (await amina.post("/account/close")).status == 400
    assert not amina.behind.account_life.requests("CloseAccount")
    gone = await amina.post("/account/close", {"sure": "yes"})
    assert gone.location == "/sign-in?done=account-closed"
    assert "Max-Age=0" in gone.headers["Set-Cookie"]


async def test_asking_to_recover_says_the_same_whoever_asks(nobody: Visitor) -> None:
    pages = [await nobody.post_bare("/recover", {"email": who}) for who in ("amina@example.org", "x@example.org")]
    assert pages[0].html == pages[1].html
    assert "example.org" not in pages[0].html
    nobody.behind.mailbox.answers["AskRecovery"] = TooMany("slow down")
    assert (await nobody.post_bare("/recover", {"email": "x@example.org"})).status == 429


async def test_a_recovery_link_takes_a_new_password_and_signs_in(nobody: Visitor) -> None:
    page = await nobody.get("/recover/rec_1?key=secret-key")
    assert 'name="key" value="secret-key"' in page.html
    answer = await nobody.post_bare("/recover/rec_1", {"key": "secret-key", "password": "three odd words"})
    assert answer.location == "/account"
    (asked,) = nobody.behind.mailbox.requests("Recover")
    assert (asked.recovery_id, asked.key, asked.password) == ("rec_1", "secret-key", "three odd words")
    nobody.behind.mailbox.answers["Recover"] = NotFound("over", code="link-over")
    over = await nobody.post_bare("/recover/rec_1", {"key": "secret-key", "password": "three odd words"})
    assert over.status == 404
    assert "This link does not work" in over.html


async def test_following_an_undo_link_changes_nothing_until_the_button_is_pressed(nobody: Visitor) -> None:
    await nobody.get("/account/undo/cnf_1?key=secret-key")
    assert not nobody.behind.mailbox.asked
    answer = await nobody.post_bare("/account/undo/cnf_1", {"key": "secret-key"})
    assert answer.location == "/sign-in?done=email-undone"
    (asked,) = nobody.behind.mailbox.requests("UndoEmail")
    assert (asked.undo_id, asked.key) == ("cnf_1", "secret-key")
