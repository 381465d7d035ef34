"""Passkeys in a real Chromium, with a virtual authenticator: made, used, offered in autofill; and no page needs them.

Identity is played, but for its ceremonies: options and answers are checked by the code that serves them.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from kith.identity.v1 import credentials_pb2 as pb
from kith.identity.v1.mailbox_pb2 import BeginFirstPasskeyRequest, OpenAccountRequest
from kith.identity.v1.sessions_pb2 import Session
from playwright.async_api import Browser, CDPSession, Page, expect

from chassis.errors import Unauthenticated
from services.identity.clients.webauthn import WebAuthn
from services.identity.domain.accounts.account import Account
from services.identity.domain.credentials.challenge import Challenge, Challenges
from services.identity.domain.credentials.passkey import Passkey
from services.identity.ports import BadCeremony
from tests.gateway.pages import district
from tests.gateway.pages.chromium import axe, chromium, press, violations, visiting
from tests.gateway.pages.conftest import pages, served
from tests.gateway.pages.fakes import Behind
from tests.gateway.pages.test_guarded_pages import CREDENTIALS

__all__ = ["axe", "chromium"]
pytestmark = pytest.mark.timeout(300)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AMINA = Account("acc_amina", "resident", "amina@example.org", "Amina Begum", NOW)


@dataclass
class Ceremonies:
    """Identity's part, over the real ceremonies."""

    webauthn: WebAuthn
    challenges: Challenges = field(default_factory=lambda: Challenges(bytes(32)))
    passkeys: list[Passkey] = field(default_factory=list)

    opening: list[OpenAccountRequest] = field(default_factory=list)

    def answer_for(self, behind: Behind) -> None:
        behind.mailbox.answers |= {
            "ConfirmRegistration": Session(half="reg_1.key"),
            "BeginFirstPasskey": self.first,
            "OpenAccount": self.opened,
        }
        behind.sign_ins.answers |= {"BeginPasskey": self.begin, "FinishPasskey": self.finish}
        behind.credentials.answers |= {"BeginRegistration": self.create, "FinishRegistration": self.created}

    def begin(self, request: pb.BeginPasskeyRequest) -> pb.Ceremony:
        challenge = self.challenges.new(NOW, "sign-in", request.browser)
        return pb.Ceremony(token=challenge.token, options=self.webauthn.request(challenge))

    def finish(self, request: pb.FinishPasskeyRequest) -> Session | Exception:
        challenge = self._again(request.token, "sign-in", request.browser)
        for passkey in self.passkeys:
            try:
                self.webauthn.signed(request.response, challenge, passkey)
            except BadCeremony:
                continue
            return Session(session=district.RESIDENT)
        return Unauthenticated("no")

    def create(self, _: pb.BeginRegistrationRequest) -> pb.Ceremony:
        challenge = self.challenges.new(NOW, "register")
        return pb.Ceremony(token=challenge.token, options=self.webauthn.creation(challenge, AMINA, self.passkeys))

    def created(self, request: pb.FinishRegistrationRequest) -> pb.Passkey:
        key = self.webauthn.attested(request.response, self._again(request.token, "register"))
        self.passkeys.append(Passkey("psk_1", AMINA.id, request.name, key, NOW))
        return pb.Passkey(id="psk_1", name=request.name)

    def first(self, request: BeginFirstPasskeyRequest) -> pb.Ceremony:
        challenge = self.challenges.new(NOW, "open", request.half)
        return pb.Ceremony(token=challenge.token, options=self.webauthn.creation(challenge, AMINA, ()))

    def opened(self, request: OpenAccountRequest) -> Session:
        self.opening.append(request)
        if request.WhichOneof("way") == "passkey":
            challenge = self._again(request.passkey.token, "open", request.half)
            key = self.webauthn.attested(request.passkey.response, challenge)
            self.passkeys.append(Passkey("psk_1", AMINA.id, request.passkey.name, key, NOW))
        return Session(session=district.RESIDENT)

    def _again(self, token: str, *about: str) -> Challenge:
        challenge = self.challenges.again(token, NOW, *about)
        assert challenge
        return challenge


@pytest.fixture
async def base(behind: Behind) -> AsyncIterator[str]:
    async with served(pages(behind)) as url:
        yield url


@pytest.fixture
def ceremonies(behind: Behind, base: str) -> Ceremonies:
    made = Ceremonies(WebAuthn(base))
    made.answer_for(behind)
    return made


@asynccontextmanager
async def _authenticator(page: Page, *, verified: bool = True) -> AsyncIterator[tuple[CDPSession, str]]:
    """A phone that is touched at once, and whose owner it knows or does not."""
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield cdp, made["authenticatorId"]


async def _add_passkey(page: Page, base: str) -> None:
    await page.goto(f"{base}/security/passkeys/new")
    await page.fill("#name", "My phone")
    await press(page, "form[data-passkey] button")


async def test_a_passkey_is_made_and_signs_in_without_typing(
    chromium: Browser, base: str, ceremonies: Ceremonies
) -> None:
    async with visiting(chromium, base, district.RESIDENT) as page, _authenticator(page) as (cdp, device):
        await _add_passkey(page, base)
        assert page.url == f"{base}/security?done=passkey-added"
        [made] = ceremonies.passkeys
        assert made.name == "My phone"
        held = await cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})
        assert [one["isResidentCredential"] for one in held["credentials"]] == [True]
        await page.context.clear_cookies()
        # Autofill would answer by itself here, before the button can be tried.
        await page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
        await page.goto(f"{base}/sign-in?next=%2Fsharing")
        await press(page, "text=Sign in with a passkey")
        assert page.url == f"{base}/sharing"


async def _to_the_way_in(page: Page, base: str, axe: str = "") -> list[str]:
    """Register, and type the mailed code in."""
    wrong: list[str] = []
    await page.goto(f"{base}/register")
    wrong += await violations(page, axe, "register") if axe else []
    await page.fill("#email", "amina@example.org")
    await press(page, "form[action='/register'] button")
    await page.fill("#code", "1234 5678")
    await press(page, "form[action='/register/code'] button")
    assert page.url == f"{base}/register/way-in"
    return wrong + (await violations(page, axe, "way in") if axe else [])


async def test_somebody_registers_with_a_passkey_and_no_password_and_signs_in_with_it(
    chromium: Browser, base: str, axe: str, ceremonies: Ceremonies
) -> None:
    async with visiting(chromium, base) as page, _authenticator(page) as (cdp, device):
        assert await _to_the_way_in(page, base, axe) == []
        await page.fill("#name", "My phone")
        await press(page, "form[data-passkey] button")
        assert page.url == f"{base}/"
        [made] = ceremonies.passkeys
        assert made.name == "My phone"
        held = await cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})
        assert [one["isResidentCredential"] for one in held["credentials"]] == [True]
        await page.context.clear_cookies()
        await page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
        await page.goto(f"{base}/sign-in?next=%2Fsharing")
        await press(page, "text=Sign in with a passkey")
        assert page.url == f"{base}/sharing"


async def test_a_device_that_refuses_to_make_one_leaves_the_password(
    chromium: Browser, base: str, ceremonies: Ceremonies
) -> None:
    async with visiting(chromium, base) as page, _authenticator(page, verified=False):
        await _to_the_way_in(page, base)
        await page.click("form[data-passkey] button")
        await expect(page.locator("form[data-passkey] [role=alert]")).to_be_visible()
        await page.fill("#password", "three odd words")
        await press(page, "form[action='/register/password'] button")
        assert [each.password for each in ceremonies.opening] == ["three odd words"]
        assert ceremonies.passkeys == []


async def test_without_javascript_registering_with_a_password_works_from_the_first_page_on(
    chromium: Browser, base: str, ceremonies: Ceremonies, behind: Behind
) -> None:
    async with visiting(chromium, base, java_script_enabled=False) as page:
        await page.goto(f"{base}/register")
        assert "Passkeys need JavaScript" in await page.inner_text("main")
        await press(page, "text=Use a password instead")
        await page.fill("#email", "amina@example.org")
        await page.fill("#password", "three odd words")
        await press(page, "form[action='/register'] button")
        assert page.url == f"{base}/register/code"
        [asked] = behind.mailbox.requests("Register")
        assert asked.password == "three odd words"
        # And who went the other way until here is not stuck.
        await _to_the_way_in(page, base)
        assert not await page.is_visible("text=Make a passkey")
        await page.fill("#password", "three odd words")
        await press(page, "form[action='/register/password'] button")
        assert [each.password for each in ceremonies.opening] == ["three odd words"]


async def test_a_passkey_is_offered_where_the_address_would_be_typed(
    chromium: Browser, base: str, ceremonies: Ceremonies
) -> None:
    async with visiting(chromium, base, district.RESIDENT) as page, _authenticator(page):
        await _add_passkey(page, base)
        await page.context.clear_cookies()
        async with page.expect_navigation(url=f"{base}/sharing"):
            await page.goto(f"{base}/sign-in?next=%2Fsharing")


async def test_a_phone_that_does_not_know_its_holder_makes_nothing_and_the_page_says_so(
    chromium: Browser, base: str, ceremonies: Ceremonies
) -> None:
    async with visiting(chromium, base, district.RESIDENT) as page, _authenticator(page, verified=False):
        await page.goto(f"{base}/security/passkeys/new")
        await page.click("form[data-passkey] button")
        await expect(page.locator("form[data-passkey] [role=alert]")).to_be_visible()
        assert ceremonies.passkeys == []


async def test_without_javascript_no_button_promises_what_it_cannot_do(chromium: Browser, base: str) -> None:
    async with visiting(chromium, base, java_script_enabled=False) as page:
        await page.goto(f"{base}/sign-in")
        assert not await page.is_visible("text=Sign in with a passkey")
        await page.fill("#email", "amina@example.org")
        await page.fill("#password", "correct horse battery")
        await press(page, "form[action='/sign-in'] button")
        assert page.url == f"{base}/"


def _with_passkeys(behind: Behind) -> Iterator[str]:
    behind.sign_ins.answers["BeginStepUp"] = pb.Steps(password=True, app=True, passkey=district.ceremony())
    yield from CREDENTIALS


@pytest.mark.parametrize("cookie", [district.RESIDENT, district.WORKER])
async def test_pages_of_credentials_meet_wcag_and_reflow(
    chromium: Browser, axe: str, base: str, cookie: str, behind: Behind
) -> None:
    wrong: list[str] = []
    async with visiting(chromium, base, cookie) as page:
        for path in _with_passkeys(behind):
            for width, height in ((1280, 900), (320, 256)):
                await page.set_viewport_size({"width": width, "height": height})
                await page.goto(base + path)
                wrong += await violations(page, axe, f"{path} at {width}")
            if await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wrong.append(f"{path} scrolls sideways at 320")
        await page.goto(f"{base}/security/app")
        await page.fill("#code", "123456")
        await press(page, "form[action='/security/app'] button")
        wrong += await violations(page, axe, "recovery codes")
    assert wrong == []


async def test_the_code_page_meets_wcag(chromium: Browser, axe: str, base: str, behind: Behind) -> None:
    behind.sessions.answers["SignIn"] = Session(half="h")
    async with visiting(chromium, base) as page:
        await page.goto(f"{base}/sign-in")
        await page.fill("#email", "amina@example.org")
        await page.fill("#password", "correct horse battery")
        await press(page, "form[action='/sign-in'] button")
        assert await violations(page, axe, "code") == []
        assert json.loads(await page.evaluate("JSON.stringify(document.activeElement.id)")) == ""
