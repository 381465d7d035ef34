"""Where most scenarios play: four services on a temporary folder, and in them what the demo's story put there. And the
same four over a county of many people, with one who works there.
"""

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench.population import MASTER, County, organisation
from bench.processes import cpu_seconds
from console.demo import sample
from console.demo.cast import Professional, cast
from console.demo.check import Step
from console.demo.steps.events import events
from console.demo.story import STEPS
from console.demo.world import PASSWORD, World
from console.listen import Received, Receiver
from console.supervisor import Supervisor
from console.topology import SERVICES

# Up to the partner that hears of events; the withdrawal comes after, and would end what is measured.
_PLAYED = STEPS[: 1 + [act for _, act in STEPS].index(events)]
_ENVIRONMENT = {
    "KITH_WEBHOOK_ALLOW_LOOPBACK": "true",  # the partner's endpoint is on this machine
    "KITH_RATE_SCALE": "10000",  # one client here asks as often as a thousand would
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A running world. `arrivals` are the webhooks the partner got, with `time.perf_counter()` of each."""

    kith: Supervisor
    world: World
    http: aiohttp.ClientSession
    arrivals: "asyncio.Queue[tuple[float, Received]]"

    @property
    def servers(self) -> Mapping[str, int]:
        """Process ids by service."""
        return {service: self.kith.pid(service) for service in SERVICES}

    async def token(self, who: Professional) -> str:
        """A worker's fresh access token, good for five minutes."""
        signed_in = await asyncio.to_thread(self.world.sign_in, self.world.worker_email(who))
        return signed_in.api.token()

    async def get(self, path: str, token: str) -> bytes:
        """The body of a 200. Raises AssertionError for anything else: a refusal is fast, and no measurement."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self.http.get(self.world.base_url + path, headers=headers) as answer:
            body = await answer.read()
            assert answer.status == 200, f"{answer.status} {body[:300]!r}"
            return body


@asynccontextmanager
async def stage(folder: Path, say: Callable[[str], None]) -> AsyncIterator[Stage]:
    """Start, play, yield. Raises DidNotHold when a step of the story does not hold."""
    sample.write(folder / "sample")
    loop, arrivals = asyncio.get_running_loop(), asyncio.Queue[tuple[float, Received]]()

    def came(received: Received) -> None:
        loop.call_soon_threadsafe(arrivals.put_nowait, (time.perf_counter(), received))

    with Receiver(told=came) as receiver:
        async with (
            Supervisor(folder, restart=False, sandbox=True, environment=_ENVIRONMENT) as kith,
            aiohttp.ClientSession() as http,
        ):
            say("setting the stage: four services start")
            await kith.ready()
            world = World.begin(kith.topology, cast(folder / "sample"), receiver, lambda _: None)
            try:
                for title, act in _PLAYED:
                    say(f"setting the stage: {title}")
                    await asyncio.to_thread(act, world, Step(title))
            finally:
                for site in world.sites:
                    site.stop()
            yield Stage(kith, world, http, arrivals)


_WORKER = "worker@staff.example"
_RESTING = 0.5
_RESTED_SECONDS = 120


@asynccontextmanager
async def stage_over(there: County, folder: Path, say: Callable[[str], None]) -> AsyncIterator[tuple[Stage, str]]:
    """With the access token, good for five minutes, of a worker of the county's first organisation."""
    cases, keys, directory = there.urls
    environment = _ENVIRONMENT | {
        "KITH_CASES_DATABASE_URL": cases,
        "KITH_CASES_KEYSTORE_URL": keys,
        "KITH_CASES_MASTER_KEY": base64.b64encode(MASTER).decode(),
        "KITH_DIRECTORY_DATABASE_URL": directory,
        "KITH_DIRECTORY_KEYSTORE_URL": f"sqlite:///{folder}/directory-keys.db",
    }
    sample.write(folder / "sample")
    with Receiver() as receiver:
        async with (
            Supervisor(folder, restart=False, environment=environment) as kith,
            aiohttp.ClientSession() as http,
        ):
            say(f"four services start over {there.size:,} people")
            await kith.ready()
            world = World.begin(kith.topology, cast(folder / "sample"), receiver, lambda _: None)
            set_stage = Stage(kith, world, http, asyncio.Queue())
            await _rested(set_stage)
            token = await asyncio.to_thread(_hired, world)
            yield set_stage, token


def _hired(world: World) -> str:
    world.register_app()
    context = {"organisation_id": organisation(0), "role": "worker", "purpose": "direct_care"}
    body = {"email": _WORKER, "password": PASSWORD, "display_name": "A worker", "context": context}
    world.operator.post("/v1/workers", body)
    return world.sign_in(_WORKER).api.token()


async def _rested(set_stage: Stage) -> None:
    """Until the services have told each other of who is in the directory. Raises TimeoutError."""
    async with asyncio.timeout(_RESTED_SECONDS):
        spent = _RESTING
        while spent >= _RESTING:
            before = sum(map(cpu_seconds, set_stage.servers.values()))
            await asyncio.sleep(2)
            spent = sum(map(cpu_seconds, set_stage.servers.values())) - before
