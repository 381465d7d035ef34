"""A credential becomes a 60-second token for one service, decided anew each time."""

import json
from datetime import timedelta

import jwt
import pytest

from chassis.errors import Invalid, Unauthenticated
from chassis.tokens import Verifier
from services.identity.clients.own_trust import OwnTrust
from services.identity.domain.clients.profile import ALGORITHMS
from tests.identity.house import HOME, PASSWORD, House, acting


async def verifier(house: House, audience: str) -> Verifier:
    own = OwnTrust(house.keys, house.revocations)
    built = Verifier(audience, own.keys, own.revocations, house.clock)
    await built.poll()
    return built


async def test_a_session_becomes_a_token_for_one_service(any_house: House) -> None:
    house = any_house
    amina = await house.resident()
    internal = await house.exchange.of_session(amina.value, "cases", "")
    who = await (await verifier(house, "cases")).verify(internal.token)
    assert (who.subject, who.kind) == (amina.session.account_id, "resident")
    assert who.scopes == {"me:read", "me:write", "consents:write", "organisations:read", "audit:read"} | {
        *("sessions:read", "sessions:write"),
    }
    assert who.claim("sid") == amina.session.id
    assert (internal.expires_at - house.clock.now()).total_seconds() == 60
    with pytest.raises(Unauthenticated):
        await (await verifier(house, "directory")).verify(internal.token)


async def test_a_workers_token_carries_the_context_she_acts_in(house: House) -> None:
    await house.worker(acting("manager", purpose="safeguarding_adult"))
    dan = await house.sign_in("priya@lichfield.example", PASSWORD, HOME)
    who = await (await verifier(house, "cases")).verify((await house.exchange.of_session(dan.value, "cases", "")).token)
    said = {name: who.claim(name) for name in ("kind", "role", "org", "pro", "purpose", "name", "acr")}
    assert said == {
        "kind": "worker",
        "role": "manager",
        "org": "org_lichfield",
        "pro": "pro_manager",
        "purpose": "safeguarding_adult",
        "name": "Priya Shah",
        "acr": "gpg44-low",
    }


async def test_an_access_token_gives_its_own_scopes_and_the_account_behind_it(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value, scope="openid me:read people:read")
    internal = await house.exchange.of_token(tokens["access_token"], "cases", "")
    who = await (await verifier(house, "cases")).verify(internal.token)
    assert (who.subject, who.scopes) == (amina.session.account_id, frozenset({"me:read"}))
    assert who.claim("client_id") == desk.client.id


async def test_a_councils_token_opens_nothing_of_ours(house: House) -> None:
    council, amina = await house.party(), await house.resident()
    tokens = await house.tokens(council, amina.value)
    internal = await house.exchange.of_token(tokens["access_token"], "cases", "")
    claims = jwt.decode(internal.token, options={"verify_signature": False})
    assert claims["scope"] == ""
    assert claims["sub"] == amina.session.account_id


async def test_a_partners_token_carries_its_role(house: House) -> None:
    partner = await house.party("service")
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | house.proof_of(partner))
    internal = await house.exchange.of_token(answer.json["access_token"], "cases", "")
    who = await (await verifier(house, "cases")).verify(internal.token)
    assert (who.subject, who.kind, who.claim("org")) == (partner.client.id, "partner", "org_lichfield")
    assert "events:read" in who.scopes


async def test_after_sign_out_nothing_is_exchanged_and_what_was_is_over(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value, scope="openid me:read")
    internal = await house.exchange.of_token(tokens["access_token"], "cases", "")
    await house.sign_out(amina.value)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_session(amina.value, "cases", "")
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(tokens["access_token"], "cases", "")
    with pytest.raises(Unauthenticated):
        await (await verifier(house, "cases")).verify(internal.token)


async def test_a_route_that_wants_a_stronger_sign_in_is_not_served_with_a_password(house: House) -> None:
    amina = await house.resident()
    assert await house.exchange.of_session(amina.value, "cases", "gpg44-low")
    for least in ("gpg44-medium", "gpg44-high", "made up"):
        with pytest.raises(Unauthenticated) as refused:
            await house.exchange.of_session(amina.value, "cases", least)
        assert refused.value.code == "stronger-sign-in-needed"


async def test_there_are_three_audiences(house: House) -> None:
    amina = await house.resident()
    with pytest.raises(Invalid):
        await house.exchange.of_session(amina.value, "gateway", "")


async def test_an_expired_forged_or_internal_token_is_not_exchanged(house: House) -> None:
    desk, amina = await house.party("first-party"), await house.resident()
    tokens = await house.tokens(desk, amina.value)
    internal = (await house.exchange.of_token(tokens["access_token"], "cases", "")).token
    for bad in (internal, tokens["id_token"], tokens["access_token"][:-4] + "AAAA", "rubbish", ""):
        with pytest.raises(Unauthenticated):
            await house.exchange.of_token(bad, "cases", "")
    house.later(minutes=5)
    with pytest.raises(Unauthenticated):
        await house.exchange.of_token(tokens["access_token"], "cases", "")


async def test_keys_are_public_and_named_by_thumbprint(house: House) -> None:
    keys = json.loads(await house.keys.read())["keys"]
    assert {key["alg"] for key in keys} == set(ALGORITHMS)
    assert all(len(key["kid"]) == 43 and "d" not in key for key in keys)


async def test_a_resident_who_proved_a_moment_ago_that_it_is_she_is_said_to_cases_to_be_fresh(any_house: House) -> None:
    house = any_house
    desk, amina = await house.party("first-party"), await house.resident()
    await house.worker(acting("manager"))
    dan = await house.sign_in("priya@lichfield.example", PASSWORD, HOME)
    access = (await house.tokens(desk, amina.value, scope="openid me:read"))["access_token"]

    def fresh(token: str) -> object:
        return jwt.decode(token, options={"verify_signature": False}).get("fresh")

    async def said() -> list[object]:
        by_session = await house.exchange.of_session(amina.value, "cases", "")
        return [fresh(by_session.token), fresh((await house.exchange.of_token(access, "cases", "")).token)]

    assert await said() == ["yes", "yes"]
    assert fresh((await house.exchange.of_session(amina.value, "directory", "")).token) is None
    assert fresh((await house.exchange.of_session(dan.value, "cases", "")).token) is None
    house.clock.at += timedelta(minutes=5)
    access = (await house.tokens(desk, amina.value, scope="openid me:read"))["access_token"]
    assert await said() == ["yes", "yes"]
    house.clock.at += timedelta(minutes=4, seconds=59)
    assert await said() == ["yes", "yes"]
    house.clock.at += timedelta(seconds=2)
    access = (await house.tokens(desk, amina.value, scope="openid me:read"))["access_token"]
    assert await said() == [None, None]


async def test_what_a_token_gives_does_not_outlive_it(house: House) -> None:
    partner = await house.party("service")
    answer = await house.post("/oauth2/token", {"grant_type": "client_credentials"} | house.proof_of(partner))
    house.clock.at += timedelta(seconds=answer.json["expires_in"] - 20)
    internal = await house.exchange.of_token(answer.json["access_token"], "cases", "")
    assert 19 <= (internal.expires_at - house.clock.now()).total_seconds() <= 20
