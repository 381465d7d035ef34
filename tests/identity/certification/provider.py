"""The provider under test: a process of its own, reached over HTTP as relying parties reach it behind the gateway."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import requests
from joserfc.jwk import KeySet
from kith.identity.v1 import accounts_pb2, mailbox_pb2, proofing_pb2, provider_pb2, sessions_pb2, trust_pb2

from console.api import client_assertion
from console.secrets import signing_key
from tests.identity.house import HOME, PASSWORD
from tests.identity.whole.process import ISSUER, Calls, Service

T = TypeVar("T")
_TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Person:
    """A resident who can sign in."""

    email: str
    session: str


@dataclass
class Op:
    service: Service
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def request(self, method: str, url: str, **given: Any) -> requests.Response:
        """One request to a URL as published; redirects are not followed."""
        assert url.startswith(ISSUER), url
        where = self.service.url(url.removeprefix(ISSUER))
        peer: Any = self.service.as_peer("gateway")
        return requests.request(method, where, allow_redirects=False, timeout=_TIMEOUT_SECONDS, **given, **peer)

    @cached_property
    def metadata(self) -> dict[str, Any]:
        answer = self.request("GET", f"{ISSUER}/.well-known/openid-configuration")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/json")
        said: dict[str, Any] = answer.json()
        return said

    def jwks(self) -> list[dict[str, Any]]:
        keys: list[dict[str, Any]] = self.request("GET", self.metadata["jwks_uri"]).json()["keys"]
        return keys

    def keys(self) -> KeySet:
        return KeySet.import_key_set({"keys": self.jwks()})

    # What the gateway's pages and an operator do.

    def call(self, ask: Callable[[Calls], Awaitable[T]], token: str = "") -> T:
        async def asked() -> T:
            async with self.service.calls(token=token) as calls:
                return await ask(calls)

        return asyncio.run(asked())

    def as_operator(self, ask: Callable[[Calls], Awaitable[T]]) -> T:
        proof = client_assertion(ISSUER, "operator", signing_key(self.service.data, "operator"))
        form = {"grant_type": "client_credentials"} | proof
        token = self.request("POST", self.metadata["token_endpoint"], data=form).json()["access_token"]
        exchange = trust_pb2.ExchangeRequest(access_token=token, audience="identity")
        internal = self.call(lambda calls: calls.trust.Exchange(exchange))
        return self.call(ask, internal.token)

    def resident(self, *, proven: bool = False) -> Person:
        email = f"resident-{next(self._numbers)}@example.org"
        asked = mailbox_pb2.RegisterRequest(email=email, password=PASSWORD, source=HOME)
        waiting = self.call(lambda calls: calls.mailbox.Register(asked))
        code = mailbox_pb2.ConfirmRegistrationRequest(
            registration_id=waiting.registration_id, code=self.service.mailed_code(email), source=HOME
        )
        session = self.call(lambda calls: calls.mailbox.ConfirmRegistration(code)).session
        if proven:
            self._prove(session)
        return Person(email, session)

    def _prove(self, session: str) -> None:
        exchange = trust_pb2.ExchangeRequest(session=session, audience="identity")
        token = self.call(lambda calls: calls.trust.Exchange(exchange)).token
        passport = proofing_pb2.Evidence(
            kind="uk_passport", number=f"5321{next(self._numbers):05}", expires_on=date(2031, 1, 1).isoformat()
        )
        asked = proofing_pb2.SubmitProofRequest(
            given_name="Amina",
            family_name="Begum",
            date_of_birth="1992-03-14",
            postcode="WS13 6YZ",
            evidence=[passport],
        )
        assert self.call(lambda calls: calls.proofing.SubmitProof(asked), token).state == "live"

    def sign_in(self, person: Person) -> str:
        """By password; the new session's cookie."""
        asked = sessions_pb2.SignInRequest(email=person.email, password=PASSWORD, source=HOME)
        return self.call(lambda calls: calls.sessions.SignIn(asked)).session

    def create_client(self, **said: Any) -> accounts_pb2.Client:
        request = accounts_pb2.CreateClientRequest(**said)
        return self.as_operator(lambda calls: calls.accounts.CreateClient(request))

    def registration_token(self, profile: str = "basic") -> str:
        request = provider_pb2.CreateRegistrationTokenRequest(
            organisation_id="org_lichfield", profile=profile, uses=100, life_seconds=3600
        )
        return self.as_operator(lambda calls: calls.provider.CreateRegistrationToken(request)).token

    def rotate_keys(self) -> None:
        self.as_operator(lambda calls: calls.provider.RotateKeys(provider_pb2.RotateKeysRequest()))

    def register(self, token: str, **metadata: Any) -> requests.Response:
        """Dynamic registration over HTTP (RFC 7591 section 3.1)."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self.request("POST", self.metadata["registration_endpoint"], data=json.dumps(metadata), headers=headers)
