"""RFC 6749 section 4.1.2: a code is good once, however many ask with it at once, over real HTTP."""

import asyncio
from typing import Any

import aiohttp

from tests.identity.house import REDIRECT, VERIFIER, House
from tests.identity.served import served

_AT_ONCE = 200


async def test_of_two_hundred_at_once_exactly_one_gets_tokens_and_they_end(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    form = {
        "grant_type": "authorization_code",
        "code": await house.code(council, amina.value),
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    async with (
        served(house) as base,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
    ):

        async def redeem() -> tuple[int, Any]:
            async with http.post(f"{base}/oauth2/token", data=form | house.proof_of(council)) as answer:
                return answer.status, await answer.json()

        answers = await asyncio.gather(*(redeem() for _ in range(_AT_ONCE)))
    won = [said for status, said in answers if status == 200]
    assert len(won) == 1
    assert {(status, said.get("error")) for status, said in answers} == {(200, None), (400, "invalid_grant")}
    assert (await house.userinfo(won[0]["access_token"])).status == 401
