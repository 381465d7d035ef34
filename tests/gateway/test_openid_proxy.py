"""The OpenID Provider lives behind the gateway and is passed through unchanged."""

import http.client
import json
from typing import Any

import pytest
import requests

from tests.gateway.world import World


def echo(response: requests.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    heard: dict[str, Any] = response.json()
    return heard


def headers_of(heard: dict[str, Any], name: str) -> list[str]:
    return [value for key, value in heard["headers"] if key == name]


def test_method_path_query_body_and_headers_arrive_as_they_were_sent(world: World) -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic abc", "DPoP": "proof"}
    sent |= {"Cookie": "__Host-kith=opaque; a=1", "User-Agent": "a browser"}
    response = world.ask(
        "POST", "/oauth2/par?a=%2F&b=c+d&b=%20", token=None, data="grant_type=x&code=%2B", headers=sent
    )
    heard = echo(response)
    assert (heard["method"], heard["path"], heard["query"]) == ("POST", "/oauth2/par", "a=%2F&b=c+d&b=%20")
    assert heard["body"] == "grant_type=x&code=%2B"
    for name, value in sent.items():
        assert headers_of(heard, name.lower()) == [value]


def test_a_redirect_and_its_cookies_are_the_browsers(world: World) -> None:
    response = world.ask("GET", "/oauth2/authorize?client_id=x", token=None)
    assert response.status_code == 302
    assert response.headers["Location"] == "https://council.example/callback?code=abc"
    assert response.raw.headers.getlist("Set-Cookie") == ["a=1; Path=/; Secure", "b=2; Path=/; Secure"]


def test_cookies_of_one_browser_never_reach_another(world: World) -> None:
    world.ask("GET", "/oauth2/authorize", token=None)
    world.http.cookies.clear()
    assert headers_of(echo(world.ask("GET", "/oauth2/jwks", token=None)), "cookie") == []


def test_where_it_came_from_is_said_by_the_gateway_alone(world: World) -> None:
    claimed = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=203.0.113.9",
        "Client-Cert": ":MIIB:",
        "X-Real-IP": "203.0.113.9",
    }
    heard = echo(world.ask("GET", "/.well-known/openid-configuration", token=None, headers=claimed))
    assert headers_of(heard, "x-forwarded-for") == ["127.0.0.1"]
    assert headers_of(heard, "x-forwarded-host") == [f"localhost:{world.port}"]
    assert headers_of(heard, "x-forwarded-proto") == ["http"]
    for name in ("forwarded", "client-cert", "x-real-ip"):
        assert headers_of(heard, name) == []


def test_what_belongs_to_one_hop_stays_there(world: World) -> None:
    hop = {"Connection": "keep-alive, X-Odd", "TE": "trailers", "Proxy-Authorization": "Basic x", "Keep-Alive": "5"}
    heard = echo(world.ask("GET", "/oauth2/jwks", token=None, headers=hop))
    for name in ("te", "proxy-authorization", "keep-alive", "transfer-encoding", "x-odd"):
        assert headers_of(heard, name) == []


def test_a_body_in_pieces_arrives_whole(world: World) -> None:
    heard = echo(world.ask("POST", "/oauth2/token", token=None, data=iter([b"grant_type=", b"x"])))
    assert heard["body"] == "grant_type=x"


def test_asking_for_the_head_gets_no_body(world: World) -> None:
    connection = http.client.HTTPConnection("localhost", world.port, timeout=10)
    connection.request("HEAD", "/oauth2/jwks")
    response = connection.getresponse()
    assert (response.status, response.read()) == (200, b"")
    connection.close()


@pytest.mark.parametrize("path", ["/oauth2/large", "/oauth2/broken"])
def test_an_answer_too_large_or_broken_off_is_a_clean_refusal(world: World, path: str) -> None:
    response = world.ask("GET", path, token=None)
    assert response.status_code == 503
    assert response.json()["error"] == "temporarily_unavailable"


def test_with_identity_away_the_answer_is_in_oauths_words(world: World) -> None:
    world.run(world.provider.stop())
    try:
        response = world.ask("POST", "/oauth2/token", token=None, data="grant_type=x")
    finally:
        world.run(world.start_provider())
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(response.content)["error"] == "temporarily_unavailable"
    assert response.headers["Retry-After"] == "2"
    assert world.ask("GET", "/oauth2/jwks", token=None).status_code == 200
