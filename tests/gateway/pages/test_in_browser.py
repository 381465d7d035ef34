"""The pages in a real Chromium: WCAG 2.2 AA by axe, keyboard, zoom, no JavaScript, content security policy."""

from typing import Any

import pytest
from playwright.async_api import Browser

from chassis.errors import Denied
from tests.gateway.pages import district
from tests.gateway.pages.chromium import (
    WIDE,
    WITH_PASSWORD,
    axe,
    base,
    chromium,
    council,
    press,
    violations,
    visiting,
    wide_and_narrow,
)
from tests.gateway.pages.fakes import Behind
from tests.gateway.pages.test_guarded_pages import ANYBODYS, CREDENTIALS, DPOS, EITHERS, MANAGERS, RESIDENTS, WORKERS
from tests.gateway.pages.test_welsh import PAGES

__all__ = ["axe", "base", "chromium", "council"]  # fixtures

_LEAST_TARGET = 44
pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(
    ("cookie", "paths"),
    [
        ("", ANYBODYS),
        (district.RESIDENT, RESIDENTS),
        (district.RESIDENT, EITHERS),
        (district.RESIDENT, CREDENTIALS),
        (district.WORKER, WORKERS),
        (district.WORKER, CREDENTIALS),
        (district.DPO, DPOS),
        (district.MANAGER, MANAGERS),
    ],
)
async def test_every_page_meets_wcag_and_reflows_at_400_per_cent(
    chromium: Browser, axe: str, base: str, cookie: str, paths: list[str]
) -> None:
    wrong: list[str] = []
    async with visiting(chromium, base, cookie, viewport=WIDE) as page:
        for path in paths:
            await page.goto(base + path)
            wrong += await wide_and_narrow(page, axe, path)
    assert wrong == []


@pytest.mark.parametrize("cookie", ["", district.RESIDENT, district.WORKER, district.MANAGER, district.DPO])
async def test_every_page_in_welsh_meets_wcag_is_read_out_as_welsh_and_reflows(
    chromium: Browser, axe: str, base: str, cookie: str
) -> None:
    wrong: list[str] = []
    async with visiting(chromium, base, cookie, viewport=WIDE, locale="cy-GB") as page:
        for path in [path for path, whose in PAGES if whose == cookie]:
            await page.goto(base + path)
            assert await page.evaluate("document.documentElement.lang") == "cy", path
            wrong += await wide_and_narrow(page, axe, path)
    assert wrong == []


async def test_everything_works_without_javascript(chromium: Browser, base: str, behind: Behind) -> None:
    async with visiting(chromium, base, district.RESIDENT, java_script_enabled=False) as page:
        await press(page, "text=See or stop")
        await press(page, "text=Stop sharing >> nth=0")
        await press(page)
        assert "Sharing has stopped" in await page.inner_text("main")
        await press(page, "text=Sign out")
        assert "You are signed out" in await page.inner_text("main")
    assert len(behind.sharing.requests("WithdrawConsent")) == 1


async def test_a_keyboard_is_enough(chromium: Browser, base: str) -> None:
    async with visiting(chromium, base) as page:
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
    async with visiting(chromium, base, district.WORKER) as page:
        for path in ("/desk", "/desk/people/per_7f3k"):
            await page.goto(base + path)
            heights = await page.eval_on_selector_all(
                "main button, main input:not([type=hidden]), main select, main a[href^='tel:'], .kith-who button",
                "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)",
            )
            assert heights
            assert min(heights) >= _LEAST_TARGET - 0.5, heights


async def test_pressing_shift_three_times_leaves_at_once(chromium: Browser, base: str) -> None:
    async with visiting(chromium, base, district.RESIDENT) as page:
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
    async with visiting(chromium, base) as page:
        await page.goto(f"{base}/sign-in?interaction=int_1")
        await page.fill("#email", "amina@example.org")
        await page.fill("#password", "correct horse battery")
        behind.interactions.answers["GetInteraction"] = district.interaction("approve")
        await press(page, WITH_PASSWORD)
        await page.click("text=Approve")
        await page.wait_for_url("**/callback")
        assert await page.inner_text("body") == "back at the council"


async def test_a_page_that_is_closed_meets_wcag(chromium: Browser, axe: str, base: str, behind: Behind) -> None:
    behind.people.answers["GetNetwork"] = Denied("no")
    async with visiting(chromium, base, district.WORKER) as page:
        await page.goto(f"{base}/desk/people/per_7f3k")
        assert await violations(page, axe, "closed") == []
