"""A real Chromium for tests of pages, and axe in it.

Needs Chromium (Debian's `chromium`) and, for axe, `make web` once. Where they are missing the tests say so and are
skipped; under CI=true they fail.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, async_playwright

from services.gateway import web
from tests.gateway.pages import district
from tests.gateway.pages.conftest import pages, served
from tests.gateway.pages.fakes import Behind

_AXE = Path(web.__file__).parent / "style/node_modules/axe-core/axe.min.js"
_EVERY_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
WITH_PASSWORD = "form[action='/sign-in'] button"


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


async def press(page: Page, what: str = "main button") -> None:
    """Press it, and wait for the page it leads to."""
    async with page.expect_navigation():
        await page.click(what)


@asynccontextmanager
async def visiting(browser: Browser, base: str, cookie: str = "", **options: Any) -> AsyncIterator[Page]:
    """A page of a fresh browser, signed in; every complaint about the content security policy fails the test."""
    context: BrowserContext = await browser.new_context(**options)
    page, complaints = await context.new_page(), list[str]()
    page.on("console", lambda told: complaints.append(told.text) if "Content Security Policy" in told.text else None)
    if cookie:
        await page.goto(f"{base}/sign-in")
        await page.fill("#email", district.EMAILS[cookie])
        await page.fill("#password", "correct horse battery")
        await press(page, WITH_PASSWORD)
        assert "/sign-in" not in page.url
    yield page
    assert complaints == []
    await context.close()


async def wide_and_narrow(page: Page, axe: str, path: str) -> list[str]:
    """What is wrong with a page as it is, and at 400 % of 1280 CSS pixels (WCAG 1.4.10)."""
    wrong = await violations(page, axe, path)
    await page.set_viewport_size({"width": 320, "height": 256})
    wrong += await violations(page, axe, f"{path} at 320")
    if await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        wrong.append(f"{path} scrolls sideways at 320")
    await page.set_viewport_size(WIDE)
    return wrong


async def violations(page: Page, axe: str, name: str) -> list[str]:
    # Not as a script of the page: its policy would rightly refuse that.
    await page.evaluate(axe)
    found = await page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", _EVERY_STANDARD)
    assert len(found["passes"]) > 5
    return [
        f"{name}: {violation['id']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
