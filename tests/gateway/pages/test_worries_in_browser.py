"""Concerns, referrals and looks in a real Chromium: each question and error by axe, by keyboard, without scripts."""

import pytest
from playwright.async_api import Browser

from tests.gateway.pages import district
from tests.gateway.pages.chromium import axe, base, chromium, council, press, violations, visiting
from tests.gateway.pages.fakes import Behind

__all__ = ["axe", "base", "chromium", "council"]  # fixtures

pytestmark = pytest.mark.timeout(300)
RAISE = "/desk/people/per_7f3k/concern"
BRUISES = "She had bruises on both arms."


async def test_a_concern_is_raised_by_keyboard_alone_and_each_question_meets_wcag(
    chromium: Browser, axe: str, base: str, behind: Behind
) -> None:
    wrong: list[str] = []
    async with visiting(chromium, base, district.WORKER) as page:

        async def on(first: str, *keys: str) -> None:
            """What axe finds on this question, then its answer from the keyboard, sent by the button that continues."""
            nonlocal wrong
            wrong += await violations(page, axe, first)
            await page.focus(first)
            for key in keys:
                await (page.keyboard.press(key) if key == "Space" else page.keyboard.type(key))
            await page.focus("[name=answered]:not([type=hidden])")
            async with page.expect_navigation():
                await page.keyboard.press("Enter")

        await page.goto(base + RAISE)
        await on("[name=about] >> nth=1", "Space")
        await on("[name=staff] >> nth=0", "Space")
        await on("[name=council_id] >> nth=0", "Space")
        await on("[name=urgency] >> nth=0", "Space")
        await on("#words", BRUISES)
        await on("#find")
        wrong += await violations(page, axe, "check")
        await press(page, "[name=record]")
        wrong += await violations(page, axe, "raised")
        assert "If anybody is in danger now, ring 999." in await page.inner_text("main")
    assert wrong == []
    [wish] = behind.concerns.requests("RaiseConcern")
    assert (wish.about, wish.allegation, wish.council_id) == ("adult", False, district.COUNCIL)
    assert (wish.urgency, wish.words) == ("immediate", BRUISES)


async def test_a_concern_is_raised_without_javascript_and_an_answer_changed(
    chromium: Browser, base: str, behind: Behind
) -> None:
    async with visiting(chromium, base, district.WORKER, java_script_enabled=False) as page:
        await page.goto(base + RAISE)
        for chosen in ("[value=child]", "[name=staff][value=no]", f"[value={district.COUNCIL}]", "[value=soon]"):
            await page.check(chosen)
            await press(page, "text=Continue")
        await page.fill("#words", BRUISES)
        await press(page, "text=Continue")
        await page.fill("#find", "chads")
        await press(page, "text=Find it")
        await page.check(f"[name=exclude][value={district.SCHOOL}]")
        await press(page, "text=Continue")
        await press(page, "[name=change][value=urgency]")
        await page.check("[value=immediate]")
        await press(page, "text=Continue")
        await press(page, "text=Raise it now")
    [wish] = behind.concerns.requests("RaiseConcern")
    assert (wish.about, wish.urgency, list(wish.exclude)) == ("child", "immediate", [district.SCHOOL])


@pytest.mark.parametrize(
    ("cookie", "path", "button"),
    [
        (district.WORKER, RAISE, "text=Continue"),
        (district.WORKER, "/desk/concerns", "text=Close it >> nth=0"),
        (district.WORKER, "/desk/people/per_7f3k/refer", "text=Continue"),
        (district.MANAGER, "/desk/front-doors/child_allegations", "text=This is our front door"),
        (district.MANAGER, "/desk/referrals/rfr_1", "text=Do not take it on"),
        (district.WORKER, "/desk/ties", "text=I know them privately"),
        (district.DPO, "/desk/looks", "text=Record the review >> nth=0"),
    ],
)
@pytest.mark.parametrize("locale", ["en-GB", "cy-GB"])
async def test_what_is_wrong_meets_wcag_and_leads_to_its_field(
    chromium: Browser, axe: str, base: str, cookie: str, path: str, button: str, locale: str
) -> None:
    async with visiting(chromium, base, cookie) as english:
        await english.goto(base + path)
        place = await english.locator(button).evaluate(
            "one => [...document.querySelectorAll('main button')].indexOf(one.closest('button'))"
        )
    async with visiting(chromium, base, cookie, locale=locale) as page:
        await page.goto(base + path)
        await press(page, f"main button >> nth={place}")
        assert await violations(page, axe, path) == []
        links = await page.eval_on_selector_all(
            ".govuk-error-summary a", "all => all.map(link => link.getAttribute('href'))"
        )
        assert links
        for link in links:
            assert await page.locator(link).count() == 1, f"{link} leads nowhere"
