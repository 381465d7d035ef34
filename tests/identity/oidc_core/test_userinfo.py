"""OpenID Connect Core section 5.3: what the resident approved, and no more."""

import json

from tests.identity.house import House


async def test_only_what_was_approved_is_released(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    _, query = (await house.get("/oauth2/authorize", amina.value, **house.request(council))).location
    await house.approve(query["interaction"], amina.value, ["name"])
    back = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    tokens = (await house.redeem(council, back.location[1]["code"])).json
    told = (await house.userinfo(tokens["access_token"])).json
    assert told.keys() == {"sub"}


async def test_what_was_approved_for_one_request_is_not_released_to_one_that_did_not_ask(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.tokens(council, amina.value)
    narrow = await house.tokens(council, amina.value, scope="openid")
    assert (await house.userinfo(narrow["access_token"])).json.keys() == {"sub"}


async def test_claims_can_be_asked_for_one_by_one(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    claims = json.dumps({"userinfo": {"email": {"essential": True}, "shoe_size": None}})
    tokens = await house.tokens(council, amina.value, scope="openid", claims=claims)
    assert (await house.userinfo(tokens["access_token"])).json["email"] == "amina@example.org"


async def test_the_token_may_come_in_the_body_of_a_post_but_not_twice(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    token = (await house.tokens(council, amina.value))["access_token"]
    assert (await house.post("/oauth2/userinfo", {"access_token": token})).status == 200
    twice = await house.post("/oauth2/userinfo", {"access_token": token}, authorization=f"Bearer {token}")
    assert (twice.status, twice.json["error"]) == (400, "invalid_request")


async def test_without_a_token_or_with_an_old_one_the_answer_says_how_to_ask(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    token = (await house.tokens(council, amina.value))["access_token"]
    house.later(minutes=5)
    for given in (token, "rubbish", ""):
        answer = await house.userinfo(given)
        assert answer.status == 401
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_a_partners_own_token_is_nobodys_userinfo(house: House) -> None:
    partner = await house.party("service")
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | house.proof_of(partner))
    assert (await house.userinfo(answer.json["access_token"])).status == 401
