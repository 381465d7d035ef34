"""Whether the person is asked anything, and how the pages are to look."""

import time

from tests.identity.certification.browser import Browser
from tests.identity.certification.relying_party import RelyingParty, SignedIn


def same_sign_in(first: SignedIn, second: SignedIn) -> None:
    """Nobody was asked anything, and it is the same person who signed in at the same time."""
    assert second.landing.pages == ()
    assert (second.claims["sub"], second.claims["auth_time"]) == (first.claims["sub"], first.claims["auth_time"])


def a_second_later(first: SignedIn) -> None:
    """auth_time is in whole seconds: wait until one that is later can be told."""
    while time.time() < first.claims["auth_time"] + 2:
        time.sleep(0.05)


def test_oidcc_prompt_login(party: RelyingParty, signed_in: Browser) -> None:
    """prompt=login asks somebody signed in again; auth_time is then, and the session is the one before."""
    first = party.sign_in(signed_in)
    a_second_later(first)
    second = party.sign_in(signed_in, prompt="login")
    assert second.landing.pages == ("/sign-in",)
    assert (second.claims["sub"], second.claims["sid"]) == (first.claims["sub"], first.claims["sid"])
    assert second.claims["auth_time"] > first.claims["auth_time"]


def test_oidcc_prompt_none_not_logged_in(party: RelyingParty, browser: Browser) -> None:
    """prompt=none, and nobody signed in: back at once with an error of section 3.1.2.6."""
    asked = party.request(prompt="none")
    landing = party.send(browser, asked)
    assert landing.pages == ()
    assert party.back(asked, landing)["error"] in {
        *("login_required", "interaction_required", "consent_required", "account_selection_required")
    }


def test_oidcc_prompt_none_logged_in(party: RelyingParty, signed_in: Browser) -> None:
    """prompt=none, somebody signed in who approved before: a code, and no page."""
    first = party.sign_in(signed_in)
    same_sign_in(first, party.sign_in(signed_in, prompt="none"))


def test_oidcc_max_age_1(party: RelyingParty, signed_in: Browser) -> None:
    """max_age=1 more than a second after the sign-in asks again."""
    first = party.sign_in(signed_in)
    a_second_later(first)
    second = party.sign_in(signed_in, max_age="1")
    assert second.landing.pages == ("/sign-in",)
    assert second.claims["auth_time"] > first.claims["auth_time"]


def test_oidcc_max_age_10000(party: RelyingParty, signed_in: Browser) -> None:
    """max_age=15000 and then 10000: nobody is asked again, and auth_time is there."""
    first = party.sign_in(signed_in, max_age="15000")
    same_sign_in(first, party.sign_in(signed_in, max_age="10000"))


def test_oidcc_id_token_hint(party: RelyingParty, signed_in: Browser) -> None:
    """prompt=none with the first ID token as a hint: the same person, no page."""
    first = party.sign_in(signed_in)
    same_sign_in(first, party.sign_in(signed_in, prompt="none", id_token_hint=first.tokens["id_token"]))


def test_oidcc_login_hint(party: RelyingParty, browser: Browser) -> None:
    """The sign-in page is given the hint; it decides nothing."""
    done = party.sign_in(browser, login_hint="buffy@localhost")
    assert done.landing.pages[0] == "/sign-in"
    assert done.landing.views[0].login_hint == "buffy@localhost"


def test_oidcc_ui_locales(party: RelyingParty, browser: Browser) -> None:
    """The pages are given the languages, in their order; one nobody has is no error."""
    done = party.sign_in(browser, ui_locales="se cy en")
    assert list(done.landing.views[0].ui_locales) == ["se", "cy", "en"]


def test_oidcc_display_page(party: RelyingParty, browser: Browser) -> None:
    """display=page is no error."""
    assert party.sign_in(browser, display="page").landing.pages[0] == "/sign-in"


def test_oidcc_display_popup(party: RelyingParty, browser: Browser) -> None:
    """display=popup is no error."""
    assert party.sign_in(browser, display="popup").landing.pages[0] == "/sign-in"
