"""The ways in, through the real pages and processes: registering, a passkey, a code, stepping up, signing out."""

import json
import re
import time
from pathlib import Path

import pyotp
import pytest

from console.demo.browser import Browser, Page
from console.demo.passkey import SoftPasskey
from console.supervisor import Supervisor

EMAIL, PASSWORD = "amina@example.org", "correct horse battery"
ADD, WITH_PASSKEY = "/security/passkeys/new", "/sign-in/passkey"


def _mailed_code(folder: Path) -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for letter in folder.glob("*.eml"):
            if found := re.search(r"\d{4} \d{4}", letter.read_text()):
                return found[0]
        time.sleep(0.1)
    raise TimeoutError("no code was mailed")


def _registered(base_url: str, mail: Path) -> Browser:
    browser = Browser(base_url)
    page = browser.submit(browser.get("/register?way=password"), "/register", email=EMAIL, password=PASSWORD)
    browser.submit(page, "/register/code", code=_mailed_code(mail))
    return browser


def _code(secret: str, after: str = "") -> str:
    """What an app shows, once it is another than the last one taken."""
    until = time.monotonic() + 40
    while (code := pyotp.TOTP(secret).now()) == after and time.monotonic() < until:
        time.sleep(0.2)
    return code


def _secret(page: Page) -> str:
    return page.form("/security/app").fields["secret"]


@pytest.mark.timeout(240)
async def test_every_way_in_holds_together(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as kith:
        await kith.ready()
        base_url = kith.topology.base_url
        browser, device = _registered(base_url, tmp_path / "mail"), SoftPasskey(base_url)

        page = browser.get(ADD)
        asked = json.loads(page.form(ADD).options)
        assert asked["rp"]["id"] == "localhost"
        page = browser.submit(page, ADD, response=device.register(page.form(ADD).options), name="My phone")
        assert "My phone" in page.html

        # The account can do better than a password now, so a password alone changes nothing more.
        page = browser.get("/security/app")
        assert "/step-up" in page.url
        before = dict(browser.cookies)
        response = device.sign_in(page.form("/step-up/passkey").options)
        page = browser.submit(page, "/step-up/passkey", response=response)
        assert page.url.endswith("/security/app")
        assert browser.cookies["__Host-kith"] != before["__Host-kith"]
        stale = Browser(base_url)
        stale.cookies = before
        assert "/sign-in" in stale.get("/security").url, "the cookie from before the step up is nobody's"

        secret, first = _secret(page), _code(_secret(page))
        page = browser.submit(page, "/security/app", code=first)
        recovery = re.findall(r"<code>([0-9A-Z-]{19})</code>", page.html)
        assert len(recovery) == 10

        browser.submit(browser.get("/security"), "/sign-out")
        page = browser.get("/sign-in?next=%2Fsecurity")
        response = device.sign_in(page.form(WITH_PASSKEY).options)
        assert "My phone" in browser.submit(page, WITH_PASSKEY, response=response).html

        other = Browser(base_url)
        page = other.submit(other.get("/sign-in"), "/sign-in", email=EMAIL, password=PASSWORD)
        assert "__Host-kith" not in other.cookies
        refused = other.submit(page, "/sign-in/code", code=first)
        assert refused.status == 401
        page = other.submit(refused, "/sign-in/code", code=recovery[0])
        assert "9 of 10 recovery codes" in other.get("/security").html
        assert other.submit(page, "/sign-out").status == 200

        page = other.submit(other.get("/sign-in"), "/sign-in", email=EMAIL, password=PASSWORD)
        other.submit(page, "/sign-in/code", code=_code(secret, after=first))
        page = other.submit(other.get("/security/password"), "/security/password", password="three odd words")
        assert "Your password is changed" in page.html
        assert "/sign-in" in browser.get("/security").url, "who was signed in with the old one is so no more"


@pytest.mark.timeout(240)
async def test_somebody_registers_with_a_passkey_alone_and_never_meets_a_password(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as kith:
        await kith.ready()
        base_url = kith.topology.base_url
        browser, device = Browser(base_url), SoftPasskey(base_url)
        browser.submit(browser.get("/register"), "/register", email=EMAIL)
        page = browser.submit(browser.get("/register/code"), "/register/code", code=_mailed_code(tmp_path / "mail"))
        assert page.url.endswith("/register/way-in")
        assert "__Host-kith" not in browser.cookies
        response = device.register(page.form("/register/passkey").options)
        page = browser.submit(page, "/register/passkey", response=response, name="My phone")
        assert (page.status, page.url.removeprefix(base_url)) == (200, "/")
        assert "__Host-kith-registration" not in browser.cookies

        assert "You have no password, and need none" in browser.get("/security").html
        page = browser.submit(browser.get("/security/passkeys/new"), "/sign-out")
        page = browser.get("/sign-in?next=%2Fsecurity")
        page = browser.submit(page, WITH_PASSKEY, response=device.sign_in(page.form(WITH_PASSKEY).options))
        assert "My phone" in page.html
        other = Browser(base_url)
        refused = other.submit(other.get("/sign-in"), "/sign-in", email=EMAIL, password=PASSWORD)
        assert refused.status == 401
        page = browser.get(re.findall(r'href="(/security/passkeys/psk_[^"]+)"', page.html)[0])
        page = browser.submit(page, f"{page.url.removeprefix(base_url)}/remove")
        assert page.status == 409
        assert "the only way into your account" in page.html
