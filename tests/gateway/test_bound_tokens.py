"""Tokens bound to a key or a certificate, at the door: what identity is told, and that a proof is never remembered."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
import requests
from kith.identity.v1 import trust_pb2

from chassis.errors import Unauthenticated
from tests.gateway.behind import Grant
from tests.gateway.test_every_route import problem
from tests.gateway.test_network_page import GET, network
from tests.gateway.world import ALL_SCOPES, World, world

WHO = Grant("acc_bound", ALL_SCOPES)
ALGORITHMS = 'algs="ES256 PS256 EdDSA"'
CERTIFICATE = b"not parsed here"


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("world"), trusted=frozenset({"127.0.0.0/8", "::1"})) as running:
        yield running


def trade(asked: World, nonce: str = "next") -> Callable[[trust_pb2.ExchangeRequest], trust_pb2.InternalToken]:
    def exchange(request: trust_pb2.ExchangeRequest) -> trust_pb2.InternalToken:
        asked.exchanged.append(request)
        answer = asked.mint.sign(WHO, request.audience)
        answer.dpop_nonce = nonce if request.possession.dpop_proof else ""
        return answer

    return exchange


def by_dpop(asked: World, path: str = "/v1/cases", **headers: str | None) -> requests.Response:
    said = {"Authorization": "DPoP a-bound-token", "DPoP": "a-proof"} | headers
    return asked.ask("GET", path, token=None, headers=said)


def test_identity_is_told_the_proof_and_what_it_is_for(world: World) -> None:
    world.identity.answers["Trust/Exchange"] = trade(world)
    response = by_dpop(world, "/v1/cases?limit=5", Authorization="dpop a-bound-token")
    assert (response.status_code, response.headers["DPoP-Nonce"]) == (200, "next")
    shown = world.exchanged[0].possession
    assert (shown.dpop_proof, shown.method, shown.url) == ("a-proof", "GET", f"{world.url}/v1/cases")
    assert world.exchanged[0].access_token == "a-bound-token"


def test_a_proof_shown_twice_is_judged_twice(world: World) -> None:
    """Remembering the first answer would let whoever copies one request make it again for thirty seconds."""
    world.identity.answers["Trust/Exchange"] = trade(world)
    by_dpop(world)
    by_dpop(world)
    assert [request.possession.dpop_proof for request in world.exchanged].count("a-proof") == 2


def test_the_calls_of_one_request_spend_its_proof_once(world: World) -> None:
    world.identity.answers["Trust/Exchange"] = trade(world)
    world.cases.answers["People/GetNetwork"] = network("pro_1")
    assert by_dpop(world, GET).status_code == 200
    first, *more = world.exchanged
    assert first.possession.dpop_proof == "a-proof"
    assert [(request.WhichOneof("credential"), request.audience) for request in more] == [
        ("internal_token", "directory")
    ]
    assert {heard.caller.subject for heard in world.cases.heard if heard.caller} == {"acc_bound"}


def test_a_bearer_token_is_sent_without_the_proof_beside_it(world: World) -> None:
    """So that identity sees a bound token come unproven, and refuses it."""
    world.identity.answers["Trust/Exchange"] = trade(world)
    by_dpop(world, Authorization="Bearer another")
    assert world.exchanged[0].possession.dpop_proof == ""


def test_a_stale_nonce_is_told_the_nonce_of_now(world: World) -> None:
    world.identity.answers["Trust/Exchange"] = trust_pb2.InternalToken(dpop_nonce="fresh")
    response = by_dpop(world)
    assert problem(response, 401)["type"] == "urn:kith:problem:use-dpop-nonce"
    assert response.headers["DPoP-Nonce"] == "fresh"
    assert response.headers["WWW-Authenticate"] == f'DPoP realm="kith", error="use_dpop_nonce", {ALGORITHMS}'
    assert world.cases.heard == []


@pytest.mark.parametrize(
    ("code", "error"), [("invalid-dpop-proof", "invalid_dpop_proof"), ("revoked", "invalid_token")]
)
def test_a_refusal_is_told_in_the_scheme_that_was_used(world: World, code: str, error: str) -> None:
    world.identity.answers["Trust/Exchange"] = Unauthenticated("no", code=code)
    response = by_dpop(world)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"] == f'DPoP realm="kith", error="{error}", {ALGORITHMS}'


@pytest.mark.parametrize("proof", [None, "", "p" * 8_193])
def test_without_one_proof_identity_is_not_even_asked(world: World, proof: str | None) -> None:
    response = by_dpop(world, DPoP=proof)
    assert problem(response, 401)["type"] == "urn:kith:problem:invalid-dpop-proof"
    assert world.exchanged == []


def test_a_certificate_is_told_by_its_hash(behind_proxy: World) -> None:
    behind_proxy.reset()
    behind_proxy.identity.answers["Trust/Exchange"] = trade(behind_proxy)
    for sent in (CERTIFICATE, CERTIFICATE, b"another"):
        headers = {"Client-Cert": f":{b64encode(sent).decode()}:"}
        assert behind_proxy.ask("GET", "/v1/cases", token="t", headers=headers).status_code == 200
    told = [request.possession.certificate for request in behind_proxy.exchanged if request.audience == "cases"]
    assert told == [urlsafe_b64encode(sha256(each).digest()).decode().rstrip("=") for each in (CERTIFICATE, b"another")]


def test_a_certificate_that_cannot_be_read_lets_nobody_in(behind_proxy: World) -> None:
    behind_proxy.reset()
    problem(behind_proxy.ask("GET", "/v1/cases", token="t", headers={"Client-Cert": ":%%%:"}), 401)


def test_a_stranger_claims_a_certificate_in_vain(world: World) -> None:
    world.identity.answers["Trust/Exchange"] = trade(world)
    world.ask("GET", "/v1/cases", token="t", headers={"Client-Cert": f":{b64encode(CERTIFICATE).decode()}:"})
    assert world.exchanged[0].possession.certificate == ""
    heard = world.ask("GET", "/oauth2/anything", token=None, headers={"Client-Cert": ":AAAA:"}).json()
    assert "client-cert" not in dict(heard["headers"])


def test_a_trusted_proxys_certificate_goes_on_to_the_provider(behind_proxy: World) -> None:
    heard = behind_proxy.ask("POST", "/oauth2/token", token=None, headers={"Client-Cert": ":AAAA:"}).json()
    assert dict(heard["headers"])["client-cert"] == ":AAAA:"
