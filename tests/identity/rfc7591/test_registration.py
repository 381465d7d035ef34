"""RFC 7591: software registers itself, for the organisation it was given a token for and for no other."""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Denied, Invalid
from chassis.tokens import hashed
from services.identity.usecases.clients.create_registration_token import CreateRegistrationToken
from tests.identity.house import OPERATOR, REDIRECT, Answer, House, Key, caller, house_at

SOFTWARE: Mapping[str, Any] = {"client_name": "Bins", "redirect_uris": [REDIRECT]}
SECTOR = "https://lichfield.example/sector.json"


async def initial(house: House, profile: str = "basic", uses: int = 3, hours: int = 1) -> str:
    create = CreateRegistrationToken(house.write, house.clock)
    secret, _ = await create(OPERATOR, "org_lichfield", profile, uses, timedelta(hours=hours))
    return secret


async def register(house: House, token: str, **changed: Any) -> Answer:
    """A member changed to None is sent as null, which is not said."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}"}
    return await house.post("/oauth2/register", json.dumps({**SOFTWARE, **changed}), **headers)


async def test_software_is_told_what_it_became(house: House) -> None:
    answer = await register(house, await initial(house), shoe_size=7, contacts=["web@lichfield.example"])
    told = answer.json
    assert answer.status == 201
    assert answer.headers["cache-control"] == "no-store"
    assert (told["client_name"], told["redirect_uris"]) == ("Bins", [REDIRECT])
    # What was not said is as the specifications have it.
    assert told["token_endpoint_auth_method"] == "client_secret_basic"
    assert told["id_token_signed_response_alg"] == "RS256"
    assert (told["grant_types"], told["response_types"]) == (["authorization_code"], ["code"])
    assert (told["client_secret_expires_at"], told["contacts"]) == (0, ["web@lichfield.example"])
    assert "shoe_size" not in told
    async with house.read() as work:
        kept = await work.clients.get(told["client_id"])
    assert (kept.organisation_id, kept.profile) == ("org_lichfield", "basic")
    assert kept.secret_hash == hashed(told["client_secret"])


async def test_what_was_registered_can_be_read_again_without_the_secret(house: House) -> None:
    token = await initial(house)
    mine, other = (await register(house, token)).json, (await register(house, token)).json
    where = mine["registration_client_uri"].removeprefix("http://localhost:8000")

    async def read(access: str) -> Answer:
        return await house._http("GET", where, "", b"", {"authorization": f"Bearer {access}"})

    again = await read(mine["registration_access_token"])
    assert again.status == 200
    assert again.json["client_id"] == mine["client_id"]
    assert again.json.keys().isdisjoint({"client_secret", "registration_access_token"})
    for access in (other["registration_access_token"], "rubbish", token):
        assert (await read(access)).status == 401


async def test_none_of_its_secrets_lies_in_the_database(tmp_path: Path) -> None:
    async with house_at(f"sqlite+aiosqlite:///{tmp_path}/identity.db", tmp_path) as house:
        token = await initial(house)
        told = (await register(house, token)).json
    lying = _lying(tmp_path)
    for secret in (token, told["client_secret"], told["registration_access_token"]):
        assert secret.encode() not in lying
        assert hashed(secret).encode() in lying


def _lying(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_without_a_good_token_nobody_registers(house: House) -> None:
    once, short = await initial(house, uses=1), await initial(house, hours=1)
    assert (await register(house, once)).status == 201
    for token in (once, "rubbish", ""):
        refused = await register(house, token)
        assert refused.status == 401
        assert 'error="invalid_token"' in refused.headers["www-authenticate"]
    house.later(hours=1)
    assert (await register(house, short)).status == 401


async def test_a_refused_registration_uses_nothing_up(house: House) -> None:
    token = await initial(house, uses=1)
    assert (await register(house, token, redirect_uris=[])).status == 400
    assert (await register(house, token)).status == 201


@pytest.mark.parametrize(
    ("changed", "error", "named"),
    [
        ({"redirect_uris": []}, "invalid_redirect_uri", "redirect_uris"),
        ({"redirect_uris": ["http://lichfield.example/cb"]}, "invalid_redirect_uri", "redirect_uris.0"),
        ({"redirect_uris": ["https://x.example/#f"]}, "invalid_redirect_uri", "redirect_uris.0"),
        ({"redirect_uris": REDIRECT}, "invalid_client_metadata", "redirect_uris"),
        ({"client_name": None}, "invalid_client_metadata", "client_name"),
        ({"client_name": "Bins\u202e"}, "invalid_client_metadata", "client_name"),
        ({"response_types": ["code", "token"]}, "invalid_client_metadata", "response_types"),
        ({"grant_types": ["client_credentials"]}, "invalid_client_metadata", "grant_types"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata", "grant_types"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "invalid_client_metadata", "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata", "jwks"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata", "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": "tls_client_auth"}, "invalid_client_metadata", "tls_client_auth_subject_dn"),
        ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata", "id_token_signed_response_alg"),
        ({"id_token_signed_response_alg": "HS256"}, "invalid_client_metadata", "id_token_signed_response_alg"),
        ({"userinfo_signed_response_alg": "none"}, "invalid_client_metadata", "userinfo_signed_response_alg"),
        ({"subject_type": "public"}, "invalid_client_metadata", "subject_type"),
        ({"scope": "openid people:read"}, "invalid_client_metadata", "scope"),
        ({"logo_uri": "http://lichfield.example/logo.png"}, "invalid_client_metadata", "logo_uri"),
        ({"policy_uri": "javascript:alert(1)"}, "invalid_client_metadata", "policy_uri"),
        ({"tos_uri": "https://user:pass@x.example/"}, "invalid_client_metadata", "tos_uri"),
        ({"jwks_uri": "https://10.0.0.1/jwks"}, "invalid_client_metadata", "jwks_uri"),
        ({"jwks_uri": "https://169.254.169.254/latest"}, "invalid_client_metadata", "jwks_uri"),
        ({"sector_identifier_uri": "https://[::ffff:10.0.0.1]/"}, "invalid_client_metadata", "sector_identifier_uri"),
        ({"jwks": {"keys": []}}, "invalid_client_metadata", "jwks"),
        ({"jwks": {"keys": [{"kty": "oct", "k": "a"}]}}, "invalid_client_metadata", "jwks"),
        ({"default_max_age": "soon"}, "invalid_client_metadata", "default_max_age"),
        ({"default_max_age": -1}, "invalid_client_metadata", "default_max_age"),
        ({"require_auth_time": "yes"}, "invalid_client_metadata", "require_auth_time"),
    ],
)
async def test_what_could_do_harm_is_refused_and_the_member_named(
    house: House, changed: dict[str, Any], error: str, named: str
) -> None:
    refused = await register(house, await initial(house), **changed)
    assert (refused.status, refused.json["error"]) == (400, error)
    assert refused.json["error_description"].startswith(f"{named}:")


async def test_keys_come_in_one_way(house: House) -> None:
    token, key = await initial(house), Key.new()
    both = {"jwks": json.loads(key.jwks), "jwks_uri": "https://lichfield.example/jwks"}
    assert (await register(house, token, **both)).json["error"] == "invalid_client_metadata"
    own = await register(house, token, jwks=json.loads(key.jwks), token_endpoint_auth_method="private_key_jwt")
    assert own.status == 201
    assert own.json["jwks"]["keys"][0]["kid"] == "one"
    assert "client_secret" not in own.json


@pytest.mark.parametrize(
    ("document", "status"),
    [
        (json.dumps([REDIRECT, "https://lichfield.example/other"]), 201),
        (json.dumps(["https://lichfield.example/other"]), 400),
        (json.dumps({"uris": [REDIRECT]}), 400),
        ("not JSON", 400),
        ("[" * 20_000, 400),
        (None, 400),
    ],
)
async def test_a_sector_document_lists_every_redirect_uri(house: House, document: str | None, status: int) -> None:
    if document is not None:
        house.documents.kept[SECTOR] = document.encode()
    answer = await register(house, await initial(house), sector_identifier_uri=SECTOR)
    assert answer.status == status
    assert house.documents.asked == [SECTOR]
    if status == 400:
        assert answer.json["error"] == "invalid_client_metadata"


async def test_a_body_that_is_no_json_object_is_refused(house: House) -> None:
    headers = {"content-type": "application/json", "authorization": f"Bearer {await initial(house)}"}
    for sent in ("", "[]", "7", "{", "[" * 30_000):
        answer = await house.post("/oauth2/register", sent, **headers)
        assert (answer.status, answer.json["error"]) == (400, "invalid_client_metadata")
    form = await house.post("/oauth2/register", "{}", authorization=headers["authorization"])
    assert (form.status, form.json["error"]) == (400, "invalid_request")


async def test_a_fapi_client_registers_under_its_profiles_rules(house: House) -> None:
    token, key = await initial(house, "fapi2"), Key.new()
    assert (await register(house, token)).json["error"] == "invalid_client_metadata"
    answer = await register(house, token, jwks=json.loads(key.jwks))
    assert answer.status == 201
    assert answer.json["token_endpoint_auth_method"] == "private_key_jwt"
    assert answer.json["id_token_signed_response_alg"] == "ES256"


async def test_only_an_operator_lets_software_register(house: House) -> None:
    create = CreateRegistrationToken(house.write, house.clock)
    with pytest.raises(Denied):
        await create(caller("acc_x", "organisation-admin"), "org_x", "basic", 1, timedelta(hours=1))
    wrong: list[tuple[str, str, int, timedelta]] = [
        ("", "basic", 1, timedelta(hours=1)),
        ("org_x", "first-party", 1, timedelta(hours=1)),
        ("org_x", "basic", 0, timedelta(hours=1)),
        ("org_x", "basic", 101, timedelta(hours=1)),
        ("org_x", "basic", 1, timedelta(days=31)),
    ]
    for asked in wrong:
        with pytest.raises(Invalid):
            await create(OPERATOR, *asked)


async def test_the_last_use_of_a_token_is_one_use(any_house: House) -> None:
    token = await initial(any_house, uses=1)
    answers = await asyncio.gather(*(register(any_house, token) for _ in range(5)))
    assert sorted(answer.status for answer in answers) == [201, 401, 401, 401, 401]
