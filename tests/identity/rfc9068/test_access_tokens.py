"""RFC 9068: what an access token says, and to whom it says nothing."""

import jwt

from tests.identity.house import House, acting


async def test_an_access_token_has_the_profile_of_rfc_9068(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value, scope="openid me:read")
    header = jwt.get_unverified_header(tokens["access_token"])
    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    claims = await house.claims(tokens["access_token"], "http://localhost:8000/v1")
    assert {"iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope", "auth_time", "acr"} <= claims.keys()
    assert claims["exp"] - claims["iat"] == 300
    assert claims["sub"] == amina.session.account_id
    assert claims["scope"] == "me:read openid"


async def test_a_worker_gets_the_scopes_of_the_context_she_acts_in(house: House) -> None:
    desk = await house.party("first-party")
    await house.worker(acting("worker", purpose="safeguarding_child"))
    priya = await house.sign_in("priya@lichfield.example", "correct horse battery", "192.0.2.20")
    tokens = await house.tokens(desk, priya.value, scope="openid people:read me:read")
    claims = await house.claims(tokens["access_token"], "http://localhost:8000/v1")
    assert claims["scope"] == "openid people:read"
    assert (claims["role"], claims["org"], claims["pro"]) == ("worker", "org_lichfield", "pro_worker")
    assert claims["purpose"] == "safeguarding_child"


async def test_a_councils_token_says_nothing_of_the_resident(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    claims = await house.claims(tokens["access_token"], "http://localhost:8000/v1")
    assert amina.session.account_id not in str(claims)
    assert "amina" not in str(claims)
    assert not {"name", "loc", "kind", "role"} & claims.keys()
