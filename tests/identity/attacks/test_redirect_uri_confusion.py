"""Redirect URIs that look like the registered one: by encoding, path, port, fragment, localhost and the rest."""

import pytest

from chassis.errors import Invalid
from services.identity.domain.clients.client import check_redirect_uri
from tests.identity.house import House

REGISTERED = "https://lichfield.example/callback"
ON_THIS_MACHINE = "http://localhost:9000/callback"

LOOKALIKES = {
    "another host": "https://evil.example/callback",
    "a longer host": "https://lichfield.example.evil.example/callback",
    "a host in a name": "https://lichfield.example@evil.example/callback",
    "a host before a backslash": "https://evil.example\\@lichfield.example/callback",
    "no scheme": "//lichfield.example/callback",
    "http": "http://lichfield.example/callback",
    "letters": "https://LICHFIELD.example/callback",
    "the default port": "https://lichfield.example:443/callback",
    "another port": "https://lichfield.example:8443/callback",
    "a dot after the host": "https://lichfield.example./callback",
    "a letter of another alphabet": "https://lichfi\u0435ld.example/callback",
    "a wide stop": "https://lichfield\uff0eexample/callback",
    "a slash": f"{REGISTERED}/",
    "two slashes": "https://lichfield.example//callback",
    "more path": f"{REGISTERED}/../evil",
    "a dot segment": "https://lichfield.example/./callback",
    "a way back up": "https://lichfield.example/open/../callback",
    "an encoded way back up": "https://lichfield.example/open/%2e%2e/callback",
    "an encoded letter": "https://lichfield.example/%63allback",
    "an encoded slash": "https://lichfield.example%2fcallback",
    "a path parameter": f"{REGISTERED};x",
    "a query": f"{REGISTERED}?next=https://evil.example",
    "an empty query": f"{REGISTERED}?",
    "a fragment": f"{REGISTERED}#x",
    "an empty fragment": f"{REGISTERED}#",
    "a space": f"{REGISTERED} ",
    "a space before": f" {REGISTERED}",
    "a line end": f"{REGISTERED}\r\nLocation: https://evil.example",
    "a tab": "https://lichfield.example/call\tback",
    "two of them": f"{REGISTERED},https://evil.example/callback",
    "a script": "javascript:alert(1)//lichfield.example/callback",
    "data": "data:text/html,x",
    "nothing": "",
    "another port of this machine": "http://localhost:9001/callback",
    "this machine by number": "http://127.0.0.1:9000/callback",
    "this machine by its other number": "http://[::1]:9000/callback",
    "a host called like this machine": "http://localhost.evil.example:9000/callback",
    "no port": "http://localhost/callback",
}


@pytest.mark.parametrize("profile", ["basic", "first-party"])
async def test_one_that_only_looks_like_the_registered_one_leads_nowhere(house: House, profile: str) -> None:
    """Nobody is sent anywhere, with an error neither (RFC 6749 section 4.1.2.1); compared to the letter (RFC 9700)."""
    council = await house.party("basic", redirect_uris=(REGISTERED, ON_THIS_MACHINE))
    if profile == "first-party":
        council = await house.party("first-party", redirect_uris=(REGISTERED, ON_THIS_MACHINE))
    amina = await house.resident()
    for what, uri in LOOKALIKES.items():
        for more in ({}, {"prompt": "none"}, {"response_type": "token"}):
            answer = await house.get(
                "/oauth2/authorize", amina.value, **house.request(council, redirect_uri=uri, **more)
            )
            assert answer.status == 400, what
            assert "location" not in answer.headers, what
            assert "evil" not in answer.body.decode(), what


async def test_nor_may_it_be_left_out_or_said_later(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    answer = await house.get("/oauth2/authorize", amina.value, **house.request(council, redirect_uri=None))
    assert answer.status == 400
    code = await house.code(council, amina.value)
    for uri in (None, f"{REGISTERED}/", f"{REGISTERED}#", "https://evil.example/callback"):
        answer = await house.redeem(council, code, redirect_uri=uri)
        assert answer.json["error"] in ("invalid_grant", "invalid_request")
    assert (await house.redeem(council, code)).status == 200


async def test_after_signing_out_nobody_is_sent_to_a_lookalike_either(house: House) -> None:
    council, amina = await house.party(post_logout_redirect_uris=(REGISTERED,)), await house.resident()
    hint = (await house.tokens(council, amina.value))["id_token"]
    for what, uri in LOOKALIKES.items():
        if not uri:
            continue
        answer = await house.get("/oauth2/logout", amina.value, id_token_hint=hint, post_logout_redirect_uri=uri)
        assert answer.status == 400, what
        assert "location" not in answer.headers, what
    assert await house.get_session(amina.value), "and the session goes on"


@pytest.mark.parametrize(
    "uri",
    [
        "https://lichfield.example/a b",
        "https://lichfield.example/a\tb",
        "https://lichfield.example/a\r\nb",
        "https://lichfield.example/\x00",
        "https://lichfield.example\\.evil.example/",
        "https://lichfield.example/\\evil",
        "https://*.lichfield.example/",
        "https://lichfield.example:99999/",
        "https://lichfi\u0435ld.example/",
        "https://user@lichfield.example/",
        "https://lichfield.example/#",
        "http://localhost.evil.example/",
        "http://lichfield.example/",
        "javascript:alert(1)",
        "https:///callback",
        "https:callback",
    ],
)
def test_one_that_browsers_and_we_might_read_differently_is_not_registered(uri: str) -> None:
    with pytest.raises(Invalid):
        check_redirect_uri("redirect_uris.0", uri)
