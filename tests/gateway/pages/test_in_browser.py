"""The pages in a real Chromium: WCAG 2.2 AA by axe, keyboard, zoom, no JavaScript, content security policy.

Needs Chromium (Debian's `chromium`) and, for axe, `make web` once. Where they are missing the tests say so and are
skipped; under CI=true they fail.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from kith.cases.v1 import people_pb2
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from chassis.errors import Denied
from services.gateway import web
from tests.gateway.pages import district
from tests.gateway.pages.conftest import pages, served
from tests.gateway.pages.fakes import Behind
from tests.gateway.pages.test_guarded_pages import ANYBODYS, CREDENTIALS, EITHERS, RESIDENTS, WORKERS
from tests.gateway.pages.test_welsh import PAGES

_AXE = Path(web.__file__).parent / "style/node_modules/axe-core/axe.min.js"
_EMAILS = {district.RESIDENT: "amina@example.org", district.WORKER: "priya@example.org"}
_EVERY_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_LEAST_TARGET = 44
_WITH_PASSWORD = "form[action='/sign-in'] button"
pytestmark = pytest.mark.timeout(300)


def _must_have(there: object, what: str) -> None:
    if not there:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} is missing, and this is CI")
        pytest.skip(f"{what} is missing")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    _must_have(path, "Chromium (apt-get install chromium)")
    async with async_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container does not give.
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
def axe() -> str:
    _must_have(_AXE.exists(), "axe-core (make web)")
    return _AXE.read_text()


@pytest.fixture
def council() -> FastAPI:
    """A council's own site, where signing in ends."""
    app = FastAPI()

    @app.get("/callback")
    async def callback() -> Response:
        return PlainTextResponse("back at the council")

    return app


@pytest.fixture
async def base(behind: Behind, council: FastAPI) -> AsyncIterator[str]:
    """The pages, and identity's way back to the council beside them."""
    async with served(council) as elsewhere:
        app = pages(behind)

        @app.get("/oauth2/authorize/resume")
        async def resume() -> Response:
            return RedirectResponse(f"{elsewhere}/callback", 303)

        async with served(app) as url:
            yield url


async def _press(page: Page, what: str = "main button") -> None:
    """Press it, and wait for the page it leads to."""
    async with page.expect_navigation():
        await page.click(what)


@asynccontextmanager
async def _visiting(browser: Browser, base: str, cookie: str = "", **options: Any) -> AsyncIterator[Page]:
    """A page of a fresh browser, signed in; every complaint about the content security policy fails the test."""
    context: BrowserContext = await browser.new_context(**options)
    page, complaints = await context.new_page(), list[str]()
    page.on("console", lambda told: complaints.append(told.text) if "Content Security Policy" in told.text else None)
    if cookie:
        await page.goto(f"{base}/sign-in")
        await page.fill("#email", _EMAILS[cookie])
        await page.fill("#password", "correct horse battery")
        await _press(page, _WITH_PASSWORD)
        assert "/sign-in" not in page.url
    yield page
    assert complaints == []
    await context.close()


@pytest.mark.parametrize(
    ("cookie", "paths"),
    [
        ("", ANYBODYS),
        (district.RESIDENT, RESIDENTS),
        (district.RESIDENT, EITHERS),
        (district.RESIDENT, CREDENTIALS),
        (district.WORKER, WORKERS),
        (district.WORKER, CREDENTIALS),
    ],
)
async def test_every_page_meets_wcag_and_reflows_at_400_per_cent(
    chromium: Browser, axe: str, base: str, cookie: str, paths: list[str]
) -> None:
    wrong: list[str] = []
    async with _visiting(chromium, base, cookie, viewport=_WIDE) as page:
        for path in paths:
            await page.goto(base + path)
            wrong += await _wide_and_narrow(page, axe, path)
    assert wrong == []


@pytest.mark.parametrize("cookie", ["", district.RESIDENT, district.WORKER])
async def test_every_page_in_welsh_meets_wcag_is_read_out_as_welsh_and_reflows(
    chromium: Browser, axe: str, base: str, cookie: str
) -> None:
    wrong: list[str] = []
    async with _visiting(chromium, base, cookie, viewport=_WIDE, locale="cy-GB") as page:
        for path in [path for path, whose in PAGES if whose == cookie]:
            await page.goto(base + path)
            assert await page.evaluate("document.documentElement.lang") == "cy", path
            wrong += await _wide_and_narrow(page, axe, path)
    assert wrong == []


_WIDE: ViewportSize = {"width": 1280, "height": 900}


async def _wide_and_narrow(page: Page, axe: str, path: str) -> list[str]:
    """What is wrong with a page as it is, and at 400 % of 1280 CSS pixels (WCAG 1.4.10)."""
    wrong = await _violations(page, axe, path)
    await page.set_viewport_size({"width": 320, "height": 256})
    wrong += await _violations(page, axe, f"{path} at 320")
    if await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        wrong.append(f"{path} scrolls sideways at 320")
    await page.set_viewport_size(_WIDE)
    return wrong


async def _violations(page: Page, axe: str, name: str) -> list[str]:
    # Not as a script of the page: its policy would rightly refuse that.
    await page.evaluate(axe)
    found = await page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", _EVERY_STANDARD)
    assert len(found["passes"]) > 5
    return [
        f"{name}: {violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


async def _empty_sign_in(page: Page, base: str) -> None:
    await page.goto(f"{base}/sign-in")
    await _press(page, _WITH_PASSWORD)


async def _empty_proof(page: Page, base: str) -> None:
    await page.goto(f"{base}/prove")
    await _press(page)


async def _receipt(page: Page, base: str) -> None:
    await page.goto(f"{base}/sharing/con_1/stop")
    await _press(page)


async def _half_a_question(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk")
    await _press(page, "text=Find a person >> nth=-1")


async def _no_method(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/links")
    await _press(page, "main button >> nth=0")


async def _no_emergency(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/people/per_7f3k/emergency")
    await _press(page)


async def _no_assessment(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/mandates/acc_grace/man_1/assess")
    await _press(page)


async def _no_verdict(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/doubts/prf_1")
    await _press(page)


async def _no_safe_contact(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/protect/acc_grace/contact")
    await _press(page)


async def _no_kind(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/mandates/acc_grace/record")
    await _press(page)


async def _nobody_to_serve(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/new")
    await _press(page)


async def _nobody_known(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/known")
    await _press(page)


async def _nothing_seen(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/sit_1/examine")
    await _press(page)


async def _examined(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/assist/sit_1/examine")
    await page.click("summary >> nth=0")
    await page.fill("#uk_passport", "532197451")
    await page.check("#uk_passport_examined")
    await page.check("#compared")
    await _press(page)
    assert "A colleague must look at this" in await page.inner_text("main")


async def _no_second_look(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/second-looks")
    await _press(page, "main button >> nth=-1")


async def _no_vouch(page: Page, base: str) -> None:
    await page.goto(f"{base}/desk/vouch")
    await _press(page)


async def _no_contact(page: Page, base: str) -> None:
    await page.goto(f"{base}/account/contact")
    await page.select_option("#language", "")
    await _press(page)


async def _no_carer(page: Page, base: str) -> None:
    await page.goto(f"{base}/account/acting/carer")
    await _press(page)


async def _recovery_codes(page: Page, base: str) -> None:
    await page.goto(f"{base}/security")
    await _press(page, "main button >> nth=0")


async def _away_elsewhere(page: Page, base: str) -> None:
    await page.goto(f"{base}/prove/one-login/return?state=s")


@pytest.mark.parametrize("do", [_empty_sign_in, _empty_proof, _no_contact, _no_carer, _recovery_codes, _away_elsewhere])
async def test_pages_after_a_form_meet_wcag_in_welsh(
    chromium: Browser, axe: str, base: str, do: Callable[[Page, str], Awaitable[None]], behind: Behind
) -> None:
    behind.upstream_proofs.answers["FinishUpstreamProof"] = Denied("no", code="other-visit")
    cookie = "" if do is _empty_sign_in else district.RESIDENT
    async with _visiting(chromium, base, cookie, locale="cy-GB") as page:
        await do(page, base)
        assert await page.evaluate("document.documentElement.lang") == "cy"
        assert await _violations(page, axe, do.__name__) == []


@pytest.mark.parametrize("code", ["second-officer-needed", "own-name"])
async def test_why_no_passkey_is_bound_yet_meets_wcag(
    chromium: Browser, axe: str, base: str, behind: Behind, code: str
) -> None:
    behind.assisted.answers["BeginBinding"] = Denied("a colleague must agree first", code=code)
    async with _visiting(chromium, base, district.WORKER) as page:
        await page.goto(f"{base}/desk/assist/sit_1/passkey")
        assert await _violations(page, axe, code) == []


@pytest.mark.parametrize(
    ("cookie", "do"),
    [
        ("", _empty_sign_in),
        (district.RESIDENT, _empty_proof),
        (district.RESIDENT, _receipt),
        (district.WORKER, _half_a_question),
        (district.WORKER, _no_method),
        (district.WORKER, _no_emergency),
        (district.WORKER, _no_assessment),
        (district.WORKER, _no_kind),
        (district.WORKER, _no_safe_contact),
        (district.WORKER, _no_verdict),
        (district.WORKER, _nobody_to_serve),
        (district.WORKER, _nobody_known),
        (district.WORKER, _nothing_seen),
        (district.WORKER, _examined),
        (district.WORKER, _no_second_look),
        (district.WORKER, _no_vouch),
    ],
)
async def test_pages_after_a_form_meet_wcag_too(
    chromium: Browser, axe: str, base: str, cookie: str, do: Callable[[Page, str], Awaitable[None]], behind: Behind
) -> None:
    second = district.link()
    second.id, second.given_name = "lnk_2", "Amira"
    behind.people.answers["ListAccountLinks"] = people_pb2.ListAccountLinksResponse(links=[district.link(), second])
    async with _visiting(chromium, base, cookie) as page:
        await do(page, base)
        assert await _violations(page, axe, do.__name__) == []
        links = await page.eval_on_selector_all(
            ".govuk-error-summary a", "all => all.map(link => link.getAttribute('href'))"
        )
        for link in links:
            assert await page.locator(link).count() == 1, f"{link} leads nowhere"


async def test_everything_works_without_javascript(chromium: Browser, base: str, behind: Behind) -> None:
    async with _visiting(chromium, base, district.RESIDENT, java_script_enabled=False) as page:
        await _press(page, "text=See or stop")
        await _press(page, "text=Stop sharing >> nth=0")
        await _press(page)
        assert "Sharing has stopped" in await page.inner_text("main")
        await _press(page, "text=Sign out")
        assert "You are signed out" in await page.inner_text("main")
    assert len(behind.sharing.requests("WithdrawConsent")) == 1


async def test_authority_is_recorded_by_keyboard_alone_and_each_question_meets_wcag(
    chromium: Browser, axe: str, base: str, behind: Behind
) -> None:
    wrong: list[str] = []
    async with _visiting(chromium, base, district.WORKER) as page:

        async def on(first: str, *keys: str) -> None:
            """What axe finds on this question, then its answer from the keyboard, sent with Enter."""
            nonlocal wrong
            wrong += await _violations(page, axe, first)
            await page.focus(first)
            for key in keys:
                await (page.keyboard.press(key) if key in ("Tab", "Space") else page.keyboard.type(key))
            async with page.expect_navigation():
                await page.keyboard.press("Enter")

        await page.goto(f"{base}/desk/mandates/acc_grace/record")
        await on("[name=kind] >> nth=2", "Space")
        await on("#proxy_id", "acc_rosa")
        await on("#document", "registered instrument", "Tab", "LP-2026-0417")
        await on("#data_classes", "Space")
        await on("#starts_on-day", "1", "Tab", "12", "Tab", "2026")
        assert "Check what you say" in await page.inner_text("main")
        await on("[name=record]")
        assert "It is recorded." in await page.inner_text("main")
    assert wrong == []
    [asked] = behind.mandates.requests("RecordMandate")
    assert (asked.kind, asked.number, asked.starts_on) == ("finance_attorney", "LP-2026-0417", "2026-12-01")


async def test_authority_is_recorded_without_javascript_and_an_answer_changed(
    chromium: Browser, base: str, behind: Behind
) -> None:
    async with _visiting(chromium, base, district.WORKER, java_script_enabled=False) as page:
        await page.goto(f"{base}/desk/mandates/acc_grace/record")
        await page.check("[value=finance_attorney]")
        await _press(page, "text=Continue")
        await page.fill("#proxy_id", "acc_wrong")
        await _press(page, "text=Continue")
        await page.fill("#document", "registered instrument")
        await page.fill("#number", "LP-2026-0417")
        await _press(page, "text=Back to the question before")
        await page.fill("#proxy_id", "acc_rosa")
        await _press(page, "text=Continue")
        assert await page.input_value("#number") == "LP-2026-0417", "what was typed before going back is kept"
        await _press(page, "text=Continue")
        await page.check("[value=finance]")
        await _press(page, "text=Continue")
        for part, value in (("day", "1"), ("month", "12"), ("year", "2026")):
            await page.fill(f"#starts_on-{part}", value)
        await _press(page, "text=Continue")
        await _press(page, "text=Record it")
    [asked] = behind.mandates.requests("RecordMandate")
    assert (asked.proxy_id, list(asked.data_classes)) == ("acc_rosa", ["finance"])


async def test_a_keyboard_is_enough(chromium: Browser, base: str) -> None:
    async with _visiting(chromium, base) as page:
        await page.goto(f"{base}/sign-in")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
        await page.keyboard.press("Enter")
        await page.focus("#email")
        await page.keyboard.type("amina@example.org")
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
        await page.wait_for_selector(".govuk-error-summary:focus")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#password:focus")
        await page.keyboard.type("correct horse battery")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{base}/")


async def test_targets_are_large_enough_for_a_tired_thumb(chromium: Browser, base: str) -> None:
    async with _visiting(chromium, base, district.WORKER) as page:
        for path in ("/desk", "/desk/people/per_7f3k"):
            await page.goto(base + path)
            heights = await page.eval_on_selector_all(
                "main button, main input:not([type=hidden]), main select, main a[href^='tel:'], .kith-who button",
                "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)",
            )
            assert heights
            assert min(heights) >= _LEAST_TARGET - 0.5, heights


async def test_pressing_shift_three_times_leaves_at_once(chromium: Browser, base: str) -> None:
    async with _visiting(chromium, base, district.RESIDENT) as page:
        left: list[dict[str, str]] = []

        async def weather(route: Any) -> None:
            left.append(route.request.headers)
            await route.fulfill(body="sunny", content_type="text/plain")

        await page.route("https://www.bbc.co.uk/weather", weather)
        await page.goto(f"{base}/who-has-looked")
        await page.wait_for_selector("body.govuk-frontend-supported")
        for _ in range(3):
            await page.keyboard.press("Shift")
        await page.wait_for_url("https://www.bbc.co.uk/weather")
        assert "referer" not in left[0]


async def test_approving_in_a_browser_ends_at_the_councils_own_site(
    chromium: Browser, base: str, behind: Behind
) -> None:
    behind.interactions.answers["GetInteraction"] = district.interaction("sign-in")
    async with _visiting(chromium, base) as page:
        await page.goto(f"{base}/sign-in?interaction=int_1")
        await page.fill("#email", "amina@example.org")
        await page.fill("#password", "correct horse battery")
        behind.interactions.answers["GetInteraction"] = district.interaction("approve")
        await _press(page, _WITH_PASSWORD)
        await page.click("text=Approve")
        await page.wait_for_url("**/callback")
        assert await page.inner_text("body") == "back at the council"


async def test_a_page_that_is_closed_meets_wcag(chromium: Browser, axe: str, base: str, behind: Behind) -> None:
    behind.people.answers["GetNetwork"] = Denied("no")
    async with _visiting(chromium, base, district.WORKER) as page:
        await page.goto(f"{base}/desk/people/per_7f3k")
        assert await _violations(page, axe, "closed") == []
