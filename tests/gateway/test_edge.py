"""What holds for every request whatever it asks: its size, its source, its place, what is written down of it."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import structlog
from kith.cases.v1 import casework_pb2

from chassis.clock import SystemClock
from chassis.ids import RandomIds
from services.gateway.api.edge import dressed, observed, shed
from services.gateway.api.limits import Places
from tests.gateway.test_every_route import BODIES, problem
from tests.gateway.world import World
from tests.gateway.world import world as running


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A gateway with a tenth of the usual pace, behind a load balancer on loopback."""
    with running(tmp_path_factory.mktemp("slow"), 0.1, frozenset({"127.0.0.1", "::1"})) as made:
        made.reset()
        yield made


def until_refused(world: World, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, requests.Response]:
    for asked in range(100):
        response = world.ask(method, path, body, **more)
        if response.status_code == 429:
            return asked, response
    raise AssertionError("never refused")


def test_a_caller_who_asks_too_fast_is_told_to_wait_and_emergency_access_still_opens(slow: World) -> None:
    asked, response = until_refused(slow, "POST", "/v1/people/find", BODIES["/v1/people/find"])
    assert asked == 3
    assert problem(response, 429)["type"] == "urn:kith:problem:too-many-requests"
    assert 1 <= int(response.headers["Retry-After"]) <= 10
    until_refused(slow, "POST", "/v1/cases", BODIES["/v1/cases"])
    opened = slow.ask("POST", "/v1/emergency-accesses", BODIES["/v1/emergency-accesses"])
    assert opened.status_code == 201


def test_guessing_tokens_is_slowed_down_by_source_and_spares_identity(slow: World) -> None:
    guesser = {"X-Forwarded-For": "198.51.100.7"}
    until_refused(slow, "GET", "/v1/cases", token="guess", headers=guesser)
    slow.exchanged.clear()
    problem(slow.ask("GET", "/v1/cases", token="another-guess", headers=guesser), 429)
    assert slow.exchanged == []
    elsewhere = {"X-Forwarded-For": "198.51.100.8"}
    problem(slow.ask("GET", "/v1/cases", token="guess", headers=elsewhere), 401)


def test_a_trusted_proxy_says_who_asks_and_only_its_last_word_counts(slow: World) -> None:
    said = {"X-Forwarded-For": "10.0.0.1, 203.0.113.9", "Client-Cert": ":MIIB:"}
    heard = slow.ask("GET", "/oauth2/jwks", token=None, headers=said).json()["headers"]
    assert ["x-forwarded-for", "203.0.113.9"] in heard
    assert ["client-cert", ":MIIB:"] in heard


def test_nothing_personal_and_nothing_secret_is_written_down(world: World) -> None:
    routes = ["/v1/people/find", "/v1/professionals", "/v1/cases/{case_id}", "/v1/cases/{case_id}"]
    with structlog.testing.capture_logs() as lines:
        world.ask("POST", "/v1/people/find", BODIES["/v1/people/find"], headers={"Idempotency-Key": "secret-key"})
        world.ask("GET", "/v1/professionals?q=Amina+Begum")
        world.ask("GET", "/v1/cases/cas_secret", token="secret-token")
        world.cases.answers["Casework/GetCase"] = casework_pb2.Case(id="cas_secret", title="Amina")
        world.ask("GET", "/v1/cases/cas_secret")
        # A line is written once its answer has gone: one of a request before these may come among them.
        until, said = time.monotonic() + 10, Counter[str]()
        while Counter(routes) - said:
            assert time.monotonic() < until, said
            time.sleep(0.01)
            said = Counter(line["path"] for line in lines if line["event"] == "request")
    written = str([{k: v for k, v in line.items() if k != "exc_info"} for line in lines])
    for secret in ("Amina", "Begum", "1992", "secret", "of-all"):
        assert secret not in written


def test_a_browser_that_strays_gets_a_page_and_anything_else_a_document(world: World) -> None:
    page = world.ask("GET", "/nowhere", token=None, headers={"Accept": "text/html,*/*"})
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert problem(world.ask("GET", "/nowhere", token=None), 404)["type"] == "urn:kith:problem:no-such-path"
    problem(world.ask("GET", "/v1/nowhere", token=None, headers={"Accept": "text/html"}), 404)


def test_operators_see_health_and_figures_by_route_on_a_port_of_their_own(world: World) -> None:
    world.ask("GET", "/v1/cases/cas_1")
    world.ask("GET", "/oauth2/made-up", token=None)
    at = f"http://127.0.0.1:{world.ops_port}"
    assert requests.get(f"{at}/healthz", timeout=5).status_code == 200
    assert requests.get(f"{at}/readyz", timeout=5).status_code == 200
    figures = requests.get(f"{at}/metrics", timeout=5).text
    assert 'kith_http_request_seconds_count{method="GET",route="/v1/cases/{case_id}",status="200"}' in figures
    assert 'route="/oauth2",status="200"' in figures
    assert "cas_1" not in figures
    assert "made-up" not in figures
    assert world.ask("GET", "/metrics", token=None).status_code == 404


async def call(app: Any, path: str = "/") -> tuple[int, dict[str, str], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "client": ("127.0.0.1", 1)}
    await app(scope, None, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"]


async def test_with_every_place_taken_ordinary_requests_are_turned_away_and_emergency_access_is_not() -> None:
    going, arrived = asyncio.Event(), asyncio.Event()

    async def busy(_: Any, __: Any, send: Any) -> None:
        arrived.set()
        await going.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    app = shed(busy, Places(ordinary=1, reserve=1))
    first = asyncio.create_task(call(app))
    await arrived.wait()
    status, headers, body = await call(app)
    assert (status, headers["retry-after"]) == (503, "1")
    assert json.loads(body)["type"] == "urn:kith:problem:unavailable"
    urgent = asyncio.create_task(call(app, "/v1/emergency-accesses"))
    going.set()
    assert [(await each)[0] for each in (first, urgent)] == [200, 200]


async def test_whatever_breaks_is_answered_with_an_id_to_quote() -> None:
    async def broken(_: Any, __: Any, ___: Any) -> None:
        raise ZeroDivisionError

    status, headers, body = await call(observed(broken, RandomIds(SystemClock())))
    assert status == 500
    assert json.loads(body)["instance"] == f"urn:kith:request:{headers['x-request-id']}"


async def test_an_answer_keeps_the_headers_it_brings_and_https_is_pinned() -> None:
    async def page(_: Any, __: Any, send: Any) -> None:
        own = [(b"Cache-Control", b"public"), (b"content-security-policy", b"default-src 'self'")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    _, plain, _ = await call(dressed(page, https=False))
    _, secure, _ = await call(dressed(page, https=True))
    assert (plain["Cache-Control"], plain["content-security-policy"]) == ("public", "default-src 'self'")
    assert "cache-control" not in plain
    assert "strict-transport-security" not in plain
    assert secure["strict-transport-security"].startswith("max-age=31536000")
