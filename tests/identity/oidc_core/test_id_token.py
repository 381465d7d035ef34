"""OpenID Connect Core sections 2 and 3.1.3: who signed in, when, how, and for whom."""

import jwt

from services.identity.domain.keys.keyring import half_hash
from tests.identity.house import ISSUER, House


async def test_an_id_token_says_who_when_and_how(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    claims = await house.claims(tokens["id_token"], council.client.id)
    assert claims["iss"] == ISSUER
    assert claims["nonce"] == "a nonce"
    assert claims["auth_time"] == int(amina.session.signed_in_at.timestamp())
    assert claims["acr"] == "gpg44-low"
    # Not our own name for it: see test_pairwise_subjects.
    assert claims["sid"] not in ("", amina.session.id)
    assert claims["at_hash"] == half_hash(tokens["access_token"])
    assert jwt.get_unverified_header(tokens["id_token"])["alg"] == "ES256"


async def test_without_a_nonce_the_code_flow_succeeds(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, nonce=None)
    assert "nonce" not in await house.claims(tokens["id_token"], council.client.id)


async def test_an_id_token_is_no_access_token(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    assert (await house.userinfo(tokens["id_token"])).status == 401
