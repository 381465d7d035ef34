"""A bound token is good in the hands of its holder only (RFC 9449 section 7): at userinfo, and at the exchange."""

from typing import Any

import jwt
import pytest

from chassis.errors import Unauthenticated
from services.identity.usecases.authorization.exchange import NonceNeeded, Shown
from tests.identity.holder import Holder
from tests.identity.house import ISSUER, REDIRECT, VERIFIER, Answer, House

USERINFO, CASES = f"{ISSUER}/oauth2/userinfo", f"{ISSUER}/v1/cases"


async def bound(house: House, holder: Holder) -> str:
    """A resident's access token, bound to the holder's key."""
    desk, amina = await house.party("first-party"), await house.resident()
    form = {"grant_type": "authorization_code", "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    form["code"] = await house.code(desk, amina.value, scope="openid me:read")
    proof = holder.proof(house.clock.now(), "POST", f"{ISSUER}/oauth2/token", nonce=house.nonces.current())
    answer = await house.post("/oauth2/token", form | house.proof_of(desk), dpop=proof)
    token: str = answer.json["access_token"]
    return token


async def plain(house: House) -> str:
    desk, amina = await house.party("first-party"), await house.resident()
    token: str = (await house.tokens(desk, amina.value, scope="openid me:read"))["access_token"]
    return token


def proof(house: House, holder: Holder, token: str, **changed: Any) -> str:
    said = {"method": "GET", "url": USERINFO, "nonce": house.nonces.current(), "token": token} | changed
    return holder.proof(house.clock.now(), **said)


async def userinfo(house: House, token: str, scheme: str = "DPoP", **headers: str) -> Answer:
    return await house.ask("GET", "/oauth2/userinfo", authorization=f"{scheme} {token}", **headers)


@pytest.mark.parametrize("scheme", ["DPoP", "dpop", "DPOP"])
async def test_the_holder_is_answered(house: House, scheme: str) -> None:
    holder = Holder()
    token = await bound(house, holder)
    answer = await userinfo(house, token, scheme, dpop=proof(house, holder, token))
    assert answer.status == 200
    assert answer.headers["dpop-nonce"] == house.nonces.current()


async def test_a_thief_is_not(house: House) -> None:
    holder = Holder()
    token = await bound(house, holder)
    for scheme, headers in (
        ("Bearer", {}),
        ("Bearer", {"dpop": proof(house, holder, token)}),
        ("DPoP", {}),
        ("DPoP", {"dpop": proof(house, Holder(), token)}),
        ("DPoP", {"dpop": proof(house, holder, "another token")}),
        ("DPoP", {"dpop": proof(house, holder, "")}),
        ("DPoP", {"dpop": proof(house, holder, token, url=CASES)}),
        ("DPoP", {"dpop": proof(house, holder, token, method="POST")}),
    ):
        answer = await userinfo(house, token, scheme, **headers)
        assert answer.status == 401, (scheme, headers)
        assert answer.headers["www-authenticate"].startswith(f'{scheme} error="')


async def test_a_stale_nonce_is_told_the_nonce_of_now(house: House) -> None:
    holder = Holder()
    token = await bound(house, holder)
    refused = await userinfo(house, token, dpop=proof(house, holder, token, nonce="old"))
    assert refused.status == 401
    assert 'error="use_dpop_nonce"' in refused.headers["www-authenticate"]
    assert 'algs="ES256 PS256 EdDSA"' in refused.headers["www-authenticate"]
    again = proof(house, holder, token, nonce=refused.headers["dpop-nonce"])
    assert (await userinfo(house, token, dpop=again)).status == 200


async def test_a_proof_seen_before_is_refused(any_house: House) -> None:
    house, holder = any_house, Holder()
    token = await bound(house, holder)
    once = proof(house, holder, token)
    assert (await userinfo(house, token, dpop=once)).status == 200
    assert (await userinfo(house, token, dpop=once)).status == 401


async def test_a_token_bound_to_nothing_is_no_dpop_token(house: House) -> None:
    token = await plain(house)
    assert (await userinfo(house, token, "Bearer")).status == 200
    assert (await userinfo(house, token, "DPoP", dpop=proof(house, Holder(), token))).status == 401


async def test_a_bound_token_in_a_body_is_refused(house: House) -> None:
    holder = Holder()
    token = await bound(house, holder)
    answer = await house.post("/oauth2/userinfo", {"access_token": token}, dpop=proof(house, holder, token))
    assert answer.status == 401


# The exchange, which is where the gateway has tokens for /v1 judged.


def shown(house: House, holder: Holder, token: str, **changed: Any) -> Shown:
    return Shown(proof(house, holder, token, **({"url": CASES} | changed)), "GET", CASES)


async def test_the_holder_gets_a_token_for_a_service_once_a_proof(any_house: House) -> None:
    house, holder = any_house, Holder()
    token = await bound(house, holder)
    came_with = shown(house, holder, token)
    assert (await house.exchange.of_token(token, "cases", "", came_with)).token
    with pytest.raises(Unauthenticated) as refused:
        await house.exchange.of_token(token, "cases", "", came_with)
    assert refused.value.code == "invalid-dpop-proof"


async def test_nobody_else_does(house: House) -> None:
    holder = Holder()
    token, other = await bound(house, holder), Holder()
    for bad in (
        Shown(),
        shown(house, other, token),
        shown(house, holder, token, url=USERINFO),
        Shown("x", "GET", CASES),
    ):
        with pytest.raises(Unauthenticated):
            await house.exchange.of_token(token, "cases", "", bad)
    with pytest.raises(NonceNeeded):
        await house.exchange.of_token(token, "cases", "", shown(house, holder, token, nonce="old"))


async def test_an_unbound_token_comes_without_a_proof(house: House) -> None:
    token = await plain(house)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(token, "cases", "", shown(house, Holder(), token))


async def test_one_request_reaches_more_services_with_the_token_it_was_given(house: House) -> None:
    holder = Holder()
    token = await bound(house, holder)
    first = await house.exchange.of_token(token, "cases", "", shown(house, holder, token))
    house.later(seconds=20)
    second = await house.exchange.of_internal(first.token, "directory", "")
    assert second.expires_at == first.expires_at
    said, before = (jwt.decode(each.token, options={"verify_signature": False}) for each in (second, first))
    assert said["aud"] == "directory"
    assert {**said, "aud": "", "iat": 0} == {**before, "aud": "", "iat": 0}
    house.later(seconds=41)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_internal(first.token, "directory", "")


async def test_a_public_token_is_no_internal_one(house: House) -> None:
    for token in (await plain(house), "rubbish", ""):
        with pytest.raises(Unauthenticated):
            await house.exchange.of_internal(token, "cases", "")
