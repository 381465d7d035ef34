"""RFC 6749 section 6 and RFC 9700 section 4.14: our own application stays signed in; a stolen refresh token ends it."""

import asyncio

import pytest

from services.identity.usecases.accounts.end_all_access import end_all_access
from tests.identity.holder import Holder
from tests.identity.house import ISSUER, REDIRECT, VERIFIER, Answer, House, Party, caller


async def refreshed(house: House, party: Party, token: str, **changed: str) -> tuple[int, dict[str, str]]:
    form = {"grant_type": "refresh_token", "refresh_token": token} | house.proof_of(party) | changed
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
    house.later(seconds=11)
    status, error = await refreshed(house, desk, first["refresh_token"])
    assert (status, error["error"]) == (400, "invalid_grant")
    assert (await refreshed(house, desk, second["refresh_token"]))[1]["error"] == "invalid_grant"
    assert (await house.userinfo(second["access_token"])).status == 401


async def test_at_once_from_many_tabs_each_gets_tokens_that_work(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    answers = await asyncio.gather(*(refreshed(house, desk, first["refresh_token"]) for _ in range(8)))
    assert [status for status, _ in answers] == [200] * 8
    assert len({tokens["refresh_token"] for _, tokens in answers}) == 8
    for _, tokens in answers:
        assert (await house.userinfo(tokens["access_token"])).status == 200
        assert (await refreshed(house, desk, tokens["refresh_token"]))[0] == 200


async def test_an_answer_that_got_lost_is_asked_for_again_and_no_alarm(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    _, lost = await refreshed(house, desk, first["refresh_token"])
    house.later(seconds=10)
    status, found = await refreshed(house, desk, first["refresh_token"])
    assert status == 200
    assert lost["refresh_token"] != found["refresh_token"]


async def test_the_grace_is_for_the_same_client_only(house: House) -> None:
    desk, other, amina = await house.party("first-party"), await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    await refreshed(house, desk, first["refresh_token"])
    assert (await refreshed(house, other, first["refresh_token"]))[1]["error"] == "invalid_grant"


async def test_the_grace_is_not_renewed_by_using_it(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    first = await house.tokens(desk, amina.value)
    for seconds in (0, 6):
        house.later(seconds=seconds)
        assert (await refreshed(house, desk, first["refresh_token"]))[0] == 200
    house.later(seconds=6)
    assert (await refreshed(house, desk, first["refresh_token"]))[0] == 400


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


async def test_a_refresh_may_ask_for_less_and_later_for_all_of_it_again(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid email")
    _, less = await refreshed(house, council, tokens["refresh_token"], scope="openid")
    assert less["scope"] == "openid"
    assert "email" not in (await house.userinfo(less["access_token"])).json
    _, all_of_it = await refreshed(house, council, less["refresh_token"])
    assert all_of_it["scope"] == "email openid"
    assert (await house.userinfo(all_of_it["access_token"])).json["email"] == "amina@example.org"


async def test_successors_live_no_longer_than_the_first_would_have(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid offline_access")
    house.later(hours=11)
    _, tokens = await refreshed(house, council, tokens["refresh_token"])
    house.later(hours=1)
    assert (await refreshed(house, council, tokens["refresh_token"]))[0] == 400


async def test_offline_access_goes_on_after_the_browser_signed_out(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid email offline_access")
    await house.sign_out(amina.value)
    assert (await house.userinfo(tokens["access_token"])).status == 200
    status, tokens = await refreshed(house, council, tokens["refresh_token"])
    assert status == 200
    assert (await house.userinfo(tokens["access_token"])).json["email"] == "amina@example.org"


async def test_offline_access_ends_when_the_approval_is_taken_back(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid offline_access")
    await house.revoke_approval(caller(amina.session.account_id), council.client.id)
    assert (await refreshed(house, council, tokens["refresh_token"]))[0] == 400
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_offline_access_ends_when_she_signs_out_everywhere(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value, scope="openid offline_access")
    async with house.write() as work:
        await end_all_access(work, amina.session.account_id, house.clock.now(), "signed out everywhere", by="")
    assert (await refreshed(house, council, tokens["refresh_token"]))[0] == 400
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_the_grace_is_for_the_same_key_only(house: House) -> None:
    desk, amina, holder = await house.party("first-party"), await house.resident(), Holder()

    async def ask(by: Holder, **form: str) -> Answer:
        now, nonce = house.clock.now(), house.nonces.current()
        proof = by.proof(now, "POST", f"{ISSUER}/oauth2/token", nonce=nonce)
        return await house.post("/oauth2/token", form | house.proof_of(desk), dpop=proof)

    code = await house.code(desk, amina.value, scope="openid me:read")
    first = await ask(holder, grant_type="authorization_code", code=code, redirect_uri=REDIRECT, code_verifier=VERIFIER)
    again = {"grant_type": "refresh_token", "refresh_token": first.json["refresh_token"]}
    assert (await ask(holder, **again)).status == 200
    assert (await ask(Holder(), **again)).json["error"] == "invalid_grant"
    assert (await ask(holder, **again)).status == 200


@pytest.mark.parametrize("yes", [True, False])
async def test_offline_access_is_granted_only_where_the_resident_said_yes_to_it(house: House, yes: bool) -> None:
    council, amina = await house.party(), await house.resident()
    request = house.request(council, scope="openid email offline_access")
    _, query = (await house.get("/oauth2/authorize", amina.value, **request)).location
    view = await house.get_interaction(query["interaction"], amina.value)
    assert "stay-connected" in view.claims
    await house.approve(query["interaction"], amina.value, ["email", "stay-connected"] if yes else ["email"])
    answer = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    tokens = (await house.redeem(council, answer.location[1]["code"])).json
    assert ("offline_access" in tokens["scope"].split()) is yes
    await house.sign_out(amina.value)
    assert ((await refreshed(house, council, tokens["refresh_token"]))[0] == 200) is yes
