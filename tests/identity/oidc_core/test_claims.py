"""OpenID Connect Core sections 5.3.2, 5.4 and 5.5: each claim where it was asked for, and only what we hold."""

import json
from datetime import date
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from services.identity.domain.clients.client import Registration
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from tests.identity.house import ISSUER, House, caller

EVERYTHING = frozenset({"openid", "profile", "email", "address", "phone", "identity_proof"})
AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")
PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))


async def proven(house: House) -> str:
    amina = await house.resident()
    await house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
    return amina.value


async def told(house: House, scope: str, claims: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What one proven resident's UserInfo and ID token say."""
    council, cookie = await house.party(scopes=EVERYTHING), await proven(house)
    tokens = await house.tokens(council, cookie, scope=scope, claims=json.dumps(claims or {}))
    userinfo = (await house.userinfo(tokens["access_token"])).json
    return userinfo, await house.claims(tokens["id_token"], council.client.id)


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("profile", {"name", "given_name", "family_name", "birthdate", "updated_at"}),
        ("email", {"email", "email_verified"}),
        ("address", {"address"}),
        ("phone", set[str]()),
    ],
)
async def test_a_scope_stands_for_its_claims(house: House, scope: str, claims: set[str]) -> None:
    userinfo, token = await told(house, f"openid {scope}")
    assert userinfo.keys() == {"sub"} | claims
    assert token.keys().isdisjoint(claims)


async def test_an_address_is_the_postcode_that_was_proven(house: House) -> None:
    userinfo, _ = await told(house, "openid address")
    assert userinfo["address"] == {"postal_code": "WS13 6YZ"}


async def test_what_is_not_held_is_left_out(house: House) -> None:
    council, amina = await house.party(scopes=EVERYTHING), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid profile address phone")
    assert (await house.userinfo(tokens["access_token"])).json.keys() == {"sub"}


async def test_one_claim_asked_for_is_one_claim_released(house: House) -> None:
    userinfo, token = await told(house, "openid", {"userinfo": {"given_name": {"essential": True}}})
    assert userinfo.keys() == {"sub", "given_name"}
    assert "given_name" not in token


async def test_a_claim_asked_for_in_the_id_token_is_there(house: House) -> None:
    userinfo, token = await told(house, "openid", {"id_token": {"birthdate": None, "sub": None}})
    assert token["birthdate"] == "1992-03-14"
    assert userinfo.keys() == {"sub"}


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ({"value": "Amina"}, True),
        ({"values": ["Bola", "Amina"]}, True),
        ({"value": "Bola"}, False),
        ({"values": ["Bola"]}, False),
        ({"essential": True, "value": "Bola"}, False),
    ],
)
async def test_a_value_that_was_not_asked_for_is_left_out(house: House, wanted: dict[str, Any], there: bool) -> None:
    userinfo, _ = await told(house, "openid", {"userinfo": {"given_name": wanted}})
    assert ("given_name" in userinfo) is there


@pytest.mark.parametrize("algorithm", ["ES256", "PS256"])
async def test_user_info_is_signed_for_a_client_that_registered_for_that(house: House, algorithm: str) -> None:
    council = await house.party(registration=Registration(userinfo_signed_response_alg=algorithm))
    amina = await house.resident()
    tokens = await house.tokens(council, amina.value)
    answer = await house.userinfo(tokens["access_token"])
    assert answer.headers["content-type"] == "application/jwt"
    keys = KeySet.import_key_set(json.loads((await house.get("/oauth2/jwks")).body))
    claims = jwt.decode(answer.body.decode(), keys, algorithms=[algorithm]).claims
    assert (claims["iss"], claims["aud"], claims["email"]) == (ISSUER, council.client.id, "amina@example.org")
    # An answer is no token: it opens nothing and hints at nobody.
    hint = house.request(council, prompt="none", id_token_hint=answer.body.decode())
    assert (await house.get("/oauth2/authorize", amina.value, **hint)).location[1]["error"] == "invalid_request"
