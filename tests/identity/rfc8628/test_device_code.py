"""RFC 8628: a device without a keyboard gets tokens, when a person says yes elsewhere."""

import asyncio
import re
from typing import Any

import pytest

from chassis.errors import Denied, NotFound, TooMany, Unauthenticated
from services.identity.domain.authorization.device_request import GRANT_TYPE
from services.identity.domain.clients.client import Registration
from tests.identity.house import HOME, ISSUER, Answer, House, Party, acting


async def ask(house: House, kiosk: Party, scope: str = "openid email") -> Any:
    answer = await house.post("/oauth2/device_authorization", {"scope": scope} | house.proof_of(kiosk))
    assert answer.status == 200, answer.body
    return answer.json


async def poll(house: House, kiosk: Party, asked: Any) -> Answer:
    form = {"grant_type": GRANT_TYPE, "device_code": asked["device_code"]} | house.proof_of(kiosk)
    return await house.post("/oauth2/token", form)


async def refused(house: House, kiosk: Party, asked: Any) -> str:
    answer = await poll(house, kiosk, asked)
    assert answer.status == 400
    return str(answer.json["error"])


async def test_a_device_gets_tokens_once_its_resident_said_yes(any_house: House) -> None:
    house = any_house
    kiosk, amina = await house.party(), await house.resident()
    asked = await ask(house, kiosk)
    assert re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", asked["user_code"])
    assert asked["verification_uri"] == f"{ISSUER}/device"
    assert asked["verification_uri_complete"] == f"{ISSUER}/device?user_code={asked['user_code']}"
    assert (asked["expires_in"], asked["interval"]) == (600, 5)
    assert await refused(house, kiosk, asked) == "authorization_pending"
    found = await house.find_device(amina.value, asked["user_code"].lower().replace("-", " "), HOME)
    assert (found.client.name, found.claims) == ("Lichfield Council", ("email",))
    await house.answer_device(amina.value, asked["user_code"], yes=True)
    house.later(seconds=5)
    tokens = (await poll(house, kiosk, asked)).json
    assert (await house.userinfo(tokens["access_token"])).json["email"] == "amina@example.org"
    assert tokens["id_token"]
    assert tokens["refresh_token"]


async def test_who_asks_too_soon_is_told_to_slow_down_more_each_time(house: House) -> None:
    kiosk = await house.party()
    asked = await ask(house, kiosk)
    assert await refused(house, kiosk, asked) == "authorization_pending"
    house.later(seconds=4)
    assert await refused(house, kiosk, asked) == "slow_down"
    house.later(seconds=9)
    assert await refused(house, kiosk, asked) == "slow_down"
    house.later(seconds=15)
    assert await refused(house, kiosk, asked) == "authorization_pending"


async def test_a_no_is_told_to_the_device_and_ends_the_matter(house: House) -> None:
    kiosk, amina = await house.party(), await house.resident()
    asked = await ask(house, kiosk)
    await house.answer_device(amina.value, asked["user_code"], yes=False)
    assert await refused(house, kiosk, asked) == "access_denied"
    with pytest.raises(NotFound):
        await house.answer_device(amina.value, asked["user_code"], yes=True)


async def test_after_ten_minutes_the_codes_are_good_for_nothing(house: House) -> None:
    kiosk, amina = await house.party(), await house.resident()
    asked = await ask(house, kiosk)
    house.later(minutes=10)
    assert await refused(house, kiosk, asked) == "expired_token"
    with pytest.raises(NotFound):
        await house.find_device(amina.value, asked["user_code"], HOME)


async def test_a_device_code_is_good_once_and_a_second_use_ends_its_tokens(any_house: House) -> None:
    house = any_house
    kiosk, amina = await house.party(), await house.resident()
    asked = await ask(house, kiosk)
    await house.answer_device(amina.value, asked["user_code"], yes=True)
    answers = await asyncio.gather(*(poll(house, kiosk, asked) for _ in range(6)))
    [tokens] = [answer.json for answer in answers if answer.status == 200]
    assert {answer.json["error"] for answer in answers if answer.status != 200} == {"invalid_grant"}
    assert (await house.userinfo(tokens["access_token"])).status == 401


async def test_a_device_code_is_for_its_client(house: House) -> None:
    kiosk, other = await house.party(), await house.party(name="Tamworth")
    asked = await ask(house, kiosk)
    assert await refused(house, other, asked) == "invalid_grant"
    assert await refused(house, kiosk, asked | {"device_code": "rubbish"}) == "invalid_grant"


async def test_only_a_client_that_may_use_devices_is_given_codes(house: House) -> None:
    without = await house.party(registration=Registration(grant_types=("authorization_code",)))
    answer = await house.post("/oauth2/device_authorization", {"scope": "openid"} | house.proof_of(without))
    assert answer.json["error"] == "unauthorized_client"
    answer = await house.post(
        "/oauth2/device_authorization", {"scope": "people:read"} | house.proof_of(await house.party())
    )
    assert answer.json["error"] == "invalid_scope"


async def test_a_guesser_of_codes_is_slowed_whether_right_or_wrong(house: House) -> None:
    kiosk, eve = await house.party(), await house.resident("eve@example.org")
    asked = await ask(house, kiosk)
    for _ in range(10):
        with pytest.raises(NotFound):
            await house.find_device(eve.value, "BBBB-BBBB", HOME)
    with pytest.raises(TooMany):
        await house.find_device(eve.value, asked["user_code"], HOME)
    house.later(seconds=10)
    assert await house.find_device(eve.value, asked["user_code"], HOME)


async def test_a_guesser_who_skips_finding_the_device_is_slowed_as_well(house: House) -> None:
    kiosk, eve = await house.party(), await house.resident("eve@example.org")
    asked = await ask(house, kiosk)
    for yes in (True, False) * 5:
        with pytest.raises(NotFound):
            await house.answer_device(eve.value, "BBBB-BBBB", yes=yes)
    with pytest.raises(TooMany):
        await house.answer_device(eve.value, asked["user_code"], yes=True)
    assert await refused(house, kiosk, asked) == "authorization_pending"


async def test_nobody_answers_without_signing_in_and_a_worker_not_for_a_relying_party(house: House) -> None:
    kiosk = await house.party()
    asked = await ask(house, kiosk)
    with pytest.raises(Unauthenticated):
        await house.answer_device("nobody", asked["user_code"], yes=True)
    await house.worker(acting())
    priya = await house.sign_in("priya@lichfield.example", "correct horse battery", HOME)
    with pytest.raises(Denied):
        await house.answer_device(priya.value, asked["user_code"], yes=True)


async def test_what_a_device_holds_ends_with_the_session_it_was_given_in(house: House) -> None:
    kiosk, amina = await house.party(), await house.resident()
    asked = await ask(house, kiosk)
    await house.answer_device(amina.value, asked["user_code"], yes=True)
    await house.sign_out(amina.value)
    assert await refused(house, kiosk, asked) == "invalid_grant"
