"""The pages on a real port, before the made-up district; and somebody to visit them."""

import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape

import aiohttp
import pytest
from fastapi import FastAPI
from multidict import CIMultiDictProxy

from chassis.clock import FixedClock
from chassis.http import Asgi, HttpServer
from services.gateway.web import mount
from tests.gateway.pages import answering, district
from tests.gateway.pages.fakes import Behind

Fields = Mapping[str, str | list[str]]


def pages(behind: Behind) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    mount(app, behind.clients, clock=FixedClock(district.NOW))
    return app


@asynccontextmanager
async def served(app: Asgi) -> AsyncIterator[str]:
    """The app's base URL, while it is served on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = HttpServer(app, "localhost", port)
    await server.start()
    try:
        yield f"http://localhost:{port}"
    finally:
        await server.stop()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: CIMultiDictProxy[str]
    html: str

    @property
    def location(self) -> str:
        return self.headers["Location"]

    @property
    def words(self) -> str:
        """What a person reads: without tags, spaces told once."""
        text = re.sub(r"<(script|title)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        text = re.sub(r"</?(a|code|span|strong|time)\b[^>]*>", "", text)
        text = re.sub(r"<[^>]+>", " ", text)
        return re.sub(r"\s+", " ", unescape(text)).strip()

    def form_fields(self, action: str) -> dict[str, str]:
        """The fields the form that goes to `action` holds already. Raises LookupError where there is none."""
        found = re.search(rf'<form[^>]*action="{re.escape(action)}[^"]*"[^>]*>(.*?)</form>', self.html, re.DOTALL)
        if found is None:
            raise LookupError(action)
        inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', found[1])
        return {name: unescape(value) for name, value in inputs}


@dataclass
class Visitor:
    """A browser with one cookie, that sends forms from our own pages."""

    http: aiohttp.ClientSession
    base: str
    cookie: str = ""
    behind: Behind = field(default_factory=Behind)

    def as_(self, cookie: str) -> "Visitor":
        return Visitor(self.http, self.base, cookie, self.behind)

    @property
    def token(self) -> str:
        session = district.sessions().get(self.cookie)
        return session.form_token if session else ""

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._go("GET", path, None, headers)

    async def post(self, path: str, form: Fields | None = None, **headers: str) -> Answer:
        """Send a form with the session's token."""
        return await self.post_bare(path, {"form_token": self.token, **(form or {})}, **headers)

    async def post_bare(self, path: str, form: Fields, **headers: str) -> Answer:
        """Send a form as it is."""
        return await self._go("POST", path, form, {"Sec-Fetch-Site": "same-origin"} | headers)

    async def _go(self, method: str, path: str, form: Fields | None, headers: dict[str, str]) -> Answer:
        if self.cookie:
            headers = headers | {"Cookie": f"__Host-kith={self.cookie}"}
        pairs = [(k, v) for k, value in (form or {}).items() for v in (value if isinstance(value, list) else [value])]
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.request(
            method,
            self.base + path,
            data=aiohttp.FormData(pairs) if form is not None else None,
            headers=sent,
            allow_redirects=False,
        ) as answer:
            return Answer(answer.status, answer.headers, await answer.text())


@pytest.fixture
def behind() -> Behind:
    return answering.behind()


@pytest.fixture
async def nobody(behind: Behind) -> AsyncIterator[Visitor]:
    async with served(pages(behind)) as base, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield Visitor(http, base, behind=behind)


@pytest.fixture
def amina(nobody: Visitor) -> Visitor:
    """A resident, signed in."""
    return nobody.as_(district.RESIDENT)


@pytest.fixture
def priya(nobody: Visitor) -> Visitor:
    """A worker, signed in, in one acting context."""
    return nobody.as_(district.WORKER)
