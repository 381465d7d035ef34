"""JWTs and JSON that are too large, or nested without end, wherever one is read: refused, never a server_error."""

import json
from collections.abc import Awaitable, Callable

import pytest
from jwt.utils import base64url_encode

from chassis.errors import Unauthenticated
from tests.identity.house import ASSERTION_TYPE, House

# Python gives up somewhere in a thousand levels; what is a little less deep is read, and breaks what comes after.
DEPTHS = (200, 940, 960, 975, 985, 992, 5_000)


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def nested_tokens(depth: int) -> list[str]:
    """Deep in the header, deep in the claims."""
    deep, shallow = base64url_encode(nested(depth)).decode(), base64url_encode(b'{"alg":"ES256"}').decode()
    return [f"{deep}.e30.x", f"{shallow}.{deep}.x"]


async def _introspected(house: House, token: str) -> tuple[int, object]:
    council = await house.party()
    answer = await house.post("/oauth2/introspect", {"token": token} | house.proof_of(council))
    return answer.status, answer.json


async def _revoked(house: House, token: str) -> tuple[int, object]:
    council = await house.party()
    answer = await house.post("/oauth2/revoke", {"token": token} | house.proof_of(council))
    return answer.status, answer.json


async def _at_userinfo(house: House, token: str) -> tuple[int, object]:
    answer = await house.userinfo(token)
    return answer.status, answer.json["error"]


async def _as_a_hint_to_sign_out(house: House, token: str) -> tuple[int, object]:
    answer = await house.get("/oauth2/logout", id_token_hint=token)
    return answer.status, answer.headers["content-type"].partition(";")[0]


async def _as_a_hint_to_sign_in(house: House, token: str) -> tuple[int, object]:
    answer = await house.get("/oauth2/authorize", **house.request(await house.party(), id_token_hint=token))
    return answer.status, answer.location[1]["error"]


async def _as_a_request_object(house: House, token: str) -> tuple[int, object]:
    answer = await house.get("/oauth2/authorize", **house.request(await house.party(), request=token))
    return answer.status, answer.location[1]["error"]


async def _as_an_assertion(house: House, token: str) -> tuple[int, object]:
    form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION_TYPE, "client_assertion": token}
    answer = await house.post("/oauth2/token", form)
    return answer.status, answer.json["error"]


async def _as_a_proof(house: House, token: str) -> tuple[int, object]:
    form = {"grant_type": "client_credentials"} | house.proof_of(await house.party("service"))
    answer = await house.post("/oauth2/token", form, dpop=token)
    return answer.status, answer.json["error"]


async def _as_an_actors_token(house: House, token: str) -> tuple[int, object]:
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
        "client_id": (await house.party("first-party")).client.id,
        "subject_token": "man_somebody",
        "subject_token_type": "urn:kith:params:oauth:token-type:authority",
        "actor_token": token,
        "actor_token_type": "urn:ietf:params:oauth:token-type:access_token",
    }
    answer = await house.post("/oauth2/token", form)
    return answer.status, answer.json["error"]


EVERYWHERE: dict[Callable[[House, str], Awaitable[tuple[int, object]]], tuple[int, object]] = {
    _introspected: (200, {"active": False}),
    _revoked: (200, {}),
    _at_userinfo: (401, "invalid_token"),
    _as_a_hint_to_sign_out: (400, "text/plain"),
    _as_a_hint_to_sign_in: (303, "invalid_request"),
    _as_a_request_object: (303, "invalid_request_object"),
    _as_an_assertion: (401, "invalid_client"),
    _as_a_proof: (400, "invalid_dpop_proof"),
    _as_an_actors_token: (400, "invalid_request"),
}


@pytest.mark.parametrize("read", EVERYWHERE, ids=lambda read: read.__name__.strip("_"))
async def test_a_jwt_nested_without_end_or_of_fifty_kilobytes_is_refused_like_any_other(
    house: House, read: Callable[[House, str], Awaitable[tuple[int, object]]]
) -> None:
    large = base64url_encode(json.dumps({"sub": "x" * 36_000}).encode()).decode()
    header = base64url_encode(b'{"alg":"ES256","typ":"at+jwt","kid":"one"}').decode()
    for token in (f"{header}.{large}.x", *(token for depth in DEPTHS for token in nested_tokens(depth))):
        assert await read(house, token) == EVERYWHERE[read]


async def test_the_gateway_is_told_that_such_a_token_is_none(house: House) -> None:
    for token in (token for depth in DEPTHS for token in nested_tokens(depth)):
        with pytest.raises(Unauthenticated):
            await house.exchange.of_token(token, "cases", "")
        with pytest.raises(Unauthenticated):
            await house.exchange.of_internal(token, "cases", "")


async def test_a_key_nested_without_end_is_no_key_of_a_proof(house: House) -> None:
    for depth in DEPTHS:
        header = b'{"typ":"dpop+jwt","alg":"ES256","jwk":' + nested(depth) + b"}"
        proof = f"{base64url_encode(header).decode()}.e30.x"
        assert await _as_a_proof(house, proof) == (400, "invalid_dpop_proof")


async def test_a_form_beyond_its_size_is_not_read_to_its_end(house: House) -> None:
    for path in ("/oauth2/token", "/oauth2/par", "/oauth2/authorize", "/oauth2/introspect"):
        answer = await house.post(path, "a=" + "x" * (64 * 1024))
        assert answer.status == 400
        assert b"too large" in answer.body


async def test_the_claims_parameter_nested_without_end_is_refused_or_kept(house: House) -> None:
    """JSON, and so not in the form of a JWT: what is asked of a person's claims (OIDC Core section 5.5)."""
    council = await house.party()
    for depth in DEPTHS:
        for text in (nested(depth).decode(), '{"id_token":' + nested(depth).decode() + "}", "[" * depth + "]" * depth):
            answer = await house.get("/oauth2/authorize", **house.request(council, claims=text))
            assert answer.status == 303
            assert answer.location[1].get("error", "invalid_request") == "invalid_request"
