"""Keycloak, its published server distribution, in production mode over PostgreSQL: one Java process."""

import asyncio
import json
import os
import re
import secrets
import signal
import subprocess
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp

from bench.peers.contender import CHALLENGE, SIDE_BY_SIDE, Contender, Party
from bench.processes import only_child
from deploy.servers import free_ports

NAME = "Keycloak"
VERSION = "26.7.0"
_ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
_START_SECONDS = 300
_NOWHERE = asyncio.subprocess.DEVNULL
_REALM = "kith"
_PASSWORD = secrets.token_urlsafe(16)


@asynccontextmanager
async def keycloak(folder: Path, postgres_url: str, say: Callable[[str], None]) -> AsyncIterator[Contender]:
    """Fetched by Maven and unpacked into `folder`, on an empty database. Raises OSError without Maven."""
    say(f"{NAME} {VERSION}: fetched and built")
    home = await asyncio.to_thread(_fetched, folder)
    where = urlsplit(postgres_url)
    [port] = free_ports(1)
    base = f"http://localhost:{port}"
    environment = os.environ | {
        "KC_BOOTSTRAP_ADMIN_USERNAME": "admin",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": _PASSWORD,
        "KC_DB_URL": f"jdbc:postgresql://{where.hostname}:{where.port}{where.path}",
        "KC_DB_USERNAME": where.username or "",
        "KC_DB_PASSWORD": where.password or "",
    }
    build = ("build", "--db=postgres")
    building = await asyncio.create_subprocess_exec("bin/kc.sh", *build, cwd=home, env=environment, stdout=_NOWHERE)
    assert await building.wait() == 0, "Keycloak was not built"
    start = ("start", "--optimized", "--http-enabled=true", "--http-host=127.0.0.1", "--cache=local")
    say(f"{NAME} {VERSION}: starts")
    script = await asyncio.create_subprocess_exec(
        *("bin/kc.sh", *start, f"--http-port={port}", f"--hostname={base}"),
        cwd=home,
        env=environment,
        stdout=_NOWHERE,
        stderr=_NOWHERE,
    )
    try:
        async with aiohttp.ClientSession() as http:
            await _up(http, base, script)
            parties = await _realm(http, base)
        issuer = f"{base}/realms/{_REALM}"
        protocol = f"{issuer}/protocol/openid-connect"
        yield Contender(
            name=f"{NAME} {VERSION}",
            issuer=issuer,
            authorize=f"{protocol}/auth",
            token=f"{protocol}/token",
            introspect=f"{protocol}/token/introspect",
            service=parties[0],
            first=parties[1],
            second=parties[2],
            cookies=[await _signed_in(protocol, parties[1]) for _ in range(SIDE_BY_SIDE)],
            processes={"java": only_child(script.pid)},
            scope="openid",
        )
    finally:
        os.kill(only_child(script.pid), signal.SIGTERM)
        await script.wait()


def _fetched(folder: Path) -> Path:
    get = ["mvn", "-q", "-B", f"-Dartifact={_ARTIFACT}", "-Dtransitive=false", "dependency:get"]
    copy = ["mvn", "-q", "-B", f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}", "dependency:copy"]
    with tempfile.TemporaryDirectory() as nowhere:  # without somebody else's pom.xml
        for command in (get, copy):
            subprocess.run(command, cwd=nowhere, check=True, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(folder / f"keycloak-quarkus-dist-{VERSION}.zip") as packed:
        packed.extractall(folder)
    home = folder / f"keycloak-{VERSION}"
    (home / "bin" / "kc.sh").chmod(0o755)
    return home


async def _up(http: aiohttp.ClientSession, base: str, script: asyncio.subprocess.Process) -> None:
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            async with http.get(f"{base}/realms/master") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        assert script.returncode is None, "Keycloak ended instead of starting"
        assert time.monotonic() < until, "Keycloak did not start"
        await asyncio.sleep(0.5)


async def _realm(http: aiohttp.ClientSession, base: str) -> tuple[Party, Party, Party]:
    """A realm with ES256 for tokens, one user, a service and two relying parties."""
    form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": _PASSWORD}
    async with http.post(f"{base}/realms/master/protocol/openid-connect/token", data=form) as answer:
        headers = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}

    async def post(path: str, body: dict[str, Any]) -> None:
        async with http.post(f"{base}/admin/realms{path}", json=body, headers=headers) as answer:
            assert answer.status == 201, await answer.text()

    service = Party.new("partner")
    first, second = (Party.new(name, f"https://{name}.example/callback") for name in ("lichfield", "tamworth"))
    user = {
        "username": "amina",
        "email": "amina@example.org",
        "emailVerified": True,
        "firstName": "Amina",
        "lastName": "Begum",
        "enabled": True,
        "credentials": [{"type": "password", "value": _PASSWORD, "temporary": False}],
    }
    realm = {"realm": _REALM, "enabled": True, "sslRequired": "none", "defaultSignatureAlgorithm": "ES256"}
    await post("", realm | {"users": [user], "clients": [_client(party) for party in (service, first, second)]})
    return service, first, second


def _client(party: Party) -> dict[str, Any]:
    return {
        "clientId": party.client_id,
        "publicClient": False,
        "clientAuthenticatorType": "client-jwt",
        "standardFlowEnabled": bool(party.redirect_uri),
        "serviceAccountsEnabled": not party.redirect_uri,
        "directAccessGrantsEnabled": False,
        "redirectUris": [party.redirect_uri] if party.redirect_uri else [],
        "attributes": {
            "use.jwks.string": "true",
            "jwks.string": json.dumps(party.jwks),
            "token.endpoint.auth.signing.alg": "ES256",
            "access.token.signed.response.alg": "ES256",
            "pkce.code.challenge.method": "S256" if party.redirect_uri else "",
        },
        # Else its own tokens are not active to it.
        "protocolMappers": [
            {
                "name": "audience",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-audience-mapper",
                "config": {"included.client.audience": party.client_id, "access.token.claim": "true"},
            }
        ],
    }


async def _signed_in(protocol: str, party: Party) -> str:
    """Through the sign-in form once; the cookies that the browser has afterwards."""
    request = {
        "response_type": "code",
        "client_id": party.client_id,
        "redirect_uri": party.redirect_uri,
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    cookies: dict[str, str] = {}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        async with http.get(f"{protocol}/auth?{urlencode(request)}") as answer:
            cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
            page = await answer.text()
        found = re.search(r'action="([^"]+)"', page)
        assert found, page[:500]
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        form = {"username": "amina", "password": _PASSWORD}
        async with http.post(unescape(found[1]), data=form, headers={"Cookie": sent}, allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            cookies |= {name: morsel.value for name, morsel in answer.cookies.items() if morsel.value}
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
