"""OpenID Connect Core section 3.1.2.1: asking again, or not at all."""

from tests.identity.house import HOME, ISSUER, PASSWORD, REDIRECT, House


async def test_prompt_none_asks_nothing(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    for cookie, error in (("", "login_required"), (amina.value, "consent_required")):
        where, query = (await house.get("/oauth2/authorize", cookie, **house.request(council, prompt="none"))).location
        assert (where, query["error"]) == (REDIRECT, error)
    await house.code(council, amina.value)
    _, query = (await house.get("/oauth2/authorize", amina.value, **house.request(council, prompt="none"))).location
    assert "code" in query


async def test_prompt_login_asks_for_the_password_again(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    house.later(minutes=5)
    request = house.request(council, prompt="login")
    where, query = (await house.get("/oauth2/authorize", amina.value, **request)).location
    assert where == f"{ISSUER}/sign-in"
    # The old session does not do, even when the page sends it.
    assert (await house.complete_sign_in(query["interaction"], amina.value)).needs == "sign-in"
    again = await house.sign_in("amina@example.org", PASSWORD, HOME)
    assert (await house.complete_sign_in(query["interaction"], again.value)).needs == "done"
    back = await house.get("/oauth2/authorize/resume", again.value, interaction=query["interaction"])
    tokens = (await house.redeem(council, back.location[1]["code"])).json
    claims = await house.claims(tokens["id_token"], council.client.id)
    assert claims["auth_time"] == int(again.session.signed_in_at.timestamp())


async def test_max_age_asks_again_only_when_the_sign_in_is_too_old(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    house.later(seconds=100)
    where, _ = (await house.get("/oauth2/authorize", amina.value, **house.request(council, max_age="10000"))).location
    assert where == REDIRECT
    where, _ = (await house.get("/oauth2/authorize", amina.value, **house.request(council, max_age="1"))).location
    assert where == f"{ISSUER}/sign-in"


async def test_prompt_consent_asks_again(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    await house.code(council, amina.value)
    house.later(seconds=1)
    where, query = (
        await house.get("/oauth2/authorize", amina.value, **house.request(council, prompt="consent"))
    ).location
    assert where == f"{ISSUER}/approve"
    house.later(seconds=1)
    assert (await house.approve(query["interaction"], amina.value, ["email"])).needs == "done"


async def test_what_is_not_understood_is_ignored(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    extra = {"display": "popup", "colour": "blue", "acr_values": "gpg44-high", "ui_locales": "cy en"}
    assert await house.code(council, amina.value, **extra)


async def test_an_old_page_leads_nowhere(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    _, query = (await house.get("/oauth2/authorize", **house.request(council))).location
    house.later(minutes=31)
    answer = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    assert answer.status == 400
    assert (await house.get("/oauth2/authorize/resume", amina.value, interaction="int_none")).status == 400
