"""Somebody leaves: within five seconds of the directory's answer her tokens open nothing, over real processes."""

import asyncio
import os
import signal
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from console.demo import sample
from console.demo.cast import Professional, cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.world import SignedIn, World
from console.listen import Receiver
from console.supervisor import Supervisor

_WITHIN_SECONDS = 5.0
_PAUSE_SECONDS = 0.05
_PATIENCE_SECONDS = 30.0


@pytest.mark.timeout(300)
async def test_a_leaver_is_out_everywhere_within_five_seconds(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            await asyncio.to_thread(arrivals, world, Step("arrivals"))
            *leavers, last = world.cast.workers
            assert len(leavers) >= 10
            took = await asyncio.to_thread(_measured, world, leavers)
            figures = {"leavers": len(took), "p50_seconds": statistics.median(took), "max_seconds": max(took)}
            record_testsuite_property("leaver: from the directory's answer to nothing opens", figures)
            assert max(took) < _WITHIN_SECONDS, figures
            back = await asyncio.to_thread(_while_identity_is_down, world, last, kith)
            record_testsuite_property("leaver: from identity's return to nothing opens, seconds", back)
            assert back < _WITHIN_SECONDS
            await asyncio.to_thread(_comes_back, world, last)


def _measured(world: World, leavers: list[Professional]) -> list[float]:
    for who in leavers:
        world.as_(who)
    return [_leaves(world, who) for who in leavers]


def _leaves(world: World, who: Professional) -> float:
    """Seconds from the directory's answer until neither token nor session opens anything, at any service."""
    signed_in = world.signed_in[who.external_id]
    assert _ways_in(signed_in) == 3, "she gets in everywhere before she leaves"
    _disable(world, who)
    start = time.monotonic()
    _until(lambda: _ways_in(signed_in) == 0)
    return time.monotonic() - start


def _disable(world: World, who: Professional) -> None:
    state = world.operator.post(f"/v1/professionals/{world.professionals[who.external_id]}/disable", {})
    assert state["disabled_at"]


def _ways_in(signed_in: SignedIn) -> int:
    """How many are open: her token at the directory, her token at cases, her session on the desk's page."""
    paths = ("/v1/professionals?q=Smith", "/v1/agreements")
    shut = [signed_in.api.raw("GET", path).status_code == 401 for path in paths]
    shut.append("/sign-in" in signed_in.browser.get("/desk").url)
    return shut.count(False)


def _while_identity_is_down(world: World, who: Professional, kith: Supervisor) -> float:
    """The event waits for identity; seconds from its return until she is out."""
    world.as_(who)
    signed_in, down = world.signed_in[who.external_id], kith.pid("identity")
    # The gateway trades a token for the directory once in half a minute: it can do without identity for this one call.
    world.operator.get("/v1/organisations")
    os.kill(down, signal.SIGSTOP)
    try:
        _disable(world, who)
    finally:
        os.kill(down, signal.SIGKILL)
    ready = f"http://127.0.0.1:{kith.topology.ops['identity']}/readyz"
    _until(lambda: kith.pid("identity") != down and _answers(ready))
    start = time.monotonic()
    _until(lambda: _ways_in(signed_in) == 0)
    return time.monotonic() - start


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.ConnectionError:
        return False


def _comes_back(world: World, who: Professional) -> None:
    world.operator.post(f"/v1/professionals/{world.professionals[who.external_id]}/enable", {})
    _until(lambda: _can_work(world, who))


def _can_work(world: World, who: Professional) -> bool:
    return world.sign_in(world.worker_email(who)).api.raw("GET", "/v1/agreements").status_code == 200


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(_PAUSE_SECONDS)
