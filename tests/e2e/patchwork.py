"""A town of real services for the rows of Patchwork's table, and what their tests ask of it."""

import asyncio
import csv
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from console.api import Api, ClientApi
from console.demo import sample
from console.demo.cast import Professional, cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.world import World
from console.listen import Receiver
from console.secrets import public_jwks, signing_key
from console.supervisor import Supervisor
from services.gateway.web.dates import LONDON
from tests.e2e.town import Town

_UP_WITHIN_SECONDS = 240
SCHOOL = "Harbour Primary School"
WHY = "?purpose=direct_care"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """All services, in a loop of their own, since tests come and go meanwhile."""
    folder, up = tmp_path_factory.mktemp("patchwork"), Future[tuple[Town, asyncio.Event]]()

    def live() -> None:
        try:
            asyncio.run(_lives(folder, up))
        except BaseException as error:
            if up.done():
                raise
            up.set_exception(error)

    thread = threading.Thread(target=live, name="town")
    thread.start()
    town, over = up.result(_UP_WITHIN_SECONDS)
    yield town
    for site in town.world.sites:
        site.stop()
    town.loop.call_soon_threadsafe(over.set)
    thread.join()


async def _lives(folder: Path, up: "Future[tuple[Town, asyncio.Event]]") -> None:
    sample.write(folder / "sample")
    over = asyncio.Event()
    with Receiver() as receiver:
        async with Supervisor(folder, sandbox=True, environment={"KITH_RATE_SCALE": "10000"}) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(folder / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            up.set_result((Town(world, asyncio.get_running_loop()), over))
            await over.wait()


def known_to_both(town: Town, number: int) -> dict[str, str]:
    """A row of the council's caseload whose person the trust knows too; not the resident of the story, who is first."""
    council, trust = (_rows(file) for file in (town.world.cast.caseload_council, town.world.cast.caseload_nhs))
    theirs = {row["nhs_number"] for row in trust}
    return [row for row in council if row["nhs_number"] in theirs][number]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def find(api: Api, row: dict[str, str]) -> str:
    said = {name: row[name] for name in ("given_name", "family_name", "date_of_birth")}
    return str(api.post("/v1/people/find", {"purpose": "direct_care", **said})["person_id"])


def network(api: Api, person: str) -> dict[str, Any]:
    return dict(api.get(f"/v1/people/{person}/network{WHY}"))


def join(town: Town, who: Professional, vouching: Professional, person: str, **more: Any) -> dict[str, Any]:
    """Somebody says that she works with the person, and her manager vouches for it."""
    declared = declare(town, who, person, **more)
    return dict(town.world.as_(vouching).post(f"/v1/involvements/{declared['id']}/confirm", {}))


def declare(town: Town, who: Professional, person: str, **more: Any) -> dict[str, Any]:
    said = {"professional_id": town.world.professionals[who.external_id], "role": who.profession, **more}
    return dict(town.world.as_(who).post(f"/v1/people/{person}/involvements", said))


def days_ago(days: int) -> str:
    return (datetime.now(LONDON).date() - timedelta(days=days)).isoformat()


def system_of(town: Town, organisation: str) -> ClientApi:
    """The organisation's own system, which hears of events."""
    key = signing_key(town.world.data, "team-system")
    client = {
        "name": organisation,
        "profile": "service",
        "role": "partner",
        "organisation_id": town.world.organisation(organisation),
        "redirect_uris": [],
        "scopes": ["subscriptions:read", "subscriptions:write", "events:read"],
        "jwks": public_jwks(key),
    }
    return ClientApi(town.base, town.world.operator.post("/v1/clients", client)["client_id"], key)


def pulled(system: ClientApi, subscription: str) -> list[dict[str, Any]]:
    return Step("pull").soon(
        lambda: system.get(f"/v1/events?subscription={subscription}")["items"] or None, "an event is there to pull"
    )


def found(api: Api, words: str, **more: str) -> list[dict[str, Any]]:
    within = "".join(f"&{name}={value}" for name, value in more.items())
    return list(api.get(f"/v1/professionals?q={quote(words)}{within}&limit=50")["items"])
