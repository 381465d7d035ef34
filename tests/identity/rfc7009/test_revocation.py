"""RFC 7009: a client gives a token back."""

import pytest

from chassis.errors import Unauthenticated
from tests.identity.house import House, Party


async def revoke(house: House, party: Party, token: str) -> int:
    return (await house.post("/oauth2/revoke", {"token": token} | house.proof_of(party))).status


async def test_a_revoked_access_token_is_over_everywhere(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value, scope="openid me:read")
    await house.exchange.of_token(tokens["access_token"], "cases", "")
    assert await revoke(house, desk, tokens["access_token"]) == 200
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(tokens["access_token"], "cases", "")
    claims = await house.claims(tokens["access_token"], "http://localhost:8000/v1")
    revoked, _ = await house.revocations(0)
    assert ("token", claims["jti"]) in {(each.kind, each.key) for each in revoked}


async def test_revoking_a_refresh_token_ends_its_access_tokens_too(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value)
    assert await revoke(house, desk, tokens["refresh_token"]) == 200
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_somebody_elses_token_is_left_alone_and_nobody_learns_that_it_exists(house: House) -> None:
    desk, other, amina = await house.party("first-party"), await house.party(), await house.resident()
    tokens = await house.tokens(desk, amina.value)
    assert await revoke(house, other, tokens["access_token"]) == 200
    assert await revoke(house, other, tokens["refresh_token"]) == 200
    assert await revoke(house, other, "rubbish") == 200
    assert (await house.userinfo(tokens["access_token"])).status == 200
