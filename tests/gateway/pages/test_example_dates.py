"""The example beside a date is one that could be typed on the day somebody reads it, in whatever year that is."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from fastapi import FastAPI

from chassis.clock import FixedClock
from services.gateway.web import languages, mount
from tests.gateway.pages import district
from tests.gateway.pages.conftest import Visitor, served
from tests.gateway.pages.fakes import Behind

_WEB = Path(languages.__file__).parent
LATER = datetime(2031, 3, 3, 23, 30, tzinfo=UTC)


@pytest.fixture
async def later(behind: Behind) -> AsyncIterator[Visitor]:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, behind.clients, clock=FixedClock(LATER))
    async with served(app) as base, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield Visitor(http, base, district.WORKER, behind)


@pytest.mark.parametrize("folder", ["templates", "pages", "locales"])
def test_no_sentence_holds_a_day_that_ages(folder: str) -> None:
    """Of birth it may: who is served was born long before."""
    found = [
        (path.name, day)
        for path in (_WEB / folder).iterdir()
        if path.is_file()
        for day in re.findall(r"\b\d{1,2} \d{1,2} 20\d\d\b", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/desk/people/per_7f3k/involvements/inv_1/hand-over", "For example, 28 2 2031. Left empty: today."),
        ("/account/acting/carer", "Two years at most. For example, 2 3 2032"),
        ("/desk/people/per_7f3k/copy", "For example, 28 2 2031"),
        ("/desk/people/per_7f3k/copy?lang=cy", "Er enghraifft, 28 2 2031"),
        ("/desk/people/per_7f3k/confidence", "For example, 24 2 2031. It is one decision at a time"),
    ],
)
async def test_it_goes_with_the_day(later: Visitor, path: str, said: str) -> None:
    page = await later.as_(district.WORKER if path.startswith("/desk") else district.RESIDENT).get(path)
    assert page.status == 200
    assert said in page.words
