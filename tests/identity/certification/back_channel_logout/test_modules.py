"""The modules of Back-Channel Logout OP over real HTTP, and what holds around them."""

from collections.abc import AsyncIterator

import aiohttp
import jwt
import pytest

from chassis.ids import RandomIds
from services.identity.clients.back_channel import back_channel
from services.identity.domain.clients.client import Registration
from services.identity.domain.sessions.logout import EVENT
from services.identity.usecases.sessions.deliver_logouts import DeliverLogouts
from services.identity.usecases.sessions.end_session import end_session
from tests.identity.certification.back_channel_logout.relying_party import RelyingParty, listening
from tests.identity.house import ISSUER, House, Party
from tests.identity.served import served


@pytest.fixture
async def listener() -> AsyncIterator[RelyingParty]:
    async with listening() as party:
        yield party


async def council_of(house: House, uri: str, name: str = "Lichfield Council") -> Party:
    return await house.party(name=name, registration=Registration(backchannel_logout_uri=uri))


async def deliver(house: House, *, allow_loopback: bool = True) -> int:
    async with back_channel(allow_loopback=allow_loopback) as calls:
        ids = RandomIds(house.clock)
        return await DeliverLogouts(house.read, house.write, calls, house.keyring, ISSUER, house.clock, ids)()


async def test_oidcc_backchannel_rp_initiated_logout(any_house: House, listener: RelyingParty) -> None:
    house = any_house
    council, amina = await council_of(house, listener.uri), await house.resident()
    tokens = await house.tokens(council, amina.value)
    async with served(house) as base, aiohttp.ClientSession() as http:
        params = {"id_token_hint": tokens["id_token"]}
        async with http.get(f"{base}/oauth2/logout", params=params, allow_redirects=False) as answer:
            assert answer.status == 303
    assert await deliver(house) == 1
    [token] = listener.got
    assert jwt.get_unverified_header(token)["typ"] == "logout+jwt"
    said = await house.claims(token, council.client.id)
    known = await house.claims(tokens["id_token"], council.client.id)
    assert said["iss"] == ISSUER
    assert (said["sub"], said["sid"]) == (known["sub"], known["sid"])
    assert said["events"] == {EVENT: {}}
    assert said["exp"] - said["iat"] == 120
    assert said["jti"]
    assert "nonce" not in said
    assert await deliver(house) == 0


async def test_oidcc_backchannel_logout_discovery_endpoint_verification(house: House) -> None:
    async with (
        served(house) as base,
        aiohttp.ClientSession() as http,
        http.get(f"{base}/.well-known/openid-configuration") as answer,
    ):
        said = await answer.json()
    assert said["backchannel_logout_supported"] is True
    assert said["backchannel_logout_session_supported"] is True


async def test_only_the_relying_parties_of_that_session_hear_of_it(house: House, listener: RelyingParty) -> None:
    council, other = await council_of(house, listener.uri), await council_of(house, listener.uri, "Tamworth")
    amina, bola = await house.resident(), await house.resident("bola@example.org")
    await house.tokens(council, amina.value)
    await house.tokens(other, bola.value)
    await house.sign_out(amina.value)
    await deliver(house)
    [token] = listener.got
    assert jwt.decode(token, options={"verify_signature": False})["aud"] == council.client.id


async def test_whatever_ends_a_session_they_hear_of_it(house: House, listener: RelyingParty) -> None:
    council, amina = await council_of(house, listener.uri), await house.resident()
    await house.tokens(council, amina.value)
    async with house.write() as work:
        await end_session(work, amina.session, house.clock.now(), "left the organisation", by="")
        await end_session(work, amina.session, house.clock.now(), "at the same moment, for another reason", by="")
    assert await deliver(house) == 1


@pytest.mark.parametrize("status", [400, 500, 302])
async def test_who_does_not_take_it_is_told_again_later_each_time(
    house: House, listener: RelyingParty, status: int
) -> None:
    council, amina = await council_of(house, listener.uri), await house.resident()
    await house.tokens(council, amina.value)
    await house.sign_out(amina.value)
    listener.status = status
    assert await deliver(house) == 1
    assert await deliver(house) == 0
    house.later(seconds=5)
    assert await deliver(house) == 1
    house.later(seconds=19)
    assert await deliver(house) == 0
    house.later(seconds=1)
    listener.status = 204
    assert await deliver(house) == 1
    house.later(hours=1)
    assert await deliver(house) == 0
    assert len(set(listener.got)) == 3


async def test_what_nobody_takes_while_it_matters_is_given_up(house: House, listener: RelyingParty) -> None:
    council, amina = await council_of(house, listener.uri), await house.resident()
    await house.tokens(council, amina.value)
    await house.sign_out(amina.value)
    listener.status = 500
    tries = 0
    for _ in range(30):
        tries += await deliver(house)
        house.later(hours=1)
    assert 8 <= tries <= 13
    assert await deliver(house) == 0


async def test_an_address_inside_is_never_called(house: House, listener: RelyingParty) -> None:
    council, amina = await council_of(house, listener.uri), await house.resident()
    await house.tokens(council, amina.value)
    await house.sign_out(amina.value)
    assert await deliver(house, allow_loopback=False) == 1
    assert listener.got == []


async def test_a_relying_party_on_one_login_is_told_the_subject_and_no_session(
    house: House, listener: RelyingParty
) -> None:
    amina = await house.resident()
    one_login = await house.party(
        "one-login", scopes=frozenset({"openid"}), registration=Registration(backchannel_logout_uri=listener.uri)
    )
    await house.tokens(one_login, amina.value, scope="openid", vtr='["Cl"]')
    await house.sign_out(amina.value)
    await deliver(house)
    said = jwt.decode(listener.got[0], options={"verify_signature": False})
    assert said["sub"]
    assert "sid" not in said
