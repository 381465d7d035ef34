"""`kith client` and `kith keys` against running services: what an operator types, and what a relying party notices."""

import asyncio
import json
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests

from console.api import ClientApi, Refused
from console.app import main
from console.supervisor import Supervisor

REDIRECT = "https://lichfield.example/callback"


@pytest.mark.timeout(180)
async def test_an_operator_registers_clients_and_rotates_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Supervisor(tmp_path, port=0) as kith:
        await kith.ready()
        console = Console(tmp_path, capsys)
        await asyncio.to_thread(_clients, console, kith.topology.base_url, tmp_path)
        await asyncio.to_thread(_registration, console, kith.topology.base_url)
        await asyncio.to_thread(_keys, console, kith.topology.base_url)
        await asyncio.to_thread(_refused, console, kith.topology.base_url, tmp_path)


@pytest.mark.timeout(180)
async def test_commands_reach_services_that_the_public_knows_by_another_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in any real use: a proxy ends TLS for the issuer, and the commands come from this machine."""
    monkeypatch.setenv("KITH_ISSUER", "https://kith.example.gov.uk")
    async with Supervisor(tmp_path, port=0) as kith:
        await kith.ready()
        # An operator's shell need not have the services' environment.
        monkeypatch.delenv("KITH_ISSUER")
        await asyncio.to_thread(_behind_a_proxy, Console(tmp_path, capsys), tmp_path)


def _behind_a_proxy(console: "Console", data: Path) -> None:
    partner = ("client", "create", "Night Shelter", "--profile", "service", "--role", "partner")
    made = console.json(*partner, "--organisation", "org_shelter")
    assert made["client_id"] in {client["client_id"] for client in console.json("client", "list")}
    status, _, err = console.run("client", "rotate-key", made["client_id"], made["key_file"], str(data / "next.pem"))
    assert (status, err) == (0, "")


class Console:
    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data, self._capsys = data, capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        """Status, standard output, standard error."""
        self._capsys.readouterr()
        status = main([*words, "--data-dir", str(self._data)])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str) -> Any:
        status, out, err = self.run(*words, "--json")
        assert status == 0, err
        return json.loads(out)


COUNCIL = ("--organisation", "org_lichfield", "--redirect-uri", REDIRECT, "--scope", "openid")


def _clients(console: Console, base_url: str, data: Path) -> None:
    partner = ("client", "create", "Night Shelter", "--profile", "service")
    made = console.json(*partner, "--organisation", "org_shelter", "--role", "partner")
    key_file = Path(made["key_file"])
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.is_relative_to(data)
    # With nothing but id and key file, the partner gets its token.
    assert ClientApi(base_url, made["client_id"], key_file).token()

    status, _, err = console.run(*partner, "--organisation", "org_shelter", "--role", "partner")
    assert (status, "is there already" in err) == (1, True)
    other = data / "other.pem"
    status, _, err = console.run(*partner, "--organisation", "org_shelter", "--role", "chief", "--key-file", str(other))
    assert (status, "role" in err) == (1, True)
    assert not other.exists()

    secret = console.json(
        *("client", "create", "Bins", "--profile", "basic", "--auth-method", "client_secret_basic"), *COUNCIL
    )
    assert (len(secret["client_secret"]) >= 43, secret["key_file"]) == (True, None)
    fapi = console.json("client", "create", "Housing", "--profile", "fapi2", "--algorithm", "PS256", *COUNCIL)
    assert fapi["registration"]["id_token_signed_response_alg"] == "PS256"
    status, _, err = console.run(
        "client", "create", "Housing 2", "--profile", "fapi2", "--algorithm", "RS256", *COUNCIL
    )
    assert (status, "id_token_signed_response_alg: must be one of" in err) == (1, True)

    listed = {client["client_id"]: client for client in console.json("client", "list")}
    assert {made["client_id"], secret["client_id"], fapi["client_id"]} < listed.keys()
    assert not any("client_secret" in client for client in listed.values())
    status, out, _ = console.run("client", "list")
    assert (status, "client_secret_basic" in out) == (0, True)

    status, _, err = console.run("client", "remove", made["client_id"])
    assert (status, err) == (0, "")
    with pytest.raises(Refused, match="401"):
        ClientApi(base_url, made["client_id"], key_file).token()
    assert made["client_id"] not in {client["client_id"] for client in console.json("client", "list")}
    assert console.run("client", "remove", made["client_id"])[0] == 1
    status, _, err = console.run("client", "remove", "operator")
    assert (status, "stays" in err) == (1, True)


def _registration(console: Console, base_url: str) -> None:
    token = console.json("client", "token", "--organisation", "org_lichfield", "--uses", "1")["token"]
    said = {"client_name": "Bins", "redirect_uris": [REDIRECT]}
    statuses = [
        requests.post(
            f"{base_url}/oauth2/register", json=said, headers={"Authorization": f"Bearer {token}"}, timeout=20
        ).status_code
        for _ in range(2)
    ]
    assert statuses == [201, 401]


def _keys(console: Console, base_url: str) -> None:
    before = {key["kid"] for key in _jwks(base_url)}
    signing = {key["kid"] for key in console.json("keys", "rotate")}
    after = {key["kid"] for key in _jwks(base_url)}
    assert signing < before < after
    # The next command signs in with a token of the new keys, and is known by it everywhere.
    assert console.json("client", "list")
    status, _, err = console.run("keys", "rotate")
    assert (status, "not every relying party has read the next keys yet" in err) == (1, True)
    for stolen in signing:
        kept = {key["kid"] for key in console.json("keys", "rotate", "--compromised", stolen)}
        assert stolen not in kept | {key["kid"] for key in _jwks(base_url)}
    assert console.json("client", "list")
    status, _, err = console.run("keys", "rotate", "--compromised", stolen)
    assert (status, "no key with that id is published" in err) == (1, True)


def _jwks(base_url: str) -> list[dict[str, Any]]:
    published = requests.get(f"{base_url}/oauth2/jwks", timeout=20).json()["keys"]
    assert all(jwt.PyJWK(key).key_id == key["kid"] for key in published)
    keys: list[dict[str, Any]] = published
    return keys


def _refused(console: Console, base_url: str, data: Path) -> None:
    """Whatever the services refuse is one line, which names the word that is wrong, and leaves no key behind."""
    kept = sorted((data / "secrets").rglob("*.pem"))
    text = data / "notes.txt"
    text.write_text("not a key set")
    create = ("client", "create", "Wrong", "--organisation", "org_lichfield")
    to = ("--redirect-uri", REDIRECT)
    for words, named in (
        ((*create, "--profile", "basic", "--redirect-uri", "http://lichfield.example/"), "redirect_uris.0"),
        ((*create, "--profile", "basic", "--redirect-uri", "not a URI"), "redirect_uris.0"),
        ((*create, "--profile", "basic"), "redirect_uris"),
        ((*create, "--profile", "basic", *to, "--scope", "people:read"), "people:read"),
        ((*create, "--profile", "basic", *to, "--jwks", str(text)), "jwks"),
        ((*create, "--profile", "fapi2", *to, "--algorithm", "RS256"), "id_token_signed_response_alg"),
        ((*create, "--profile", "one-login", *to, "--auth-method", "client_secret_basic"), "auth_method"),
        ((*create, "--profile", "service", "--role", "boss"), "role"),
        (("client", "token", "--organisation", "org_lichfield", "--profile", "service"), "profile"),
        (("keys", "rotate", "--compromised", "no-such-key"), "no key with that id"),
        (("client", "rotate-key", "cli_none", str(kept[0]), str(data / "next.pem"), "--base-url", base_url), "client"),
    ):
        status, out, err = console.run(*words)
        assert (status, out) == (1, ""), words
        assert err.startswith("kith: ")
        assert len(err.splitlines()) == 1
        assert named in err
    assert sorted((data / "secrets").rglob("*.pem")) == kept
    assert not (data / "next.pem").exists()
