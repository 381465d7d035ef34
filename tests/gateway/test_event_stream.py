"""`/v1/events/stream`: events as they happen, each asked for when it is sent; it ends with the caller's token."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests
from kith.cases.v1 import subscriptions_pb2 as pb
from kith.identity.v1 import trust_pb2

from chassis.errors import Invalid, Problem, Unauthenticated, Unavailable
from services.gateway.api import events
from tests.gateway.behind import Grant
from tests.gateway.test_every_route import problem
from tests.gateway.world import EVENT, OF_ALL, World

PATH = "/v1/events/stream"
PROMPT = 5.0
"""Within how many seconds access ends (design, "A leaver")."""


class Feed:
    """What cases would give: events by their cursors, one for each call, and then what it is told."""

    def __init__(self, *cursors: str) -> None:
        self.cursors = list(cursors)
        self.over: Problem | None = None
        self.asked: list[pb.PullEventsRequest] = []

    def __call__(self, request: pb.PullEventsRequest) -> pb.PullEventsResponse:
        self.asked.append(request)
        if self.over:
            raise self.over
        begin = self.cursors.index(request.cursor) + 1 if request.cursor else 0
        found = self.cursors[begin : begin + request.limit]
        return pb.PullEventsResponse(events=[pb.PulledEvent(cursor=one, body=body(one)) for one in found])


def body(cursor: str) -> bytes:
    return json.dumps(EVENT | {"id": cursor}).encode()


@pytest.fixture
def feed(world: World, monkeypatch: pytest.MonkeyPatch) -> Feed:
    monkeypatch.setattr(events, "POLL_SECONDS", 0.05)
    made = Feed("evt_1", "evt_2", "evt_3")
    world.cases.answers["Subscriptions/PullEvents"] = made
    return made


@contextmanager
def streaming(world: World, *, token: str = OF_ALL, **more: str) -> Iterator[requests.Response]:
    with requests.Session() as session:
        headers = {"Authorization": f"Bearer {token}"} | {name.replace("_", "-"): value for name, value in more.items()}
        response = session.get(world.url + PATH, headers=headers, stream=True, timeout=20)
        with response:
            yield response


def received(response: requests.Response) -> Iterator[tuple[str, str]]:
    """Events as a browser dispatches them: (last event id, data) (WHATWG HTML 9.2.6)."""
    last, data = "", list[str]()
    for line in response.iter_lines(chunk_size=1, decode_unicode=True):
        if not line:
            if data:
                yield last, "\n".join(data)
            data = []
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "id":
            last = value
        elif name == "data":
            data.append(value)


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PROMPT
    while not what():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def test_events_come_in_order_and_their_ids_are_the_cursor(world: World, feed: Feed) -> None:
    with streaming(world) as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store"
        told = received(response)
        assert [next(told) for _ in range(3)] == [(one, body(one).decode()) for one in feed.cursors]
        feed.cursors.append("evt_4")
        assert next(told)[0] == "evt_4", "what happens later comes as well"


def test_each_is_asked_for_only_when_the_one_before_is_on_its_way(world: World, feed: Feed) -> None:
    with streaming(world) as response:
        told = received(response)
        for _ in range(3):
            next(told)
        # A stream that another test has just closed may ask once more.
        asked = [(one.cursor, one.limit) for one in feed.asked if one.cursor in ("", *feed.cursors)]
        assert asked[:3] == [("", 1), ("evt_1", 1), ("evt_2", 1)]


@pytest.mark.parametrize(
    ("query", "header", "first"), [("?cursor=evt_1", "", "evt_2"), ("?cursor=evt_1", "evt_2", "evt_3")]
)
def test_it_goes_on_behind_the_cursor_or_the_last_event_had(
    world: World, feed: Feed, query: str, header: str, first: str
) -> None:
    headers = {"Authorization": f"Bearer {OF_ALL}", "Last-Event-ID": header}
    with requests.get(world.url + PATH + query, headers=headers, stream=True, timeout=20) as response:
        assert next(received(response))[0] == first


@pytest.mark.parametrize("over", [Unauthenticated("this sign-in has ended", code="revoked"), Unavailable("away")])
def test_it_ends_when_cases_refuses_the_caller_or_is_away(world: World, feed: Feed, over: Problem) -> None:
    with streaming(world) as response:
        told = received(response)
        for _ in range(3):
            next(told)
        feed.over, began = over, time.monotonic()
        feed.cursors.append("evt_4")
        assert list(told) == [], "nothing more, and it is over"
        assert time.monotonic() - began < PROMPT
    feed.over = None
    with streaming(world, Last_Event_ID="evt_3") as response:
        assert next(received(response))[0] == "evt_4", "who comes back goes on where it was"


def test_it_ends_when_the_token_does(world: World, feed: Feed) -> None:
    left = [True]

    def exchange(request: trust_pb2.ExchangeRequest) -> trust_pb2.InternalToken:
        if not left.pop():
            raise Unauthenticated("the token has expired", code="invalid-token")
        left.append(False)
        return world.mint.sign(Grant("acc_short", ("events:read",)), request.audience, timedelta(seconds=2))

    world.identity.answers["Trust/Exchange"] = exchange
    with streaming(world, token="short") as response:
        began = time.monotonic()
        assert len(list(received(response))) == 3
        assert time.monotonic() - began < PROMPT


@pytest.mark.parametrize(("code", "status"), [("cursor-too-old", 410), ("invalid-request", 400)])
def test_a_cursor_that_leads_nowhere_is_refused_before_it_begins(
    world: World, feed: Feed, code: str, status: int
) -> None:
    feed.over = Invalid("begin again without a cursor", code=code)
    for path in (PATH, "/v1/events"):
        document = problem(world.ask("GET", path + "?cursor=evt_0"), status)
        assert document["detail"] == "begin again without a cursor"


def test_a_quiet_stream_says_that_it_lives(world: World, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.1)
    feed.cursors.clear()
    with streaming(world) as response:
        lines = response.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(line for line in lines if line and not line.startswith("retry")) == ":"


def test_a_caller_has_four_at_once_and_gets_one_back_when_one_ends(world: World, feed: Feed) -> None:
    world.book["other"] = Grant("acc_other", ("events:read",))
    with streaming(world) as one, streaming(world) as two, streaming(world) as three:
        told = [received(each) for each in (one, two, three)]
        for each in told:
            next(each)
        with streaming(world) as four:
            told.append(received(four))
            next(told[-1])
            with streaming(world) as fifth:
                assert "Retry-After" in fifth.headers
                problem(fifth, 429)
            with streaming(world, token="other") as theirs:
                assert next(received(theirs))[0] == "evt_1"

        def free() -> bool:
            with streaming(world) as again:
                return again.status_code == 200

        until(free)


def test_a_page_says_where_to_go_on_and_an_empty_one_says_the_same(world: World, feed: Feed) -> None:
    page = world.ask("GET", "/v1/events?limit=2").json()
    assert page == {"items": [EVENT | {"id": "evt_1"}, EVENT | {"id": "evt_2"}], "next_cursor": "evt_2"}
    rest = world.ask("GET", "/v1/events?cursor=evt_2").json()
    assert world.ask("GET", f"/v1/events?cursor={rest['next_cursor']}").json() == {
        "items": [],
        "next_cursor": "evt_3",
    }
    feed.cursors.clear()
    assert world.ask("GET", "/v1/events").json() == {"items": [], "next_cursor": None}
