"""A credential is traded for a service's token: verified by identity, kept for a moment, shared with nobody."""

import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from kith.identity.v1 import trust_pb2

from chassis.clock import FixedClock
from chassis.errors import Unauthenticated, Unavailable
from services.gateway.clients import Credential, act_for, credential
from services.gateway.clients.exchange import KEPT, MOST_KEPT, Exchange
from tests.gateway.behind import Grant
from tests.gateway.test_every_route import BODIES, problem
from tests.gateway.world import ALL_SCOPES, OF_ALL, World


class Trust:
    """Signs what it is asked to; its tokens live `life`."""

    def __init__(self, clock: FixedClock, life: timedelta = timedelta(seconds=60)) -> None:
        self.clock, self.life, self.asked = clock, life, list[trust_pb2.ExchangeRequest]()

    async def Exchange(self, request: trust_pb2.ExchangeRequest) -> trust_pb2.InternalToken:
        self.asked.append(request)
        who = request.access_token or request.session
        text = jwt.encode({"sub": who, "scope": "people:read", "aud": request.audience}, "k" * 32, "HS256")
        answer = trust_pb2.InternalToken(token=text)
        answer.expires_at.FromDatetime(self.clock.now() + self.life)
        return answer


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))


def exchange(trust: Any, clock: FixedClock) -> Exchange:
    return Exchange(trust, clock)


async def test_a_trade_is_kept_for_thirty_seconds_and_no_longer(clock: FixedClock) -> None:
    trust = Trust(clock)
    made = exchange(trust, clock)
    for _ in range(3):
        assert (await made.token(Credential(access_token="a"), "cases")).subject == "a"
    assert len(trust.asked) == 1
    clock.at += KEPT
    await made.token(Credential(access_token="a"), "cases")
    assert len(trust.asked) == 2


async def test_a_trade_is_not_kept_beyond_the_life_of_its_token(clock: FixedClock) -> None:
    trust = Trust(clock, life=timedelta(seconds=10))
    made = exchange(trust, clock)
    await made.token(Credential(access_token="a"), "cases")
    clock.at += timedelta(seconds=10)
    await made.token(Credential(access_token="a"), "cases")
    assert len(trust.asked) == 2


async def test_each_service_credential_kind_and_level_has_a_token_of_its_own(clock: FixedClock) -> None:
    trust = Trust(clock)
    made = exchange(trust, clock)
    asked = [
        (Credential(access_token="a"), "cases"),
        (Credential(access_token="a"), "directory"),
        (Credential(access_token="b"), "cases"),
        (Credential(session="a"), "cases"),
        (Credential(access_token="a", least_acr="gpg44-high"), "cases"),
    ]
    tokens = [await made.token(*each) for each in asked]
    assert [token.subject for token in tokens] == ["a", "a", "b", "a", "a"]
    assert len(trust.asked) == len(asked)
    assert [request.least_acr for request in trust.asked] == ["", "", "", "", "gpg44-high"]
    assert trust.asked[3].WhichOneof("credential") == "session"


async def test_what_is_kept_is_bounded_and_holds_no_credential(clock: FixedClock) -> None:
    made = exchange(Trust(clock), clock)
    for number in range(MOST_KEPT + 10):
        await made.token(Credential(access_token=f"secret-{number}"), "cases")
    assert len(made._kept) == MOST_KEPT
    assert "secret" not in repr(made._kept.keys())
    assert "secret" not in repr(Credential(access_token="secret", session="secret", idempotency_key="secret"))


async def test_a_request_of_nobody_carries_no_token(clock: FixedClock) -> None:
    carries = exchange(Trust(clock), clock).outgoing("cases")
    act_for(None)
    assert await carries() == {}
    act_for(Credential(access_token="a", idempotency_key="once"))
    assert set(await carries()) == {"authorization", "idempotency-key"}
    act_for(None)
    assert credential() is None


@pytest.mark.parametrize("token", ["unknown", "foreign"])
def test_an_expired_or_foreign_token_is_refused_by_identity_and_asks_nobody_else(world: World, token: str) -> None:
    response = world.ask("GET", "/v1/cases", token=token)
    assert problem(response, 401)["type"] == "urn:kith:problem:unauthenticated"
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="kith", error="invalid_token"'
    assert world.cases.heard == []


def test_a_sign_in_too_weak_for_a_route_is_told_to_step_up(world: World) -> None:
    """RFC 9470 section 3: the challenge says that a stronger sign-in would do."""
    world.identity.answers["Trust/Exchange"] = Unauthenticated("too weak", code="stronger-sign-in-needed")
    response = world.ask("GET", "/v1/cases", token="weak")
    assert problem(response, 401)["type"] == "urn:kith:problem:stronger-sign-in-needed"
    assert 'error="insufficient_user_authentication"' in response.headers["WWW-Authenticate"]


def test_a_refusal_is_not_kept(world: World) -> None:
    problem(world.ask("GET", "/v1/cases", token="late"), 401)
    world.book["late"] = Grant("acc_late", ALL_SCOPES)
    assert world.ask("GET", "/v1/cases", token="late").status_code == 200


def test_with_identity_away_nobody_is_let_in(world: World) -> None:
    world.identity.answers["Trust/Exchange"] = Unavailable("away", retry_after=2)
    response = world.ask("GET", "/v1/cases", token="somebody")
    problem(response, 503)
    assert response.headers["Retry-After"] == "2"
    assert world.cases.heard == []


def test_one_connection_never_lends_its_caller_to_the_next_request(world: World) -> None:
    """Requests sent ahead on one connection: the public one in between acts for nobody."""
    world.book["second"] = Grant("acc_second", ALL_SCOPES)
    ahead = b""
    for token in (OF_ALL, None, "second", None):
        path = "/v1/cases" if token else "/v1/audit/checkpoint"
        bearer = f"Authorization: Bearer {token}\r\n" if token else ""
        ahead += f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{bearer}\r\n".encode()
    with socket.create_connection(("localhost", world.port), timeout=10) as line:
        line.sendall(ahead)
        heard = b""
        while heard.count(b"HTTP/1.1 200 OK") < 4:
            piece = line.recv(65_536)
            assert piece, heard
            heard += piece
    callers = [each.caller.subject if each.caller else None for each in world.cases.heard]
    assert callers == ["acc_all", None, "acc_second", None]


def test_an_idempotency_key_reaches_the_service_with_a_hash_of_the_request(world: World) -> None:
    for title in ("Early help", "Early help", "Something else"):
        body = {**BODIES["/v1/cases"], "title": title}
        world.ask("POST", "/v1/cases", body, headers={"Idempotency-Key": "8e03978e-40d5"})
    kept = [each.caller.idempotency for each in world.cases.calls("Casework/CreateCase") if each.caller]
    assert [each.key for each in kept if each] == ["8e03978e-40d5"] * 3
    first, again, other = (each.request_hash for each in kept if each)
    assert first == again != other
