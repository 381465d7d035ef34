"""Records ask for a strong sign-in of a person; a client that acts for itself proved its key."""

import pytest

from chassis.errors import Unauthenticated
from services.gateway.api.access import ACCESS
from services.identity.domain.credentials.levels import HIGH, PASSKEY, PASSWORD, Means
from services.identity.usecases.sessions.open_session import open_session
from tests.identity.house import House, acting

STRONG = [
    ("GET", "/v1/cases/{case_id}/records"),
    ("POST", "/v1/cases/{case_id}/records"),
    ("GET", "/v1/records/{record_id}"),
    ("POST", "/v1/emergency-accesses"),
]


@pytest.mark.parametrize("route", STRONG)
def test_every_way_to_records_asks_for_it(route: tuple[str, str]) -> None:
    assert ACCESS[route].least_acr == HIGH


async def value_of(house: House, means: Means) -> str:
    account_id = await house.worker(acting())
    async with house.write() as work:
        account = await work.accounts.get(account_id)
        return (await open_session(work, account, house.clock.now(), house.ids, means)).value


async def test_a_session_of_a_passkey_is_enough_and_one_of_a_password_is_not(house: House) -> None:
    strong = await value_of(house, PASSKEY)
    assert await house.exchange.of_session(strong, "cases", HIGH)
    weak = await value_of(house, PASSWORD)
    with pytest.raises(Unauthenticated) as why:
        await house.exchange.of_session(weak, "cases", HIGH)
    assert why.value.code == "stronger-sign-in-needed"


async def test_a_token_says_how_strongly_she_signed_in(house: House) -> None:
    party = await house.party("first-party")
    for means, enough in ((PASSKEY, True), (PASSWORD, False)):
        tokens = await house.tokens(party, await value_of(house, means), scope="openid records:read")
        if enough:
            assert await house.exchange.of_token(tokens["access_token"], "cases", HIGH)
        else:
            with pytest.raises(Unauthenticated):
                await house.exchange.of_token(tokens["access_token"], "cases", HIGH)


async def test_a_partner_that_proved_its_key_reads_what_it_may(house: House) -> None:
    party = await house.party("service")
    assert party.key
    form = {"grant_type": "client_credentials"} | party.key.assertion(party.client.id, house.clock.now())
    token = (await house.post("/oauth2/token", form)).json["access_token"]
    assert await house.exchange.of_token(token, "cases", HIGH)
