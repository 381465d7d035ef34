"""A partner pulls and streams over real processes: through a death of cases, a withdrawal and a revocation."""

import asyncio
import json
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from console.api import ClientApi, client_assertion
from console.demo import sample
from console.demo.cast import cast
from console.demo.check import Step
from console.demo.steps.arrivals import arrivals
from console.demo.steps.events import events, partner_of
from console.demo.steps.network import network
from console.demo.steps.sharing import sharing
from console.demo.steps.sign_in import sign_in
from console.demo.world import World
from console.listen import Receiver
from console.secrets import signing_key
from console.supervisor import Supervisor
from tests.gateway.test_event_stream import received

_LOOPBACK = {"KITH_WEBHOOK_ALLOW_LOOPBACK": "true"}
_WITHIN_SECONDS = 5.0
_PATIENCE_SECONDS = 30.0


class Listener:
    """A client of the stream, on a thread of its own."""

    def __init__(self, partner: ClientApi, subscription: str, last: str) -> None:
        self._told: queue.Queue[tuple[str, dict[str, Any]] | None] = queue.Queue()
        self._open = requests.get(
            f"{partner.base_url}/v1/events/stream?subscription={subscription}",
            headers={"Authorization": f"Bearer {partner.token()}", "Last-Event-ID": last},
            stream=True,
            timeout=_PATIENCE_SECONDS,
        )
        assert self._open.status_code == 200, self._open.text
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            for last, data in received(self._open):
                self._told.put((last, json.loads(data)))
        except requests.RequestException:
            pass  # the line was cut: it is over all the same
        self._told.put(None)

    def next(self) -> tuple[str, dict[str, Any]]:
        told = self._told.get(timeout=_PATIENCE_SECONDS)
        assert told, "the stream has ended"
        return told

    def over(self) -> bool:
        """Whether nothing more comes, and it ends."""
        return self._told.get(timeout=_PATIENCE_SECONDS) is None


@pytest.mark.timeout(300)
async def test_a_partner_pulls_and_streams_and_is_told_nothing_it_may_not_know(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    sample.write(tmp_path / "sample")
    with Receiver() as receiver:
        async with Supervisor(tmp_path, sandbox=True, environment=_LOOPBACK) as kith:
            await kith.ready()
            world = World.begin(kith.topology, cast(tmp_path / "sample"), receiver, lambda _: None)
            try:
                took = await asyncio.to_thread(_story, world, kith)
            finally:
                for site in world.sites:
                    site.stop()
    record_testsuite_property("stream: from the revocation to its end, seconds", took)
    assert took < _WITHIN_SECONDS


def _story(world: World, kith: Supervisor) -> float:
    for step in (arrivals, sign_in, network, sharing, events):
        step(world, Step(step.__name__))
    partner = partner_of(world)
    made = partner.post("/v1/subscriptions", {"types": ["case.record.added", "share.ended"]})
    assert (made["url"], made["secret"]) == (None, None)
    subscription = made["id"]
    _add(world, "finance")
    _add(world, "housing")
    [first] = _pulled(partner, subscription, "", 1)
    assert first["type"] == "case.record.added"
    fetched = partner.raw("GET", first["data"]["url"].removeprefix(world.base_url) + "?purpose=housing_support")
    assert fetched.status_code == 200

    listener = Listener(partner, subscription, first["id"])
    _add(world, "housing")
    second, event = listener.next()
    assert (event["id"], event["sequence"]) == (second, "2")

    os.kill(kith.pid("cases"), signal.SIGKILL)
    assert listener.over()
    _add(world, "housing")  # once it is back
    listener = Listener(partner, subscription, second)
    third, event = listener.next()
    assert event["sequence"] == "3", "nothing was lost, and nothing came twice"

    world.resident.api.post(f"/v1/consents/{world.ids['consent']}/withdraw", {})
    _add(world, "housing")
    last, event = listener.next()
    assert event["type"] == "share.ended"
    assert "subject" not in event
    for cursor in ("", first["id"], third):
        assert [one["id"] for one in _pulled(partner, subscription, cursor, 1)] == [last]
    return _revoked(world, partner, listener)


def _revoked(world: World, partner: ClientApi, listener: Listener) -> float:
    """Seconds until the stream of a token that is revoked has ended."""
    proof = client_assertion(partner.base_url, world.ids["partner client"], signing_key(world.data, "partner"))
    answer = requests.post(f"{partner.base_url}/oauth2/revoke", data={"token": partner.token(), **proof}, timeout=30)
    assert answer.status_code == 200, answer.text
    began = time.monotonic()
    assert listener.over()
    return time.monotonic() - began


def _add(world: World, data_class: str) -> None:
    world.as_(world.cast.social_worker).post(
        f"/v1/cases/{world.ids['case']}/records",
        {"data_class": data_class, "title": "Visit", "content": "All is well."},
    )


def _pulled(partner: ClientApi, subscription: str, cursor: str, least: int) -> list[dict[str, Any]]:
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        page = partner.get(f"/v1/events?subscription={subscription}&cursor={cursor}")
        if len(page["items"]) >= least:
            assert page["next_cursor"] == page["items"][-1]["id"]
            return list(page["items"])
        assert time.monotonic() < end, page
        time.sleep(0.1)
