"""OpenID Connect RP-Initiated Logout 1.0: out means out, and nobody is sent astray."""

import pytest

from chassis.errors import Unauthenticated
from tests.identity.holder import Holder
from tests.identity.house import ISSUER, REDIRECT, VERIFIER, Answer, House

BYE = "https://lichfield.example/bye"


async def test_a_relying_party_signs_its_resident_out(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    answer = await house.get(
        "/oauth2/logout",
        amina.value,
        id_token_hint=tokens["id_token"],
        post_logout_redirect_uri=BYE,
        state="so long",
    )
    assert answer.location == (BYE, {"state": "so long"})
    assert "Max-Age=0" in answer.headers["set-cookie"]
    with pytest.raises(Unauthenticated):
        await house.get_session(amina.value)
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_without_a_hint_nobody_is_signed_out(house: House) -> None:
    amina = await house.resident()
    answer = await house.get("/oauth2/logout", amina.value, post_logout_redirect_uri=BYE)
    assert answer.location == (f"{ISSUER}/sign-out", {})
    assert (await house.get_session(amina.value)).account.id == amina.session.account_id


async def test_a_forged_hint_ends_nothing(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    hint = (await house.tokens(council, amina.value))["id_token"]
    answer = await house.get("/oauth2/logout", amina.value, id_token_hint=hint[:-6] + "AAAAAA")
    assert answer.status == 400
    assert await house.get_session(amina.value)


async def test_an_old_hint_still_signs_out(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    hint = (await house.tokens(council, amina.value))["id_token"]
    house.later(hours=3)
    await house.get("/oauth2/logout", amina.value, id_token_hint=hint)
    with pytest.raises(Unauthenticated):
        await house.get_session(amina.value)


async def test_somebody_else_who_signed_in_here_since_stays_signed_in(house: House) -> None:
    council, amina, bola = await house.party(), await house.resident(), await house.resident("bola@example.org")
    hint = (await house.tokens(council, amina.value))["id_token"]
    answer = await house.get("/oauth2/logout", bola.value, id_token_hint=hint)
    assert "set-cookie" not in answer.headers
    assert await house.get_session(bola.value)


async def test_signing_out_ends_refresh_tokens_that_are_bound_to_a_key(house: House) -> None:
    desk, amina, holder = await house.party("first-party"), await house.resident(), Holder()

    def proof() -> str:
        nonce = house.nonces.current()
        return holder.proof(house.clock.now(), "POST", f"{ISSUER}/oauth2/token", nonce=nonce)

    async def ask(**form: str) -> Answer:
        return await house.post("/oauth2/token", form | house.proof_of(desk), dpop=proof())

    code = await house.code(desk, amina.value, scope="openid me:read")
    tokens = await ask(grant_type="authorization_code", code=code, redirect_uri=REDIRECT, code_verifier=VERIFIER)
    assert tokens.json["token_type"] == "DPoP"
    await house.get("/oauth2/logout", amina.value, id_token_hint=tokens.json["id_token"])
    refused = await ask(grant_type="refresh_token", refresh_token=tokens.json["refresh_token"])
    assert refused.json["error"] == "invalid_grant"
