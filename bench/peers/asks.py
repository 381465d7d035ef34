"""The four questions of a day's sign-on, of whoever it is."""

import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp

from bench.measure import Measurement, timed_async
from bench.peers.contender import CHALLENGE, SIDE_BY_SIDE, VERIFIER, Contender, Party

_MOST_REDIRECTS = 5


async def ask(contender: Contender, calls: int, database: Mapping[str, int]) -> list[Measurement]:
    """Each question `calls` times, eight side by side. `database`: the process of a server for its data, by name."""
    connector = aiohttp.TCPConnector(limit=SIDE_BY_SIDE)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        asked = _Asked(contender, http)
        tokens = await asked.signed_on(contender.second)
        refreshing = [(await asked.signed_on(contender.second))["refresh_token"] for _ in range(SIDE_BY_SIDE)]

        async def own() -> None:
            await asked.token(contender.service, grant_type="client_credentials")

        async def refresh() -> None:
            old = refreshing.pop(0)
            answer = await asked.token(contender.second, grant_type="refresh_token", refresh_token=old)
            refreshing.append(answer.get("refresh_token", old))

        async def silent() -> None:
            await asked.signed_on(contender.second)

        async def introspect() -> None:
            proof = asked.proof(contender.second)
            answer = await asked.post(contender.introspect, {"token": tokens["access_token"], **proof})
            assert answer["active"] is True

        questions = {
            "client_credentials": own,
            "refresh": refresh,
            "silent sign-on at a second council": silent,
            "introspection": introspect,
        }
        return [
            await timed_async(
                f"{contender.name}: {name}",
                question,
                calls,
                side_by_side=SIDE_BY_SIDE,
                servers={**contender.processes, **database},
            )
            for name, question in questions.items()
        ]


class _Asked:
    def __init__(self, contender: Contender, http: aiohttp.ClientSession) -> None:
        self._contender, self._http = contender, http
        self._browsers = list(contender.cookies)

    def proof(self, party: Party) -> dict[str, str]:
        return party.assertion(self._contender.issuer, uuid.uuid4().hex, time.time())

    async def post(self, url: str, form: Mapping[str, str]) -> Any:
        async with self._http.post(url, data=form) as answer:
            body = await answer.json()
            assert answer.status == 200, f"{self._contender.name}: {answer.status} {body}"
            return body

    async def token(self, party: Party, **parameters: str) -> Any:
        return await self.post(self._contender.token, {**parameters, **self.proof(party)})

    async def signed_on(self, party: Party) -> Any:
        """A browser that is signed in already comes to a relying party: redirect, code, tokens; nobody is asked."""
        browser = self._browsers.pop(0)
        self._browsers.append(browser)
        return await self.token(
            party,
            grant_type="authorization_code",
            code=await self._code(party, browser),
            redirect_uri=party.redirect_uri,
            code_verifier=VERIFIER,
        )

    async def _code(self, party: Party, browser: str) -> str:
        request = {
            "response_type": "code",
            "client_id": party.client_id,
            "redirect_uri": party.redirect_uri,
            "scope": self._contender.scope,
            "state": uuid.uuid4().hex,
            "nonce": uuid.uuid4().hex,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        where = f"{self._contender.authorize}?{urlencode(request)}"
        for _ in range(_MOST_REDIRECTS):
            headers = {"Cookie": browser}
            async with self._http.get(where, headers=headers, allow_redirects=False) as answer:
                assert answer.status in (302, 303), f"{self._contender.name}: {answer.status} {await answer.text()}"
                where = answer.headers["Location"]
            if where.startswith(party.redirect_uri):
                return parse_qs(urlsplit(where).query)["code"][0]
        raise AssertionError(f"{self._contender.name}: no code after {_MOST_REDIRECTS} redirects")
