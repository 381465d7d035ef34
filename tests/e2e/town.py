"""A town's running services, and ways in for who has a passkey and no screen, or a browser without scripts."""

import asyncio
import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from kith.identity.v1 import credentials_pb2, sessions_pb2, trust_pb2
from kith.identity.v1.credentials_pb2_grpc import CredentialsStub, SignInsStub
from kith.identity.v1.sessions_pb2_grpc import SessionsStub
from kith.identity.v1.trust_pb2_grpc import TrustStub

from chassis.rpc import TOKEN, Tls, channel
from console.api import Api
from console.demo.passkey import SoftPasskey
from console.demo.world import CALLBACK, PASSWORD, World

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
AUTHORITY = "urn:kith:params:oauth:token-type:authority"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
_PATIENCE_SECONDS = 30.0


@dataclass(slots=True)
class Desk:
    """A browser without scripts that fills in the one form of a page that goes to an address."""

    base: str
    cookie: str

    def get(self, path: str) -> str:
        answer = self._ask("GET", path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.text

    def send(self, page: str, action: str, **answers: str | list[str]) -> requests.Response:
        form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
        assert form, f"no form goes to {action}"
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        typed = [
            (name, each) for name, given in answers.items() for each in (given if isinstance(given, list) else [given])
        ]
        return self._ask("POST", action, [*((name, unescape(value)) for name, value in hidden), *typed])

    def done(self, path: str, **answers: str) -> str:
        """The page's own form sent; where it led, having done what it said."""
        answer = self.send(self.get(path), path, **answers)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["Location"])

    def _ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> requests.Response:
        headers = {"Cookie": f"__Host-kith={self.cookie}", "Sec-Fetch-Site": "same-origin"}
        return requests.request(method, self.base + path, data=form, headers=headers, allow_redirects=False, timeout=30)


@dataclass(slots=True)
class Town:
    """The running services, and ways in without a browser."""

    world: World
    loop: asyncio.AbstractEventLoop

    @property
    def base(self) -> str:
        return self.world.base_url

    def run(self, work: Any) -> Any:
        """Something asynchronous, from the thread that plays."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_PATIENCE_SECONDS)

    def channel(self, token: str = "") -> Any:
        async def metadata() -> dict[str, str]:
            return {TOKEN: f"Bearer {token}"} if token else {}

        tls = Tls.read(self.world.data / "tls" / "gateway")
        return channel(f"localhost:{self.world.topology.rpc['identity']}", tls, "identity", metadata)

    async def signed_in_by_passkey(self, passkey: SoftPasskey) -> str:
        """The cookie's value."""
        async with self.channel() as opened:
            browser = secrets.token_urlsafe(16)
            ceremony = await SignInsStub(opened).BeginPasskey(credentials_pb2.BeginPasskeyRequest(browser=browser))
            answer = credentials_pb2.FinishPasskeyRequest(
                browser=browser,
                token=ceremony.token,
                response=passkey.sign_in(ceremony.options),
                source="192.0.2.1",
            )
            return str((await SignInsStub(opened).FinishPasskey(answer)).session)

    async def with_a_first_passkey(self, email: str) -> SoftPasskey:
        """A worker adds one to a password account."""
        async with self.channel() as opened:
            asked = sessions_pb2.SignInRequest(email=email, password=PASSWORD, source="192.0.2.1")
            session = await SessionsStub(opened).SignIn(asked)
            traded = trust_pb2.ExchangeRequest(session=session.session, audience="identity")
            token = (await TrustStub(opened).Exchange(traded)).token
        passkey = SoftPasskey(self.base)
        async with self.channel(token) as opened:
            begin = credentials_pb2.BeginRegistrationRequest()
            ceremony = await CredentialsStub(opened).BeginRegistration(begin)
            finish = credentials_pb2.FinishRegistrationRequest(
                token=ceremony.token, response=passkey.register(ceremony.options), name="Work key"
            )
            await CredentialsStub(opened).FinishRegistration(finish)
        return passkey

    def token(self, cookie: str) -> str:
        """An access token for one of our own applications, by a session."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.world.app_client,
            "redirect_uri": CALLBACK,
            "scope": " ".join(self.world.app_scopes),
            "state": "s",
            "nonce": "n",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        there = requests.get(
            f"{self.base}/oauth2/authorize",
            params=asked,
            headers={"Cookie": f"__Host-kith={cookie}"},
            allow_redirects=False,
            timeout=30,
        )
        code = parse_qs(urlsplit(there.headers["Location"]).query)["code"][0]
        answer = self.world.token_request(
            grant_type="authorization_code",
            code=code,
            redirect_uri=CALLBACK,
            client_id=self.world.app_client,
            code_verifier=verifier,
        )
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def passkey_holder(self, passkey: SoftPasskey) -> Api:
        return Api(self.base, self.token(self.run(self.signed_in_by_passkey(passkey))))

    def staff(self, name: str, role: str, organisation: str, professional: str = "") -> Api:
        return self.passkey_holder(self.worker(name, role, organisation, professional))

    def desk(self, name: str, role: str, organisation: str) -> Desk:
        """A worker's browser, signed in."""
        return Desk(self.base, self.run(self.signed_in_by_passkey(self.worker(name, role, organisation))))

    def worker(self, name: str, role: str, organisation: str, professional: str = "") -> SoftPasskey:
        """A worker's account, with a passkey."""
        return self.hired(name, role, organisation, professional)[1]

    def hired(self, name: str, role: str, organisation: str, professional: str = "") -> tuple[str, SoftPasskey]:
        """The account's id too."""
        email = f"{name.replace(' ', '.').lower()}.{role}@staff.example"
        context = {"organisation_id": self.world.organisation(organisation), "role": role, "purpose": "direct_care"}
        body = {"email": email, "password": PASSWORD, "display_name": name, "context": context}
        if professional:
            context["professional_id"] = professional
        account = self.world.operator.post("/v1/workers", body)
        return account["id"], self.run(self.with_a_first_passkey(email))

    def exchanged(self, actor: Api, handle: str) -> requests.Response:
        return self.world.token_request(
            grant_type=EXCHANGE,
            client_id=self.world.app_client,
            subject_token=handle,
            subject_token_type=AUTHORITY,
            actor_token=actor.token(),
            actor_token_type=ACCESS,
        )

    def acting(self, actor: Api, handle: str) -> Api:
        answer = self.exchanged(actor, handle)
        assert answer.status_code == 200, answer.text
        return Api(self.base, answer.json()["access_token"])
