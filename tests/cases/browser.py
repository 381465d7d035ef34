"""Somebody's browser and application before the real gateway. Identity and directory are played: what they say is the
same in every town.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from google.protobuf.message import Message

from chassis.ids import SeededIds
from services.gateway.api.app import application
from services.gateway.api.door import Back
from services.gateway.api.limits import Buckets
from services.gateway.clients import Clients
from services.gateway.clients.exchange import Exchange
from tests.cases.town import Town
from tests.gateway.pages import district
from tests.gateway.pages.conftest import served

Route = tuple[str, str]
"""A method and a path with its parameters in braces."""
ISSUER = "https://kith.example"
# A cookie that is taken away says so by the machine's own clock.
_UNTIL = re.compile(r"expires=[^;]*")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer, whole: all but the moment it was made at."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Streamed:
    """A stream of a servicer's where the gateway has a call."""

    answers: AsyncIterator[Message]

    def __aiter__(self) -> AsyncIterator[Message]:
        return self.answers

    def cancel(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Browser:
    """`session` is the value of her cookie."""

    base: str
    http: aiohttp.ClientSession
    session: str

    async def ask(self, method: str, path: str, body: Any = None) -> Said:
        """`body`: of a page's form, or for the API."""
        if path.startswith("/v1"):
            return await self._send(method, path, {"Authorization": "Bearer token"}, json=body)
        headers = {"Cookie": f"__Host-kith={self.session}", "Sec-Fetch-Site": "same-origin"}
        if method == "GET":
            return await self._send(method, path, headers)
        pairs = [(name, each) for name, given in (body or {}).items() for each in given]
        form = [("form_token", district.sessions()[self.session].form_token), *pairs]
        return await self._send(method, path, headers, data=aiohttp.FormData(form))

    async def _send(self, method: str, path: str, headers: Mapping[str, str], **body: Any) -> Said:
        async with self.http.request(
            method, self.base + path, headers=headers, allow_redirects=False, **body
        ) as answer:
            told = tuple((name, _UNTIL.sub("", value)) for name, value in answer.headers.items() if name != "Date")
            return Said(answer.status, told, await answer.read())


@asynccontextmanager
async def browser(clients: Clients, town: Town, session: str) -> AsyncIterator[Browser]:
    """Before a gateway with these behind it."""
    app = application(
        Back(clients, Exchange(clients.trust, town.clock), Buckets(10_000)),
        _nothing,
        issuer=ISSUER,
        clock=town.clock,
        ids=SeededIds("gateway"),
    )
    async with served(app) as base, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield Browser(base, http, session)


async def _nothing(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("no test of a town goes to /oauth2")
