"""A house with providers elsewhere, and a browser that goes there and comes back."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from chassis.ids import RandomIds
from chassis.tokens import Caller
from console import outside
from sandbox.app import outside_world
from sandbox.parties import read
from services.identity.clients.upstream.providers import Registration, upstream_providers
from services.identity.domain.proofs.proof import Proof
from services.identity.ports import UpstreamProvider
from services.identity.usecases.proofs.begin_upstream_proof import BeginUpstreamProof
from services.identity.usecases.proofs.finish_upstream_proof import Answer, FinishUpstreamProof
from tests.identity.house import ISSUER, House, caller
from tests.sandbox.running import listen, served, url_of


@dataclass(slots=True)
class Abroad:
    """`begin` and `finish` as `main` wires them, over the sandbox."""

    house: House
    providers: Mapping[str, UpstreamProvider]
    begin: BeginUpstreamProof
    finish: FinishUpstreamProof
    url: str

    async def somebody(self, email: str = "amina@example.org", session: str = "") -> Caller:
        opened = await self.house.resident(email)
        return caller(opened.session.account_id, sid=session or opened.session.id)

    async def go(self, who: Caller, provider: str, person: str) -> Answer:
        """There, as a person of theirs, and back to the door with what the browser brings."""
        return await choose(await self.begin(who, provider), person)

    async def back(self, who: Caller, provider: str, answer: Answer) -> Proof:
        return (await self.finish(who, provider, answer))[0]

    async def prove(self, who: Caller, provider: str, person: str) -> Proof:
        return await self.back(who, provider, await self.go(who, provider, person))


async def choose(url: str, person: str) -> Answer:
    async with aiohttp.ClientSession() as browser:
        async with browser.get(url, allow_redirects=False) as page:
            html = await page.text()
            if page.status == 302:
                return answer_in(page.headers["Location"])
        assert page.status == 200, html
        visit = html.partition('name="visit" value="')[2].partition('"')[0]
        there = url.partition("/authorize")[0] + "/choose"
        async with browser.post(there, data={"visit": visit, "person": person}, allow_redirects=False) as back:
            assert back.status == 302, await back.text()
            return answer_in(back.headers["Location"])


def answer_in(location: str) -> Answer:
    brought = dict(parse_qsl(urlsplit(location).query))
    return Answer(brought["state"], brought.get("code", ""), brought.get("error", ""), brought.get("iss", ""))


def asked(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def registrations(told: Mapping[str, str]) -> dict[str, Registration]:
    """As identity's settings would hold them."""
    found = {}
    for name in outside.UPSTREAM:
        prefix = f"KITH_{name.replace('-', '_').upper()}"
        key = Path(told[f"{prefix}_KEY_FILE"]).read_text()
        identity_issuer = told.get(f"{prefix}_IDENTITY_ISSUER", "")
        found[name] = Registration(told[f"{prefix}_ISSUER"], "kith", key, identity_issuer)
    return found


@asynccontextmanager
async def abroad_of(house: House, folder: Path) -> AsyncIterator[Abroad]:
    house.clock.at = datetime.now(UTC)  # the sandbox lives in real time
    held = listen()
    url = url_of(held)
    world = outside_world(url, read(outside.parties(folder, ISSUER)), "")
    known = registrations(outside.environment(folder, url))
    with served(world, held):
        async with upstream_providers(known, ISSUER, house.clock, allow_loopback=True) as providers:
            begin = BeginUpstreamProof(house.write, providers, house.clock)
            finish = FinishUpstreamProof(house.write, providers, house.clock, RandomIds(house.clock))
            yield Abroad(house, providers, begin, finish, url)


def vectors(url: str) -> Any:
    return json.loads(asked(url)["vtr"])
