"""openid-client, certified for relying parties, does at the provider what a council's own software would."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.secrets import new_key, public_jwks
from tests.e2e.relying_parties.stage import Resident, Stage, must_have

pytestmark = pytest.mark.xdist_group("relying-parties")

_FOLDER = Path(__file__).parent / "openid_client"
_REDIRECT = "http://localhost:9/signed-in"
_SCOPE = "openid email offline_access"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture(scope="session", autouse=True)
def _there() -> None:
    must_have(shutil.which("node") and (_FOLDER / "node_modules/openid-client").exists(), "openid-client for Node.js")


def play(me: dict[str, Any], person: Callable[[str], str]) -> dict[str, Any]:
    """The relying party's part, to what it was told. `person`: goes to an address; answers where she came back to."""
    pipe = subprocess.PIPE
    command = ["node", "relying_party.mjs"]
    with subprocess.Popen(command, cwd=_FOLDER, stdin=pipe, stdout=pipe, text=True, bufsize=1) as party:
        assert party.stdin is not None
        assert party.stdout is not None
        party.stdin.write(f"{json.dumps(me)}\n")
        for line in party.stdout:
            said = json.loads(line)
            if "told" in said:
                return dict(said["told"])
            party.stdin.write(f"{json.dumps(person(said['go']))}\n")
    raise AssertionError("the relying party gave up; its own words are above")


def approving(resident: Resident) -> Callable[[str], str]:
    """She is signed in; she approves."""

    def person(url: str) -> str:
        page = resident.browser.get(url)
        return resident.browser.submit(page, "/approve", stop_at=_REDIRECT).url

    return person


_COUNCIL = {"redirect_uris": [_REDIRECT], "post_logout_redirect_uris": [_REDIRECT], "scopes": _SCOPE.split()}


def registered(stage: Stage, profile: str, method: str, folder: Path, **registration: Any) -> dict[str, Any]:
    """A new client, in the words of relying_party.mjs."""
    key = new_key(folder / "council.pem")
    about = {"role": "partner"} if profile == "service" else _COUNCIL
    client = stage.client(
        profile,
        jwks="" if method.startswith("client_secret") else public_jwks(key),
        registration={"token_endpoint_auth_method": method, **registration},
        **about,
    )
    return {
        "issuer": stage.issuer,
        "client_id": client["client_id"],
        "client_secret": client["client_secret"],
        "auth_method": method,
        "key": key.read_text(),
        "kid": key.stem,
        "redirect_uri": _REDIRECT,
        "scope": _SCOPE,
    }


CODE = {"act": "code", "ask": "plain"}


@pytest.mark.parametrize("method", ["private_key_jwt", "client_secret_basic", "client_secret_post"])
def test_a_resident_signs_in_and_what_she_allowed_ends_when_it_is_revoked(
    stage: Stage, tmp_path: Path, method: str
) -> None:
    amina = stage.resident()
    told = play(registered(stage, "basic", method, tmp_path) | CODE, approving(amina))
    assert (told["claims"]["iss"], told["token_type"]) == (stage.issuer, "bearer")
    assert told["userinfo"] == {"sub": told["claims"]["sub"], "email": amina.email, "email_verified": True}
    assert told["same"]
    assert told["rotated"]
    assert told["introspected"]["active"]
    assert told["introspected"]["sub"] == told["claims"]["sub"]
    _ended(told)
    back = amina.browser.get(told["end_session"], stop_at=_REDIRECT)
    assert back.url == f"{_REDIRECT}?state=bye"
    assert "/sign-in" in amina.browser.get("/account").url


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
def test_answers_are_signed_as_the_council_asked(stage: Stage, tmp_path: Path, algorithm: str) -> None:
    amina = stage.resident()
    asked = {"id_token_signed_response_alg": algorithm, "userinfo_signed_response_alg": algorithm}
    me = registered(stage, "basic", "private_key_jwt", tmp_path, **asked) | CODE | {"metadata": asked}
    assert play(me, approving(amina))["userinfo"]["email"] == amina.email


def _ended(told: dict[str, Any]) -> None:
    revoked = told["revoked"]
    assert revoked["introspected"] == {"active": False}
    assert revoked["refresh"] == "400 invalid_grant"
    assert revoked["userinfo"] == "401 invalid_token"


@pytest.mark.parametrize("ask", ["signed", "signed_and_pushed", "pushed"])
def test_a_request_may_be_signed_and_sent_ahead(stage: Stage, tmp_path: Path, ask: str) -> None:
    amina = stage.resident()
    me = registered(stage, "basic", "private_key_jwt", tmp_path) | CODE | {"ask": ask}
    assert play(me, approving(amina))["userinfo"]["email"] == amina.email


@pytest.mark.parametrize("ask", ["pushed", "signed_and_pushed"])
def test_under_fapi_2_every_token_is_bound_to_the_councils_key(stage: Stage, tmp_path: Path, ask: str) -> None:
    amina = stage.resident()
    me = registered(stage, "fapi2", "private_key_jwt", tmp_path) | {"act": "code", "ask": ask, "dpop": True}
    told = play(me, approving(amina))
    assert (told["token_type"], told["rotated"]) == ("dpop", False)
    assert told["challenged"], "a proof without our nonce is sent again with it"
    assert told["introspected"]["cnf"].keys() == {"jkt"}
    assert told["userinfo"]["email"] == amina.email
    assert told["unproven"] == "401 invalid_token"
    _ended(told)


def test_a_service_written_for_gov_uk_one_login_signs_a_resident_in(stage: Stage, tmp_path: Path) -> None:
    amina = stage.resident()
    me = registered(stage, "one-login", "private_key_jwt", tmp_path)
    asked = {"act": "once", "ask": "plain", "scope": "openid email", "parameters": {"vtr": '["Cl"]'}}
    told = play(me | asked, approving(amina))
    assert (told["claims"]["vot"], told["claims"]["vtm"]) == ("Cl", f"{stage.issuer}/oauth2/trustmark")
    assert (told["expires_in"], told["userinfo"]["email"]) == (180, amina.email)


def test_a_partners_token_opens_our_api_with_its_own_key_alone(stage: Stage, tmp_path: Path) -> None:
    me = registered(stage, "service", "private_key_jwt", tmp_path)
    here = {"act": "service", "scope": "subscriptions:read", "resource": f"{stage.issuer}/v1/subscriptions"}
    told = play(me | here, lambda _: "")
    assert (told["token_type"], told["status"], told["body"]["items"]) == ("dpop", 200, [])
    assert (told["unproven"], told["stolen"]) == ("401 invalid_token", "401 invalid_token")


def test_a_device_without_a_keyboard_is_connected(stage: Stage, tmp_path: Path) -> None:
    amina = stage.resident()
    me = registered(stage, "basic", "client_secret_basic", tmp_path, grant_types=["authorization_code", _DEVICE])

    def person(url: str) -> str:
        asked = amina.browser.submit(amina.browser.get(url), "/device")
        return amina.browser.submit(asked, "/device/yes").url

    told = play(me | {"act": "device", "scope": "openid email"}, person)
    assert told["userinfo"]["email"] == amina.email


def test_a_client_registers_itself_and_signs_a_resident_in(stage: Stage) -> None:
    amina = stage.resident()
    metadata = {
        "client_name": "Lichfield Council",
        "redirect_uris": [_REDIRECT],
        "post_logout_redirect_uris": [_REDIRECT],
        "scope": _SCOPE,
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "client_secret_post",
    }
    token = stage.registration_token("basic")
    me = {"issuer": stage.issuer, "redirect_uri": _REDIRECT, "scope": _SCOPE, "initial_access_token": token}
    told = play(me | CODE | {"metadata": metadata}, approving(amina))
    assert told["registered"]["id_token_signed_response_alg"] == "RS256", "which is what the specification's default is"
    assert told["userinfo"]["email"] == amina.email
    _ended(told)
