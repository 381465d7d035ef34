"""node-oidc-provider (npm) over PostgreSQL: one Node.js process."""

import asyncio
import json
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bench.peers.contender import CHALLENGE, SIDE_BY_SIDE, Contender, Party
from deploy.servers import free_ports

NAME = "oidc-provider (npm)"
_HERE = Path(__file__).parent


@asynccontextmanager
async def oidc_provider(folder: Path, postgres_url: str, say: Callable[[str], None]) -> AsyncIterator[Contender]:
    """Installed into `folder` from its lock file, on an empty database. Raises OSError without npm."""
    say(f"{NAME}: installed")
    for file in ("package.json", "package-lock.json", "server.js"):
        shutil.copy(_HERE / file, folder)
    installing = await asyncio.create_subprocess_exec("npm", "ci", "--silent", "--no-audit", "--no-fund", cwd=folder)
    assert await installing.wait() == 0, "npm could not install node-oidc-provider"
    [port] = free_ports(1)
    issuer = f"http://localhost:{port}"
    service = Party.new("partner")
    first, second = (Party.new(name, f"https://{name}.example/callback") for name in ("lichfield", "tamworth"))
    settings = {
        "port": port,
        "database": postgres_url,
        "cookieKey": secrets.token_urlsafe(32),
        "clients": [_registered(service), _registered(first), _registered(second)],
    }
    node = await asyncio.create_subprocess_exec(
        *("node", "server.js"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "NODE_ENV": "production"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert node.stdin
    assert node.stdout
    node.stdin.write(json.dumps(settings).encode())
    node.stdin.close()
    try:
        assert b"ready" in await node.stdout.readline(), "node-oidc-provider did not start"
        yield Contender(
            name=NAME,
            issuer=issuer,
            authorize=f"{issuer}/auth",
            token=f"{issuer}/token",
            introspect=f"{issuer}/token/introspection",
            service=service,
            first=first,
            second=second,
            cookies=[await _signed_in(issuer, first) for _ in range(SIDE_BY_SIDE)],
            processes={"node": node.pid},
        )
    finally:
        node.terminate()
        await node.wait()


def _registered(party: Party) -> dict[str, object]:
    code = bool(party.redirect_uri)
    return {
        "client_id": party.client_id,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "id_token_signed_response_alg": "ES256",
        "jwks": party.jwks,
        "grant_types": ["authorization_code", "refresh_token"] if code else ["client_credentials"],
        "response_types": ["code"] if code else [],
        "redirect_uris": [party.redirect_uri] if code else [],
    }


async def _signed_in(issuer: str, party: Party) -> str:
    """Through the sign-in page once; the cookies that the browser has afterwards."""
    cookies: dict[str, str] = {}
    request = {
        "response_type": "code",
        "client_id": party.client_id,
        "redirect_uri": party.redirect_uri,
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    where = f"{issuer}/auth?{urlencode(request)}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        while not where.startswith(party.redirect_uri):
            sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
            async with http.get(where, headers={"Cookie": sent}, allow_redirects=False) as answer:
                assert answer.status in (302, 303), await answer.text()
                cookies |= {name: morsel.value for name, morsel in answer.cookies.items()}
                where = answer.headers["Location"]
                where = where if where.startswith("http") else issuer + where
    return "; ".join(f"{name}={value}" for name, value in cookies.items() if name.startswith("_session"))
