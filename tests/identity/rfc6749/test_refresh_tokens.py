"""RFC 6749 section 6 and RFC 9700 section 4.14: our own application stays signed in; a stolen refresh token ends it."""

import asyncio

from tests.identity.house import House, Party


async def refreshed(house: House, desk: Party, token: str, **changed: str) -> tuple[int, dict[str, str]]:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": desk.client.id} | changed
    answer = await house.post("/oauth2/token", form)
    return answer.status, answer.json


async def test_a_refresh_token_is_changed_at_each_use(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    status, second = await refreshed(house, desk, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert (await refreshed(house, desk, second["refresh_token"]))[0] == 200


async def test_a_refresh_token_used_twice_ends_everything_that_came_of_it(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    _, second = await refreshed(house, desk, first["refresh_token"])
    status, error = await refreshed(house, desk, first["refresh_token"])
    assert (status, error["error"]) == (400, "invalid_grant")
    assert (await refreshed(house, desk, second["refresh_token"]))[1]["error"] == "invalid_grant"
    assert (await house.userinfo(second["access_token"])).status == 401


async def test_at_once_from_two_tabs_nothing_breaks(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    answers = await asyncio.gather(*(refreshed(house, desk, first["refresh_token"]) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [200, 400, 400, 400]


async def test_a_refresh_token_is_for_its_client(house: House) -> None:
    desk, other = await house.party("first-party"), await house.party("first-party")
    amina = await house.resident()
    tokens = await house.tokens(desk, amina.value)
    assert (await refreshed(house, other, tokens["refresh_token"]))[1]["error"] == "invalid_grant"


async def test_no_refresh_outlives_the_session(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value)
    house.later(hours=12)
    assert (await refreshed(house, desk, tokens["refresh_token"]))[1]["error"] == "invalid_grant"


async def test_sign_out_ends_refreshing(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value)
    await house.sign_out(amina.value)
    assert (await refreshed(house, desk, tokens["refresh_token"]))[1]["error"] == "invalid_grant"


async def test_a_refresh_asks_for_no_more_than_was_granted(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value)
    _, error = await refreshed(house, desk, tokens["refresh_token"], scope="openid me:write")
    assert error["error"] == "invalid_scope"
