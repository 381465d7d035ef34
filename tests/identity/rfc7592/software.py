"""Software that registered itself, and manages what it registered."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from services.identity.domain.clients.client import Client
from tests.identity.house import ISSUER, REDIRECT, VERIFIER, Answer, House, Key, Party
from tests.identity.rfc7591.test_registration import initial, register

_OURS = ("client_id_issued_at", "client_secret", "client_secret_expires_at", "registration_client_uri")


@dataclass
class Software:
    """`told`: what it was told last; it keeps the newest registration access token it was given."""

    house: House
    told: dict[str, Any]

    @property
    def client_id(self) -> str:
        return str(self.told["client_id"])

    @property
    def access(self) -> str:
        return str(self.told["registration_access_token"])

    @property
    def where(self) -> str:
        return str(self.told["registration_client_uri"]).removeprefix(ISSUER)

    @property
    def metadata(self) -> dict[str, Any]:
        """What it sends to change something: all it was told but what is not its to say (section 2.2)."""
        return {n: v for n, v in self.told.items() if n not in (*_OURS, "registration_access_token")}

    async def read(self, access: str = "") -> Answer:
        return await self.house.ask("GET", self.where, authorization=f"Bearer {access or self.access}")

    async def change(self, access: str = "", **changed: Any) -> Answer:
        """A member changed to None is left out. What it is told is kept, where it is taken."""
        body = {name: value for name, value in (self.metadata | changed).items() if value is not None}
        return await self.put(json.dumps(body), access)

    async def put(self, body: str, access: str = "", content_type: str = "application/json") -> Answer:
        headers = {"content-type": content_type, "authorization": f"Bearer {access or self.access}"}
        answer = await self.house.ask("PUT", self.where, body, **headers)
        if answer.status == 200:
            self.told = {"client_secret": self.told.get("client_secret")} | answer.json
        return answer

    async def end(self, access: str = "") -> Answer:
        return await self.house.ask("DELETE", self.where, authorization=f"Bearer {access or self.access}")

    async def client(self) -> Client:
        """As it is kept."""
        async with self.house.read() as work:
            return await work.clients.get(self.client_id)

    async def party(self) -> Party:
        return Party(await self.client(), None)

    async def introspects(self, secret: str = "") -> int:
        """The status of a request that it proves itself in with its secret."""
        return (await self._with_secret("/oauth2/introspect", {"token": "any"}, secret)).status

    async def tokens(self, cookie: str, **changed: str) -> dict[str, Any]:
        code = await self.house.code(await self.party(), cookie, **changed)
        answer = await self.redeem(code)
        assert answer.status == 200, answer.body
        return dict(answer.json)

    async def redeem(self, code: str) -> Answer:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
        }
        return await self._with_secret("/oauth2/token", form)

    async def refresh(self, token: str) -> Answer:
        return await self._with_secret("/oauth2/token", {"grant_type": "refresh_token", "refresh_token": token})

    async def _with_secret(self, path: str, form: dict[str, str], secret: str = "") -> Answer:
        pair = f"{self.client_id}:{secret or self.told['client_secret']}".encode()
        return await self.house.post(path, form, authorization=f"Basic {base64.b64encode(pair).decode()}")


async def software(house: House, profile: str = "basic", **said: Any) -> Software:
    answer = await register(house, await initial(house, profile), **said)
    assert answer.status == 201, answer.body
    return Software(house, answer.json)


def keys(key: Key) -> Any:
    return json.loads(key.jwks)
