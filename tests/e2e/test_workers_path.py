"""The worker's whole path over real processes, counted and timed: sign in, find a person by name and birth date, see
who is around her, get the right colleague's number; from her own case system; and the letter that brings her back.
"""

import asyncio
import csv
import re
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from playwright.async_api import Browser, Page

from console.demo import sample
from console.demo.cast import Person, cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.world import CALLBACK, PASSWORD, World
from console.listen import Receiver
from console.supervisor import Supervisor
from tests.gateway.pages.chromium import WITH_PASSWORD, chromium, press, visiting

__all__ = ["chromium"]  # a fixture

_MOST_CALLS, _MOST_ACTIONS, _UNDER_A_MINUTE = 4, 3, 60.0
_PATIENCE_SECONDS = 30.0
pytestmark = pytest.mark.timeout(400)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The sample district, with a health visitor who works with the resident."""
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            await asyncio.to_thread(_visited, world)
            yield world


def _visited(world: World) -> None:
    manager, visitor = world.as_(world.cast.nhs_manager), world.cast.health_visitor
    world.ids["person"] = manager.post("/v1/people/find", {"purpose": "direct_care", **_named(world)})["person_id"]
    manager.post(
        f"/v1/people/{world.ids['person']}/involvements",
        {"professional_id": world.professionals[visitor.external_id], "role": "Health Visitor", "since": "2026-03-02"},
    )


def _named(world: World) -> dict[str, str]:
    her: Person = world.cast.resident
    return {"given_name": her.given_name, "family_name": her.family_name, "date_of_birth": her.date_of_birth}


class Calls:
    """Counts what a client asks for. A redirect is followed, as any client does, and is part of its call."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, method: str, url: str, **sent: Any) -> requests.Response:
        self.made += 1
        answer = requests.request(method, url, allow_redirects=False, timeout=30, **sent)
        cookies = dict[str, str]()
        while answer.status_code in (302, 303) and not answer.headers["Location"].startswith(CALLBACK):
            # The jar of `requests` keeps no Secure cookie of http://localhost, where browsers do.
            cookies |= dict(re.findall(r"(__Host-[\w-]+)=([^;,\s]+)", answer.headers.get("Set-Cookie", "")))
            there = requests.compat.urljoin(url, answer.headers["Location"])
            held = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
            answer = requests.get(there, headers=held, allow_redirects=False, timeout=30)
        return answer


def _by_api(world: World) -> tuple[str, int]:
    """The number, and how many calls it took."""
    call, base, verifier = Calls(), world.base_url, "v" * 43
    asked = world.authorize_url(world.app_client, CALLBACK, verifier, scope="openid people:read professionals:read")
    signing_in = {
        "email": world.worker_email(world.cast.social_worker),
        "password": PASSWORD,
        "next": asked.removeprefix(base),
    }
    back = call("POST", f"{base}/sign-in", data=signing_in)
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    told = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": world.app_client,
        "code_verifier": verifier,
    }
    token = call("POST", f"{base}/oauth2/token", data=told).json()["access_token"]
    as_her = {"Authorization": f"Bearer {token}"}
    found = call("POST", f"{base}/v1/people/find", json={"purpose": "direct_care", **_named(world)}, headers=as_her)
    person = found.json()["person_id"]
    network = call("GET", f"{base}/v1/people/{person}/network?purpose=direct_care", headers=as_her).json()
    [visitor] = [one for one in network["involvements"] if one["role"] == "Health Visitor"]
    return visitor["phone"], call.made


async def _until(what: Callable[[], Any]) -> Any:
    """What it answers once that is something."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if found := await asyncio.to_thread(what):
            return found
        await asyncio.sleep(0.2)
    raise AssertionError("it did not come about")


def _letters(world: World) -> list[dict[str, str]]:
    post = f"http://localhost:{world.topology.sandbox}/post/letters.json"
    to = world.worker_email(world.cast.social_worker)
    letters: list[dict[str, str]] = requests.get(post, {"to": to}, timeout=30).json()
    return [letter for letter in letters if "Something changed" in letter["text"]]


async def _signed_in(page: Page, world: World) -> None:
    await page.fill("#email", world.worker_email(world.cast.social_worker))
    await page.fill("#password", PASSWORD)
    await press(page, WITH_PASSWORD)


async def _by_page(page: Page, world: World) -> tuple[str, int]:
    """What stands on the last page, and how often something was pressed."""
    actions = 0
    await page.goto(f"{world.base_url}/desk")
    await _signed_in(page, world)
    actions += 1
    her = world.cast.resident
    year, month, day = her.date_of_birth.split("-")
    await page.fill("#given_name", her.given_name)
    await page.fill("#family_name", her.family_name)
    for part, value in (("day", day), ("month", month), ("year", year)):
        await page.fill(f"#date_of_birth-{part}", value)
    await press(page, "form[action='/desk/people/find'] button")
    actions += 1
    await press(page, "text=See who is involved")
    actions += 1
    return await page.inner_text("main"), actions


async def test_the_right_colleagues_number_in_four_calls_and_in_three_actions(
    world: World, chromium: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = world.cast.health_visitor
    begun = time.monotonic()
    number, calls = await asyncio.to_thread(_by_api, world)
    by_api = time.monotonic() - begun
    assert (number, calls <= _MOST_CALLS) == (visitor.phone, True)
    async with visiting(chromium, world.base_url, java_script_enabled=False) as page:
        begun = time.monotonic()
        seen, actions = await _by_page(page, world)
        by_page = time.monotonic() - begun
        row = next(line for line in seen.splitlines() if visitor.family_name in line)
        assert visitor.phone in row
        assert actions <= _MOST_ACTIONS
        await _from_the_case_system(page, world)
    async with visiting(chromium, world.base_url, java_script_enabled=False) as page:
        await _from_the_case_system(page, world, signed_in=False)
    assert max(by_api, by_page) < _UNDER_A_MINUTE
    with capsys.disabled():
        told = f"{calls} calls in {by_api:.2f} s; {actions} actions in {by_page:.2f} s of pages"
        print(f"\nto a colleague's number: {told}")  # noqa: T201  # a figure worth keeping
    await _brought_back(world)


async def _from_the_case_system(page: Page, world: World, *, signed_in: bool = True) -> None:
    """Its form crosses sites, the sign-in is kept or asked for, and her number stands in no address on the way."""
    local_id, addresses = await asyncio.to_thread(_local_id, world), list[str]()
    form = f'<form method=post action={world.base_url}/desk/open><input name=local_id value="{local_id}"><button>Open'
    await page.goto(f"data:text/html,{quote(form)}")
    page.on("request", lambda request: addresses.append(f"{request.url} {request.headers.get('referer', '')}"))
    await press(page, "button")
    if not signed_in:
        assert urlsplit(page.url).path == "/sign-in"
        await _signed_in(page, world)
    assert urlsplit(page.url).path == "/desk/open"
    await press(page, "main form button")
    assert urlsplit(page.url).path == f"/desk/people/{world.ids['person']}"
    assert world.cast.resident.family_name in await page.inner_text("h1")
    assert addresses
    assert not [one for one in addresses if local_id in one]
    cookies = [cookie["name"] for cookie in await page.context.cookies()]
    assert "__Host-kith-open" not in cookies


def _local_id(world: World) -> str:
    with world.cast.caseload_council.open(newline="") as file:
        her = world.cast.resident
        return next(
            row["local_id"]
            for row in csv.DictReader(file)
            if (row["family_name"], row["date_of_birth"]) == (her.family_name, her.date_of_birth)
        )


async def _brought_back(world: World) -> None:
    """A manager names her with the resident; once something has changed, one letter comes, and names nobody."""
    her, manager = world.as_(world.cast.social_worker), world.as_(world.cast.council_manager)
    mine = "/v1/people/mine"
    await asyncio.to_thread(her.raw, "PUT", mine, {"teams": [], "daily_message": False})
    professional = world.professionals[world.cast.social_worker.external_id]
    named = {"professional_id": professional, "role": "Social Worker", "since": "2026-03-02"}
    await asyncio.to_thread(manager.post, f"/v1/people/{world.ids['person']}/involvements", named)
    [one] = (await asyncio.to_thread(her.get, mine))["items"]
    assert (one["person_id"], one["joined"]) == (world.ids["person"], 1)
    assert _letters(world) == []
    await asyncio.to_thread(her.raw, "PUT", mine, {"teams": [], "daily_message": True})
    [letter] = await _until(lambda: _letters(world))
    told = f"{letter}".replace(world.worker_email(world.cast.social_worker), "")
    resident = world.cast.resident
    assert not [word for word in (resident.given_name, resident.family_name, world.ids["person"]) if word in told]
