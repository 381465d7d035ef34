"""RFC 7592 section 2.2: a client changes what it registered; it becomes no more than it could have registered as."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.tokens import hashed
from tests.identity.house import ISSUER, REDIRECT, House, Key, Party, house_at
from tests.identity.rfc7591.test_registration import SECTOR, initial, register
from tests.identity.rfc7592.software import keys, software

OTHER = "https://lichfield.example/other"
REFRESHING = ["authorization_code", "refresh_token"]


async def test_what_is_sent_takes_the_place_of_all_there_was(any_house: House) -> None:
    bins = await software(any_house, contacts=["web@lichfield.example"], policy_uri="https://lichfield.example/privacy")
    secret = bins.told["client_secret"]
    answer = await bins.change(client_name="Bins and skips", redirect_uris=[REDIRECT, OTHER], contacts=None)
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    told = (await bins.read()).json
    for said in (answer.json, told):
        assert (said["client_name"], said["redirect_uris"]) == ("Bins and skips", [REDIRECT, OTHER])
        assert said["policy_uri"] == "https://lichfield.example/privacy"
        assert "contacts" not in said
        assert said["registration_client_uri"] == f"{ISSUER}/oauth2/register/{bins.client_id}"
    # What was not said again is as if it had never been.
    least = {"client_id": bins.client_id, "client_name": "Bins", "redirect_uris": [REDIRECT], "policy_uri": None}
    assert (await bins.put(json.dumps(least))).status == 200
    assert "policy_uri" not in (await bins.read()).json
    assert "client_secret" not in answer.json, "it has one, and no other"
    assert await bins.introspects(secret) == 200
    assert (await any_house.acts()).count("client.updated") == 2


async def test_organisation_profile_and_age_stay_whatever_it_says(house: House) -> None:
    bins = await software(house)
    was = await bins.client()
    house.later(days=1)
    mine: Any = {
        "profile": "first-party",
        "organisation_id": "org_other",
        "role": "operator",
        "created_at": 0,
        "sector": "",
    }
    assert (await bins.change(client_name="Skips", **mine)).status == 200
    assert await bins.client() == replace(was, name="Skips", registration=(await bins.client()).registration)


@pytest.mark.parametrize(
    ("changed", "error", "named"),
    [
        ({"redirect_uris": []}, "invalid_redirect_uri", "redirect_uris"),
        ({"redirect_uris": ["http://lichfield.example/cb"]}, "invalid_redirect_uri", "redirect_uris.0"),
        ({"client_name": None}, "invalid_client_metadata", "client_name"),
        ({"scope": "openid people:read"}, "invalid_client_metadata", "scope"),
        ({"grant_types": ["client_credentials"]}, "invalid_client_metadata", "grant_types"),
        ({"response_types": ["token"]}, "invalid_client_metadata", "response_types"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata", "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata", "jwks"),
        ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata", "id_token_signed_response_alg"),
        ({"subject_type": "public"}, "invalid_client_metadata", "subject_type"),
        ({"jwks_uri": "https://10.0.0.1/jwks"}, "invalid_client_metadata", "jwks_uri"),
        ({"sector_identifier_uri": SECTOR}, "invalid_client_metadata", "sector_identifier_uri"),
        # Section 2.2: it names itself, and nothing that is ours to say.
        ({"client_id": None}, "invalid_client_metadata", "client_id"),
        ({"client_id": "cli_of_another"}, "invalid_client_metadata", "client_id"),
        ({"client_id": 7}, "invalid_client_metadata", "client_id"),
        ({"client_id_issued_at": 0}, "invalid_client_metadata", "client_id_issued_at"),
        ({"client_secret_expires_at": 0}, "invalid_client_metadata", "client_secret_expires_at"),
        ({"registration_client_uri": "https://x.example/"}, "invalid_client_metadata", "registration_client_uri"),
        ({"registration_access_token": "mine"}, "invalid_client_metadata", "registration_access_token"),
        ({"client_secret": "chosen by the client"}, "invalid_client_metadata", "client_secret"),
        ({"client_secret": 7}, "invalid_client_metadata", "client_secret"),
    ],
)
async def test_what_it_may_not_be_is_refused_and_nothing_has_changed(
    house: House, changed: dict[str, Any], error: str, named: str
) -> None:
    house.documents.kept[SECTOR] = json.dumps([OTHER]).encode()
    bins = await software(house)
    was = await bins.client()
    refused = await bins.change(**{"client_name": "Skips"} | changed)
    assert (refused.status, refused.json["error"]) == (400, error)
    assert refused.json["error_description"].startswith(f"{named}:")
    assert await bins.client() == was
    assert (await bins.read()).status == 200, "nor has its token"


async def test_a_client_may_repeat_the_secret_it_has(house: House) -> None:
    bins = await software(house)
    assert (await bins.change(client_secret=bins.told["client_secret"])).status == 200
    keyed = await software(house, "fapi2", jwks=keys(Key.new()))
    assert (await keyed.change(client_secret="")).json["error"] == "invalid_client_metadata", "it has none"


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 30_000])
async def test_a_body_that_is_no_json_object_is_refused(house: House, body: str) -> None:
    bins = await software(house)
    answer = await bins.put(body)
    assert (answer.status, answer.json["error"]) == (400, "invalid_client_metadata")
    form = await bins.put("client_name=Skips", content_type="application/x-www-form-urlencoded")
    assert (form.status, form.json["error"]) == (400, "invalid_request")


async def test_nobody_changes_what_another_registered(any_house: House) -> None:
    token = await initial(any_house)
    bins, other = await software(any_house), await software(any_house)
    for access in (other.access, token, "rubbish", ""):
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {access}"} if access else {})
        sent = json.dumps(bins.metadata | {"client_name": "Eve"})
        refused = await any_house.ask("PUT", bins.where, sent, **headers)
        assert refused.status == 401
        assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    unknown = await any_house.ask("PUT", f"{bins.where}x", "{}", authorization=f"Bearer {bins.access}")
    assert unknown.status == 401
    assert (await bins.client()).name == "Bins"


async def test_each_change_gives_the_next_token_and_the_last_is_over_once_that_is_used(any_house: House) -> None:
    bins = await software(any_house)
    first = bins.access
    await bins.change(client_name="Skips")
    second = bins.access
    assert second != first
    assert (await bins.read(first)).status == 200, "the answer might have been lost"
    assert (await bins.read(second)).status == 200
    for act in (bins.read, bins.change, bins.end):
        assert (await act(first)).status == 401
    assert (await bins.read(second)).status == 200


async def test_a_client_whose_answer_was_lost_asks_again(house: House) -> None:
    bins = await software(house)
    first = bins.access
    await bins.change(first, client_name="Skips")
    lost = bins.access
    assert (await bins.change(first, client_name="Skips")).status == 200
    assert bins.access not in (first, lost)
    assert (await bins.read()).status == 200
    assert (await bins.read(first)).status == 401


async def test_a_change_made_by_the_next_token_ends_the_last(house: House) -> None:
    bins = await software(house)
    first = bins.access
    await bins.change(client_name="Skips")
    await bins.change(client_name="Bins")
    assert (await bins.read(first)).status == 401


async def test_none_of_its_tokens_lies_in_the_database(tmp_path: Path) -> None:
    async with house_at(f"sqlite+aiosqlite:///{tmp_path}/identity.db", tmp_path) as house:
        bins = await software(house)
        await bins.change(client_name="Skips")
    lying = _lying(tmp_path)
    assert bins.access.encode() not in lying
    assert hashed(bins.access).encode() in lying


def _lying(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_client_that_takes_up_a_secret_is_told_it_once_and_one_that_gives_it_up_has_none(house: House) -> None:
    key = Key.new()
    bins = await software(house)
    secret = bins.told["client_secret"]
    own = {"jwks": keys(key), "token_endpoint_auth_method": "private_key_jwt"}
    assert "client_secret" not in (await bins.change(**own)).json
    assert (await bins.client()).secret_hash == ""
    assert await bins.introspects(secret) == 401
    back = await bins.change(jwks=None, token_endpoint_auth_method="client_secret_basic")
    assert back.json["client_secret"] not in ("", secret)
    assert back.json["client_secret_expires_at"] == 0
    assert (await bins.introspects(back.json["client_secret"]), await bins.introspects(secret)) == (200, 401)


async def test_tokens_got_with_what_proves_it_no_more_are_over(any_house: House) -> None:
    amina, old, new = await any_house.resident(), Key.new(), Key.new()
    bins = await software(any_house, jwks=keys(old), token_endpoint_auth_method="private_key_jwt")
    tokens = await any_house.tokens(Party(await bins.client(), old), amina.value)
    both = {"keys": keys(old)["keys"] + [keys(new)["keys"][0] | {"kid": "two"}]}
    await bins.change(jwks=both)
    assert (await any_house.userinfo(tokens["access_token"])).status == 200, "one of its keys is as it was"
    any_house.later(seconds=1)
    await bins.change(jwks=keys(Key.new()))
    assert (await any_house.userinfo(tokens["access_token"])).status == 401
    assert (await any_house.redeem(Party(await bins.client(), old), "any code")).json["error"] == "invalid_client"


async def test_a_scope_struck_is_in_no_token_any_more(house: House) -> None:
    amina = await house.resident()
    bins = await software(house, scope="openid email offline_access", grant_types=REFRESHING)
    tokens = await bins.tokens(amina.value, scope="openid email")
    assert "email" in (await house.userinfo(tokens["access_token"])).json
    house.later(seconds=1)
    await bins.change(scope="openid")
    assert (await house.userinfo(tokens["access_token"])).status == 401
    house.later(seconds=1)
    fresh = await bins.refresh(tokens["refresh_token"])
    assert (fresh.status, fresh.json["scope"]) == (200, "openid")
    assert (await house.userinfo(fresh.json["access_token"])).json.keys() == {"sub"}


async def test_nobody_is_sent_to_an_address_that_was_struck_while_they_were_at_a_page(house: House) -> None:
    amina, bins = await house.resident(), await software(house, redirect_uris=[REDIRECT, OTHER])
    asked = house.request(await bins.party(), redirect_uri=OTHER)
    _, query = (await house.get("/oauth2/authorize", amina.value, **asked)).location
    await house.approve(query["interaction"], amina.value, ())
    await bins.change(redirect_uris=[REDIRECT])
    answer = await house.get("/oauth2/authorize/resume", amina.value, interaction=query["interaction"])
    assert answer.status == 400
    assert "location" not in answer.headers


async def test_a_client_that_wants_to_hear_of_sign_outs_no_more_is_told_nothing(any_house: House) -> None:
    amina = await any_house.resident()
    bins = await software(any_house, backchannel_logout_uri="https://lichfield.example/out")
    await bins.tokens(amina.value)
    await any_house.sign_out(amina.value)
    async with any_house.read() as work:
        assert [n.client_id for n in await work.logouts.due(any_house.clock.now(), 9)] == [bins.client_id]
    await bins.change(backchannel_logout_uri=None)
    async with any_house.read() as work:
        assert await work.logouts.due(any_house.clock.now(), 9) == []


async def test_two_changes_at_once_are_one_after_the_other(any_house: House) -> None:
    bins = await software(any_house)
    access = bins.access
    answers = await asyncio.gather(*(bins.change(access, client_name=f"Bins {n}") for n in range(4)))
    assert [answer.status for answer in answers] == [200] * 4
    assert (await bins.client()).name in {answer.json["client_name"] for answer in answers}


async def test_only_what_section_2_names_is_answered(house: House) -> None:
    bins = await software(house)
    assert (await house.ask("POST", bins.where, "{}", authorization=f"Bearer {bins.access}")).status == 405
    assert (await house.ask("PUT", "/oauth2/register", "{}", authorization=f"Bearer {bins.access}")).status == 405


async def test_a_fapi_client_stays_under_its_profiles_rules(house: House) -> None:
    bins = await software(house, "fapi2", jwks=keys(Key.new()))
    refused = await bins.change(jwks=None, token_endpoint_auth_method="client_secret_basic")
    assert refused.json["error"] == "invalid_client_metadata"
    assert (await bins.change(client_name="Skips")).status == 200
    assert (await bins.client()).rules.par


async def test_a_client_that_an_operator_registered_has_no_token_and_is_changed_by_none(house: House) -> None:
    council = await house.party()
    bins = (await register(house, await initial(house))).json
    where = f"/oauth2/register/{council.client.id}"
    headers = {"authorization": f"Bearer {bins['registration_access_token']}"}
    assert (await house.ask("DELETE", where, **headers)).status == 401
    assert (await house.ask("GET", where, **headers)).status == 401
