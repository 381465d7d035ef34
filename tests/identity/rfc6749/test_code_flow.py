"""RFC 6749 section 4.1: a council gets tokens for a resident who approved."""

import asyncio
from collections.abc import Mapping

import pytest

from tests.identity.house import ISSUER, REDIRECT, House, caller


async def test_a_council_gets_tokens_for_a_resident_who_approved(any_house: House) -> None:
    house = any_house
    amina = await house.resident()
    council = await house.party()
    tokens = await house.tokens(council, amina.value)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 300
    told = (await house.userinfo(tokens["access_token"])).json
    assert told["email"] == "amina@example.org"
    assert told["sub"] == (await house.claims(tokens["id_token"], council.client.id))["sub"]


async def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page_and_comes_back(house: House) -> None:
    council = await house.party()
    answer = await house.get("/oauth2/authorize", **house.request(council))
    where, query = answer.location
    assert (answer.status, where) == (303, f"{ISSUER}/sign-in")
    amina = await house.resident()
    view = await house.complete_sign_in(query["interaction"], amina.value)
    assert (view.needs, view.client.name) == ("approve", "Lichfield Council")
    assert (await house.approve(query["interaction"], amina.value, view.claims)).needs == "done"
    back = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    where, answered = back.location
    assert where == REDIRECT
    assert answered["state"] == "a state"
    assert (await house.redeem(council, answered["code"])).status == 200


async def test_another_browser_cannot_go_on_with_somebodys_request(house: House) -> None:
    council = await house.party()
    amina, eve = await house.resident(), await house.resident("eve@example.org")
    _, query = (await house.get("/oauth2/authorize", amina.value, **house.request(council))).location
    view = await house.get_interaction(query["interaction"], amina.value)
    await house.approve(query["interaction"], amina.value, view.claims)
    where, _ = (await house.get("/oauth2/authorize/resume", eve.value, interaction=query["interaction"])).location
    assert where == f"{ISSUER}/sign-in"


async def test_who_approved_once_is_not_asked_again(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    where, query = (await house.get("/oauth2/authorize", amina.value, **house.request(council))).location
    assert where == REDIRECT
    assert "code" in query


async def test_who_says_no_sends_access_denied_and_nothing_else(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    _, query = (await house.get("/oauth2/authorize", amina.value, **house.request(council))).location
    await house.decline(query["interaction"], amina.value)
    answer = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    where, answered = answer.location
    assert where == REDIRECT
    assert (answered["error"], answered["state"]) == ("access_denied", "a state")
    assert "code" not in answered


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "openid people:read"}, "invalid_scope"),
        ({"request": "x.y.z"}, "invalid_request_object"),
        ({"request_uri": "https://x.example"}, "invalid_request_uri"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"state": "s" * 3000}, "invalid_request"),
    ],
)
async def test_a_bad_request_of_a_known_client_is_sent_back_with_the_reason(
    house: House, changed: Mapping[str, str | None], error: str
) -> None:
    council = await house.party()
    where, query = (await house.get("/oauth2/authorize", **house.request(council, **changed))).location
    assert where == REDIRECT
    assert query["error"] == error
    assert query["iss"] == ISSUER


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "cli_unknown"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": f"{REDIRECT}?x=1"},
        {"redirect_uri": None},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(
    house: House, changed: Mapping[str, str | None]
) -> None:
    answer = await house.get("/oauth2/authorize", **house.request(await house.party(), **changed))
    assert answer.status == 400
    assert "location" not in answer.headers


async def test_a_parameter_given_twice_is_refused(house: House) -> None:
    council = await house.party()
    request = house.request(council)
    answer = await house.post("/oauth2/authorize", "&".join(f"{k}={v}" for k, v in request.items()) + "&state=b")
    assert answer.status == 400


async def test_a_code_is_good_once_and_a_second_use_ends_its_tokens(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    tokens = (await house.redeem(council, code)).json
    assert (await house.userinfo(tokens["access_token"])).status == 200
    again = await house.redeem(council, code)
    assert (again.status, again.json["error"]) == (400, "invalid_grant")
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_of_many_at_once_one_gets_the_tokens_and_they_end(any_house: House) -> None:
    house = any_house
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    answers = await asyncio.gather(*(house.redeem(council, code) for _ in range(6)))
    won = [answer.json for answer in answers if answer.status == 200]
    assert len(won) == 1
    assert (await house.userinfo(won[0]["access_token"])).status == 401


async def test_a_code_dies_after_sixty_seconds(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    house.later(seconds=60)
    assert (await house.redeem(council, code)).json["error"] == "invalid_grant"


async def test_a_code_is_good_for_its_client_and_redirect_uri_only(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    other = await house.party(name="Tamworth Council", organisation_id="org_tamworth")
    code = await house.code(council, amina.value)
    assert (await house.redeem(other, code)).json["error"] == "invalid_grant"
    wrong = await house.redeem(council, code, redirect_uri="https://lichfield.example/other")
    assert wrong.json["error"] == "invalid_grant"
    assert (await house.redeem(council, code)).status == 200


async def test_a_code_is_worth_nothing_after_sign_out(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    code = await house.code(council, amina.value)
    await house.sign_out(amina.value)
    assert (await house.redeem(council, code)).json["error"] == "invalid_grant"


async def test_an_approval_taken_back_ends_what_that_council_gets(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    await house.revoke_approval(caller(amina.session.account_id), council.client.id)
    assert (await house.userinfo(tokens["access_token"])).status == 401
    where, _ = (await house.get("/oauth2/authorize", amina.value, **house.request(council))).location
    assert where == f"{ISSUER}/approve"


@pytest.mark.parametrize("missing", ["code", "redirect_uri", "grant_type"])
async def test_a_token_request_says_what_it_lacks(house: House, missing: str) -> None:
    council, amina = await house.party(), await house.resident()
    answer = await house.redeem(council, await house.code(council, amina.value), **{missing: None})
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_grant_type_nobody_knows_is_refused(house: House) -> None:
    answer = await house.post("/oauth2/token", {"grant_type": "password"})
    assert answer.json["error"] == "unsupported_grant_type"
