"""RFC 7523: a client proves itself with its own key, each proof good once."""

import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from jwt.utils import base64url_encode

from tests.identity.house import ISSUER, House, Key, Party

CLIENT_CREDENTIALS = {"grant_type": "client_credentials"}


async def ask(house: House, proof: dict[str, str]) -> tuple[int, str]:
    answer = await house.post("/oauth2/token", CLIENT_CREDENTIALS | proof)
    return answer.status, answer.json.get("error", "")


@pytest.mark.parametrize("audience", [ISSUER, f"{ISSUER}/oauth2/token", [ISSUER, "https://other.example"]])
async def test_the_audience_is_the_issuer_or_the_token_endpoint(house: House, audience: object) -> None:
    partner = await house.party("service")
    assert await ask(house, house.proof_of(partner, aud=audience)) == (200, "")


@pytest.mark.parametrize(
    "changed",
    [
        lambda now: {"aud": "https://other.example"},
        lambda now: {"aud": None},
        lambda now: {"iss": "cli_somebody"},
        lambda now: {"sub": "cli_somebody"},
        lambda now: {"sub": None},
        lambda now: {"jti": None},
        lambda now: {"jti": "x" * 500},
        lambda now: {"exp": None},
        lambda now: {"exp": "tomorrow"},
        lambda now: {"exp": now - 1},
        lambda now: {"exp": now + 86400},
        lambda now: {"nbf": now + 120},
        lambda now: {"iat": now + 120},
    ],
)
async def test_an_assertion_with_a_wrong_claim_is_refused(
    house: House, changed: Callable[[int], dict[str, Any]]
) -> None:
    partner = await house.party("service")
    proof = house.proof_of(partner, **changed(int(house.clock.now().timestamp())))
    assert await ask(house, proof) == (401, "invalid_client")


async def test_an_assertion_is_good_once(any_house: House) -> None:
    partner = await any_house.party("service")
    proof = any_house.proof_of(partner)
    assert await ask(any_house, proof) == (200, "")
    assert await ask(any_house, proof) == (401, "invalid_client")


async def test_an_assertion_is_used_up_even_when_the_request_is_refused(house: House) -> None:
    partner = await house.party("service")
    proof = house.proof_of(partner)
    refused = await house.post("/oauth2/token", CLIENT_CREDENTIALS | proof | {"scope": "directory:write"})
    assert refused.json["error"] == "invalid_scope"
    assert await ask(house, proof) == (401, "invalid_client")


async def test_somebody_elses_key_is_refused(house: House) -> None:
    partner = await house.party("service")
    thief = Party(partner.client, Key.new())
    assert await ask(house, house.proof_of(thief)) == (401, "invalid_client")


async def test_an_unsigned_or_symmetric_assertion_is_refused(house: House) -> None:
    partner = await house.party("service")
    claims = jwt.decode(house.proof_of(partner)["client_assertion"], options={"verify_signature": False})
    kind = {"client_assertion_type": house.proof_of(partner)["client_assertion_type"]}
    unsigned = jwt.encode(claims, "", "none")
    assert await ask(house, kind | {"client_assertion": unsigned}) == (401, "invalid_client")
    # By hand: PyJWT will not sign with a public key, and the one who tries this will not use PyJWT.
    header = base64url_encode(b'{"alg":"HS256","kid":"one"}')
    signed = header + b"." + base64url_encode(json.dumps(claims).encode())
    public = json.dumps(json.loads(partner.client.jwks)["keys"][0]).encode()
    symmetric = (signed + b"." + base64url_encode(hmac.digest(public, signed, "sha256"))).decode()
    assert await ask(house, kind | {"client_assertion": symmetric}) == (401, "invalid_client")


@pytest.mark.parametrize("rubbish", ["", "a.b.c", "rubbish", "e30.e30."])
async def test_what_is_not_an_assertion_is_refused(house: House, rubbish: str) -> None:
    kind = {"client_assertion_type": house.proof_of(await house.party("service"))["client_assertion_type"]}
    assert (await ask(house, kind | {"client_assertion": rubbish}))[0] in (400, 401)


async def test_a_client_with_a_key_cannot_come_without_it(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    answer = await house.redeem(Party(council.client, None), code)
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


async def test_a_client_secret_is_refused_and_says_what_to_use(house: House) -> None:
    partner = await house.party("service")
    answer = await house.post(
        "/oauth2/token", CLIENT_CREDENTIALS | {"client_id": partner.client.id, "client_secret": "y"}
    )
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert "private_key_jwt" in answer.json["error_description"]
