"""The eleven modules of RP-Initiated Logout OP, over real HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest

from chassis.errors import Unauthenticated
from services.identity.domain.sessions.session import COOKIE
from tests.identity.house import ISSUER, House
from tests.identity.served import served

BYE = "https://lichfield.example/bye"
SIGNED_OUT, ASKED = f"{ISSUER}/sign-in?done=signed-out", f"{ISSUER}/sign-out"


@dataclass
class SignedIn:
    """Amina's browser, signed in at a council."""

    house: House
    http: aiohttp.ClientSession
    base: str
    cookie: str
    id_token: str
    access_token: str

    async def logout(self, method: str = "GET", **parameters: str) -> tuple[int, str, str]:
        """Status, where the browser is sent, and what it is shown."""
        given: Any = {"params": parameters} if method == "GET" else {"data": parameters}
        async with self.http.request(
            method,
            f"{self.base}/oauth2/logout",
            headers={"Cookie": f"{COOKIE}={self.cookie}"},
            allow_redirects=False,
            **given,
        ) as answer:
            return answer.status, answer.headers.get("Location", ""), await answer.text()

    async def still(self) -> bool:
        """Whether she is signed in."""
        try:
            await self.house.get_session(self.cookie)
        except Unauthenticated:
            return False
        return (await self.house.userinfo(self.access_token)).status == 200


@pytest.fixture
async def amina(house: House) -> AsyncIterator[SignedIn]:
    council, opened = await house.party(), await house.resident()
    tokens = await house.tokens(council, opened.value)
    async with served(house) as base, aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield SignedIn(house, http, base, opened.value, tokens["id_token"], tokens["access_token"])


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_oidcc_rp_initiated_logout(amina: SignedIn, method: str) -> None:
    state = "af0ifjsldkj"
    status, where, _ = await amina.logout(
        method, id_token_hint=amina.id_token, post_logout_redirect_uri=BYE, state=state
    )
    assert status == 303
    assert (where.partition("?")[0], dict(parse_qsl(urlsplit(where).query))) == (BYE, {"state": state})
    assert not await amina.still()


async def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(amina: SignedIn) -> None:
    status, where, shown = await amina.logout(
        id_token_hint=amina.id_token, post_logout_redirect_uri="https://evil.example/bye", state="x"
    )
    assert (status, where) == (400, "")
    assert "not registered" in shown
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_modified_id_token_hint(amina: SignedIn) -> None:
    head, body, signature = amina.id_token.split(".")
    modified = f"{head}.{body}.{signature[:-4]}{'AAAA' if signature[-4:] != 'AAAA' else 'BBBB'}"
    status, where, _ = await amina.logout(id_token_hint=modified, post_logout_redirect_uri=BYE, state="x")
    assert (status, where) == (400, "")
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_no_id_token_hint(amina: SignedIn) -> None:
    assert (await amina.logout(post_logout_redirect_uri=BYE, state="x"))[:2] == (303, ASKED)
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_bad_id_token_hint(amina: SignedIn) -> None:
    status, where, _ = await amina.logout(id_token_hint="not.a.token", post_logout_redirect_uri=BYE, state="x")
    assert (status, where) == (400, "")
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_no_params(amina: SignedIn) -> None:
    assert (await amina.logout())[:2] == (303, ASKED)
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(amina: SignedIn) -> None:
    assert (await amina.logout(id_token_hint=amina.id_token, state="x"))[:2] == (303, SIGNED_OUT)
    assert not await amina.still()


async def test_oidcc_rp_initiated_logout_no_state(amina: SignedIn) -> None:
    assert (await amina.logout(id_token_hint=amina.id_token, post_logout_redirect_uri=BYE))[:2] == (303, BYE)
    assert not await amina.still()


async def test_oidcc_rp_initiated_logout_only_state(amina: SignedIn) -> None:
    assert (await amina.logout(state="x"))[:2] == (303, ASKED)
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(amina: SignedIn) -> None:
    status, where, _ = await amina.logout(id_token_hint=amina.id_token, post_logout_redirect_uri=f"{BYE}?foo=bar")
    assert (status, where) == (400, "")
    assert await amina.still()


async def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(amina: SignedIn) -> None:
    async with amina.http.get(f"{amina.base}/.well-known/openid-configuration") as answer:
        assert answer.status == 200
        assert (await answer.json())["end_session_endpoint"] == f"{ISSUER}/oauth2/logout"


async def test_a_client_id_beside_the_hint_names_the_same_client(amina: SignedIn) -> None:
    status, where, _ = await amina.logout(id_token_hint=amina.id_token, client_id="cli_other")
    assert (status, where) == (400, "")
    assert await amina.still()
