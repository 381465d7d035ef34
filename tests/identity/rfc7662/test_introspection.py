"""RFC 7662: a client asks what its token is worth."""

from typing import Any

from tests.identity.house import House, Party


async def introspect(house: House, party: Party, token: str) -> Any:
    return (await house.post("/oauth2/introspect", {"token": token} | house.proof_of(party))).json


async def test_a_client_sees_its_own_live_token(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    said = await introspect(house, council, tokens["access_token"])
    assert said["active"] is True
    assert said["client_id"] == council.client.id


async def test_a_token_that_is_over_or_anothers_is_just_not_active(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    other = await house.party(name="Tamworth", organisation_id="org_tamworth")
    tokens = await house.tokens(council, amina.value)
    assert await introspect(house, other, tokens["access_token"]) == {"active": False}
    assert await introspect(house, council, "rubbish") == {"active": False}
    await house.sign_out(amina.value)
    assert await introspect(house, council, tokens["access_token"]) == {"active": False}


async def test_a_public_client_may_not_ask(house: House) -> None:
    desk = await house.party("first-party")
    assert (await introspect(house, desk, "anything"))["error"] == "invalid_client"
