"""A resident signs in again where she is signed in: a council asked for it, and no other council is to notice."""

from datetime import timedelta

import pytest

from chassis.errors import Unauthenticated
from services.identity.domain.clients.client import Registration
from services.identity.domain.credentials.levels import LOW, PASSKEY
from services.identity.usecases.sessions.open_session import open_session
from tests.identity.house import HOME, PASSWORD, House, Party, acting

GOODBYE = Registration(backchannel_logout_uri="https://lichfield.example/backchannel")
EMAIL = "amina@example.org"


async def again(house: House, before: str, email: str = EMAIL) -> str:
    """By password, as the page does it; the new cookie's value."""
    value = (await house.sign_in(email, PASSWORD, HOME)).value
    await house.take_place(before, value)
    return value


async def told(house: House) -> list[str]:
    """Which clients are to hear that somebody signed out."""
    async with house.read() as work:
        return [notice.client_id for notice in await work.logouts.due(house.clock.now(), 10)]


async def refreshed(house: House, party: Party, refresh_token: str) -> int:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return (await house.post("/oauth2/token", form | house.proof_of(party))).status


async def test_one_council_asks_for_it_and_the_other_notices_nothing(any_house: House) -> None:
    house = any_house
    council, other, amina = await house.party(registration=GOODBYE), await house.party(), await house.resident()
    at_council = await house.tokens(council, amina.value, scope="openid offline_access", prompt="consent")
    house.later(minutes=2)
    _, asked = (await house.get("/oauth2/authorize", amina.value, **house.request(other, prompt="login"))).location
    value = await again(house, amina.value)
    await house.complete_sign_in(asked["interaction"], value)
    view = await house.get_interaction(asked["interaction"], value)
    await house.approve(asked["interaction"], value, view.claims)
    answer = await house.get("/oauth2/authorize/resume", value, interaction=asked["interaction"])
    claims = (await house.redeem(other, answer.location[1]["code"])).json
    assert (await house.claims(claims["id_token"], other.client.id))["auth_time"] == house.clock.now().timestamp()
    assert await told(house) == []
    assert (await house.userinfo(at_council["access_token"])).status == 200
    assert await refreshed(house, council, at_council["refresh_token"]) == 200


async def test_the_session_is_the_same_for_as_long_as_a_new_one(any_house: House) -> None:
    house = any_house
    amina = await house.resident()
    house.later(hours=11)
    value = await again(house, amina.value)
    house.later(hours=11)
    standing = await house.get_session(value)
    assert standing.session.id == amina.session.id
    async with house.read() as work:
        assert [each.id for each in await work.sessions.live_of(amina.session.account_id, house.clock.now())] == [
            amina.session.id
        ]


async def test_the_value_before_is_nobodys(house: House) -> None:
    amina = await house.resident()
    value = await again(house, amina.value)
    with pytest.raises(Unauthenticated):
        await house.get_session(amina.value)
    assert await house.get_session(value)
    # Sent twice, it ends nothing.
    await house.take_place(amina.value, value)
    await house.take_place(value, value)
    assert await house.get_session(value)


async def test_signing_out_afterwards_tells_every_council_of_the_session(house: House) -> None:
    council, amina = await house.party(registration=GOODBYE), await house.resident()
    tokens = await house.tokens(council, amina.value)
    await house.sign_out(await again(house, amina.value))
    assert await told(house) == [council.client.id]
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_somebody_else_does_not_go_on_in_what_was_hers(house: House) -> None:
    council, amina = await house.party(registration=GOODBYE), await house.resident()
    tokens = await house.tokens(council, amina.value)
    bola = await house.resident("bola@example.org")
    value = await again(house, amina.value, "bola@example.org")
    assert (await house.get_session(value)).account.id == bola.session.account_id
    assert await told(house) == [council.client.id]
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_who_proves_less_than_before_begins_anew(house: House) -> None:
    """Else a password typed just now would pass for the passkey of this morning."""
    amina = await house.resident()
    async with house.write() as work:
        account = await work.accounts.get(amina.session.account_id)
        strong = await open_session(work, account, house.clock.now(), house.ids, PASSKEY)
    house.clock.at += timedelta(minutes=1)
    value = await again(house, strong.value)
    standing = await house.get_session(value)
    assert (standing.session.id == strong.session.id, standing.session.acr) == (False, LOW)
    with pytest.raises(Unauthenticated):
        await house.get_session(strong.value)


async def test_a_worker_who_signs_in_again_has_chosen_no_context(house: House) -> None:
    email = "priya@lichfield.example"
    worker = await house.worker(acting(), acting(organisation="org_tamworth"), email=email)
    async with house.read() as work:
        context = (await work.accounts.get(worker)).contexts[0]
    chosen = await house.choose_context((await house.sign_in(email, PASSWORD, HOME)).value, context.id)
    standing = await house.get_session(await again(house, chosen.value, email))
    assert (standing.context, standing.session.id == chosen.session.id) == (None, False)
