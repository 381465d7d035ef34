"""What a relying party asks of a sign-in's strength, gets, and is told (OIDC Core sections 2, 3.1.2.1 and 5.5.1.1)."""

import json

import pytest

from services.identity.domain.credentials.levels import HIGH, LEVELS, LOW, MEDIUM, Ways, met, reaches
from tests.identity.credentials.doors import Doors, Person
from tests.identity.house import HOME, ISSUER, PASSWORD, House, Party

ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "values": [HIGH]}}})


async def _told(house: House, party: Party, person: Person, **asked: str | None) -> dict[str, object]:
    tokens = await house.tokens(party, person.opened.value, **asked)
    return await house.claims(tokens["id_token"], party.client.id)


async def test_a_client_is_told_the_level_the_means_and_the_time(doors: Doors) -> None:
    house = doors.house
    amina, council = await doors.somebody(), await house.party()
    told = await _told(house, council, amina)
    assert (told["acr"], told["amr"]) == (LOW, ["pwd"])
    device, _ = await amina.passkey()
    house.later(minutes=3)
    await amina.step_up(device)
    told = await _told(house, council, amina)
    assert (told["acr"], told["amr"]) == (HIGH, ["pop", "user", "mfa"])
    assert told["auth_time"] == int(house.clock.now().timestamp())


@pytest.mark.parametrize("asked", [{"claims": ESSENTIAL}, {"acr_values": f"{HIGH} {MEDIUM}"}])
async def test_who_can_step_up_is_asked_to_and_goes_on(any_doors: Doors, asked: dict[str, str]) -> None:
    doors, house = any_doors, any_doors.house
    amina, council = await doors.somebody(), await house.party()
    device, _ = await amina.passkey()
    house.later(minutes=1)
    answer = await house.get("/oauth2/authorize", amina.opened.value, **house.request(council, **asked))
    where, query = answer.location
    assert where == f"{ISSUER}/step-up"
    interaction = query["interaction"]
    assert (await house.get_interaction(interaction, amina.opened.value)).needs == "step-up"
    stale = amina.opened.value
    await amina.step_up(device)
    view = await house.complete_sign_in(interaction, amina.opened.value)
    assert view.needs == "approve"
    await house.approve(interaction, amina.opened.value, view.claims)
    # The cookie from before the step up goes nowhere with it.
    stopped = await house.get("/oauth2/authorize/resume", stale, interaction=interaction)
    assert "code" not in stopped.location[1]
    resumed = await house.get("/oauth2/authorize/resume", amina.opened.value, interaction=interaction)
    code = resumed.location[1]["code"]
    told = await house.claims((await house.redeem(council, code)).json["id_token"], council.client.id)
    assert told["acr"] == HIGH


async def test_a_demand_is_never_met_by_less_however_often_one_signs_in(doors: Doors) -> None:
    house = doors.house
    amina, council = await doors.somebody(), await house.party()
    answer = await house.get("/oauth2/authorize", amina.opened.value, **house.request(council, claims=ESSENTIAL))
    interaction = answer.location[1]["interaction"]
    amina.opened = await doors.step_up.with_password(amina.opened.value, PASSWORD, "", HOME)
    assert (await house.complete_sign_in(interaction, amina.opened.value)).needs == "step-up"
    resumed = await house.get("/oauth2/authorize/resume", amina.opened.value, interaction=interaction)
    assert resumed.location[0] == f"{ISSUER}/step-up"
    await house.decline(interaction, amina.opened.value)
    refused = await house.get("/oauth2/authorize/resume", amina.opened.value, interaction=interaction)
    assert refused.location[1]["error"] == "access_denied"


async def test_a_wish_of_somebody_who_cannot_is_left_and_the_client_told_so(doors: Doors) -> None:
    house = doors.house
    amina, council = await doors.somebody(), await house.party()
    assert (await _told(house, council, amina, acr_values=HIGH))["acr"] == LOW


@pytest.mark.parametrize("asked", [{"claims": ESSENTIAL}, {"acr_values": HIGH}])
async def test_without_a_person_nobody_can_be_asked(doors: Doors, asked: dict[str, str]) -> None:
    house = doors.house
    amina, council = await doors.somebody(), await house.party()
    await amina.passkey()
    house.later(minutes=1)
    request = house.request(council, prompt="none", **asked)
    answer = await house.get("/oauth2/authorize", amina.opened.value, **request)
    assert answer.location[1]["error"] == "login_required"


async def test_max_age_counts_from_the_step_up(doors: Doors) -> None:
    house = doors.house
    amina, council = await doors.somebody(), await house.party()
    house.later(minutes=30)
    answer = await house.get("/oauth2/authorize", amina.opened.value, **house.request(council, max_age="60"))
    assert answer.location[0] == f"{ISSUER}/sign-in"
    amina.opened = await doors.step_up.with_password(amina.opened.value, PASSWORD, "", HOME)
    assert (await _told(house, council, amina, max_age="60"))["auth_time"] == int(house.clock.now().timestamp())


def test_levels_and_ways() -> None:
    assert [reaches(MEDIUM, least) for least in ("", *LEVELS, "urn:other")] == [True, True, True, False, False]
    assert met(MEDIUM, ())
    assert met(MEDIUM, ("urn:other", LOW))
    assert not met(MEDIUM, (HIGH, "urn:other"))
    strongest = {
        Ways(password=True, app=False, passkeys=0): LOW,
        Ways(password=True, app=True, passkeys=0): MEDIUM,
        Ways(password=False, app=True, passkeys=0): LOW,
        Ways(password=True, app=True, passkeys=1): HIGH,
    }
    assert {ways: ways.strongest for ways in strongest} == strongest
