"""A process may die at any moment: what was acknowledged stays, what was announced arrives, and the story goes on."""

import asyncio
import os
import signal
import threading
from pathlib import Path

import pytest

from console import api
from console.demo import check, sample
from console.demo.cast import cast
from console.demo.check import Step
from console.demo.steps.emergency import emergency
from console.demo.steps.events import events
from console.demo.steps.network import network
from console.demo.steps.sharing import sharing
from console.demo.steps.withdrawal import withdrawal
from console.demo.story import STEPS
from console.demo.world import World
from console.listen import Receiver
from console.supervisor import Supervisor

# At the beginning of each of these steps, who is killed; the forms of a browser that signs in cannot be repeated.
_VICTIMS = {network: "directory", sharing: "cases", events: "identity", withdrawal: "gateway", emergency: "cases"}
_INTO_THE_STEP_SECONDS = 0.2
_THERE_AGAIN_SECONDS = 120.0


@pytest.mark.timeout(600)
async def test_each_service_killed_while_writes_are_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine it takes as long as this until who was killed is there again.
    monkeypatch.setattr(api, "_PATIENCE_SECONDS", _THERE_AGAIN_SECONDS)
    monkeypatch.setattr(check, "_DEADLINE_SECONDS", _THERE_AGAIN_SECONDS)
    sample.write(tmp_path / "sample")
    environment = {"KITH_WEBHOOK_ALLOW_LOOPBACK": "true"}
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment=environment) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            killed: dict[str, int] = {}
            try:
                for title, act in STEPS:
                    if act in _VICTIMS:
                        _kill_soon(kith, _VICTIMS[act], killed)
                    await asyncio.to_thread(act, world, Step(title))
            finally:
                for site in world.sites:
                    site.stop()
            assert set(killed) == set(_VICTIMS.values())
            assert all(kith.pid(service) != pid for service, pid in killed.items()), "each was started again"
            await asyncio.to_thread(_nothing_acknowledged_is_lost, world)


def _kill_soon(kith: Supervisor, service: str, killed: dict[str, int]) -> None:
    def kill() -> None:
        killed[service] = kith.pid(service)
        os.kill(killed[service], signal.SIGKILL)

    threading.Timer(_INTO_THE_STEP_SECONDS, kill).start()


def _nothing_acknowledged_is_lost(world: World) -> None:
    """Every record that was answered with an id is there, once; the partner heard of each that it was entitled to."""
    records = world.as_(world.cast.social_worker).get(f"/v1/cases/{world.ids['case']}/records?limit=50")
    titles = [record["title"] for record in records["items"]]
    assert len(titles) == len(set(titles)) == 7, titles
    heard = {r.headers["webhook-id"] for r in world.receiver.received if r.event["type"].endswith("record.added")}
    assert heard, "the partner heard of the housing record in spite of it all"
