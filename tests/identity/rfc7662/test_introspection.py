"""RFC 7662: a client asks what its token is worth."""

from typing import Any

import pytest

from tests.identity.house import House, Party

INACTIVE = {"active": False}


async def introspect(house: House, party: Party, token: str) -> Any:
    return (await house.post("/oauth2/introspect", {"token": token} | house.proof_of(party))).json


async def refreshed(house: House, party: Party, token: str) -> Any:
    form = {"grant_type": "refresh_token", "refresh_token": token} | house.proof_of(party)
    return (await house.post("/oauth2/token", form)).json


async def test_a_client_sees_its_own_live_tokens(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    access = await introspect(house, council, tokens["access_token"])
    assert (access["active"], access["client_id"], access["token_type"]) == (True, council.client.id, "Bearer")
    refresh = await introspect(house, council, tokens["refresh_token"])
    assert (refresh["active"], refresh["client_id"]) == (True, council.client.id)
    assert (refresh["sub"], refresh["scope"]) == (access["sub"], access["scope"])
    assert refresh["exp"] == int(amina.session.expires_at.timestamp())
    assert "token_type" not in refresh


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_a_token_that_is_over_or_anothers_is_just_not_active(house: House, kind: str) -> None:
    council, amina = await house.party(), await house.resident()
    other = await house.party(name="Tamworth", organisation_id="org_tamworth")
    tokens = await house.tokens(council, amina.value)
    assert await introspect(house, other, tokens[kind]) == INACTIVE
    assert await introspect(house, council, "rubbish") == INACTIVE
    assert await introspect(house, council, tokens["id_token"]) == INACTIVE
    await house.sign_out(amina.value)
    assert await introspect(house, council, tokens[kind]) == INACTIVE


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_a_revoked_grants_tokens_are_not_active(house: House, kind: str) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    await house.post("/oauth2/revoke", {"token": tokens["refresh_token"]} | house.proof_of(council))
    assert await introspect(house, council, tokens[kind]) == INACTIVE


async def test_a_refresh_token_that_has_a_successor_or_is_too_old_is_not_active(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    first = await house.tokens(council, amina.value)
    second = await refreshed(house, council, first["refresh_token"])
    assert await introspect(house, council, first["refresh_token"]) == INACTIVE
    assert (await introspect(house, council, second["refresh_token"]))["active"] is True
    house.later(hours=12)
    assert await introspect(house, council, second["refresh_token"]) == INACTIVE


async def test_a_service_of_the_operator_may_ask_about_any_and_a_partner_may_not(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    operator = await house.party("service", role="operator", organisation_id="")
    partner = await house.party("service")
    token = (await house.tokens(council, amina.value))["access_token"]
    assert (await introspect(house, operator, token))["client_id"] == council.client.id
    assert await introspect(house, partner, token) == INACTIVE


async def test_a_public_client_may_not_ask(house: House) -> None:
    desk = await house.party("first-party")
    assert (await introspect(house, desk, "anything"))["error"] == "invalid_client"
