"""What the story has built so far: who signed in, which ids things got, what runs beside Kith."""

import base64
import hashlib
import json
import re
import secrets
import string
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import requests

from console.api import Api, ClientApi, operator
from console.demo.browser import Browser, Page
from console.demo.cast import Cast, Professional
from console.demo.passkey import SoftPasskey
from console.demo.sites import Service, Site
from console.listen import Receiver
from console.topology import Topology

PASSWORD = "correct horse battery staple"
CALLBACK = "http://localhost:9/signed-in"
_WITH_PASSKEY, _ADD_PASSKEY = "/sign-in/passkey", "/security/passkeys/new"
_TIMEOUT_SECONDS = 30
_MAIL_SECONDS = 20


@dataclass(slots=True)
class SignedIn:
    """Somebody with an account, her browser, and the API with her token."""

    email: str
    browser: Browser
    api: Api
    account_id: str = ""


@dataclass(slots=True)
class World:
    topology: Topology
    cast: Cast
    operator: ClientApi
    receiver: Receiver
    app_client: str = ""
    app_scopes: list[str] = field(default_factory=list)
    organisations: dict[str, str] = field(default_factory=dict)
    professionals: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, SignedIn] = field(default_factory=dict)
    passkeys: dict[str, SoftPasskey] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    say: Callable[[str], None] = print

    @classmethod
    def begin(cls, topology: Topology, cast: Cast, receiver: Receiver, say: Callable[[str], None]) -> "World":
        return cls(topology, cast, operator(topology), receiver, say=say)

    @property
    def base_url(self) -> str:
        return self.topology.base_url

    @property
    def data(self) -> Path:
        return self.topology.data

    def as_(self, who: Professional) -> Api:
        """The API with a worker's token; the first time she adds a passkey, and signs in with it."""
        if who.external_id not in self.signed_in:
            email = self.worker_email(who)
            self.passkeys[email] = self._new_passkey(email)
            self.signed_in[who.external_id] = self.sign_in(email)
        return self.signed_in[who.external_id].api

    def officer(self, name: str, organisation: str) -> Api:
        """Somebody at a desk, who serves people in person; with a passkey."""
        email = f"{name.lower().replace(' ', '.')}@staff.example"
        context = {"organisation_id": self.organisation(organisation), "role": "officer", "purpose": "direct_care"}
        self.operator.post(
            "/v1/workers", {"email": email, "password": PASSWORD, "display_name": name, "context": context}
        )
        self.passkeys[email] = self._new_passkey(email)
        return self.sign_in(email).api

    @staticmethod
    def worker_email(who: Professional) -> str:
        plain = unicodedata.normalize("NFKD", f"{who.given_name}.{who.family_name}".lower())
        name = "".join(c for c in plain if c in string.ascii_lowercase or c == ".")
        return f"{name}@staff.example"

    @property
    def resident(self) -> SignedIn:
        return self.signed_in["resident"]

    def mailed_code(self, email: str) -> str:
        """The code in the newest letter to an address, as the simulated mailbox shows it. Raises TimeoutError."""
        letters = f"http://localhost:{self.topology.sandbox}/post/letters.json"
        until = time.monotonic() + _MAIL_SECONDS
        while time.monotonic() < until:
            for letter in requests.get(letters, {"to": email}, timeout=_TIMEOUT_SECONDS).json():
                if found := re.search(r"\d{4} \d{4}", letter["text"]):
                    return found[0]
            time.sleep(0.1)
        raise TimeoutError(f"no letter with a code came within {_MAIL_SECONDS} s")

    def register_app(self) -> None:
        """The first-party client that people sign in through; it may ask for every scope there is."""
        self.app_scopes = self.operator.get("/.well-known/openid-configuration")["scopes_supported"]
        self.app_client = self.operator.post(
            "/v1/clients",
            {"name": "Kith", "profile": "first-party", "redirect_uris": [CALLBACK], "scopes": self.app_scopes},
        )["client_id"]

    def _new_passkey(self, email: str) -> SoftPasskey:
        browser, passkey = Browser(self.base_url), SoftPasskey(self.base_url)
        browser.submit(browser.get("/sign-in"), "/sign-in", email=email, password=PASSWORD)
        page = browser.get(_ADD_PASSKEY)
        browser.submit(page, _ADD_PASSKEY, response=passkey.register(page.form(_ADD_PASSKEY).options))
        return passkey

    def sign_in(self, email: str, browser: Browser | None = None) -> SignedIn:
        """Sign in as a browser would, through the first-party client, and trade the code for a token.

        With her passkey, where she has one.
        """
        browser = browser or Browser(self.base_url)
        verifier = secrets.token_urlsafe(48)
        page = browser.get(self._app_url(verifier), stop_at=CALLBACK)
        if page.status != 302 and email in self.passkeys:
            response = self.passkeys[email].sign_in(page.form(_WITH_PASSKEY).options)
            page = browser.submit(page, _WITH_PASSKEY, stop_at=CALLBACK, response=response)
        elif page.status != 302:
            page = browser.submit(page, "/sign-in", stop_at=CALLBACK, email=email, password=PASSWORD)
        answer = self.token_request(
            grant_type="authorization_code",
            code=code_of(page),
            redirect_uri=CALLBACK,
            client_id=self.app_client,
            code_verifier=verifier,
        )
        answer.raise_for_status()
        return SignedIn(email, browser, Api(self.base_url, answer.json()["access_token"]))

    def _app_url(self, verifier: str) -> str:
        """Asks for every scope there is; identity grants what the person's role may have."""
        return self.authorize_url(self.app_client, CALLBACK, verifier, scope=" ".join(self.app_scopes))

    def authorize_url(self, client_id: str, redirect_uri: str, verifier: str, **more: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self.base_url}/oauth2/authorize?{urlencode(asked | more)}"

    def token_request(self, **form: str) -> requests.Response:
        return requests.post(f"{self.base_url}/oauth2/token", data=form, timeout=_TIMEOUT_SECONDS)

    def organisation(self, name: str) -> str:
        """The id of an organisation by its full name."""
        if name not in self.organisations:
            found = self.operator.get(f"/v1/organisations?name={quote(name)}")["items"]
            self.organisations[name] = next(o["id"] for o in found if o["name"] == name)
        return self.organisations[name]

    def publish(self) -> None:
        """Write `demo.json` for whoever wants to go on by hand; its schema is docs/demo.schema.json."""
        from console.files import write_secret

        write_secret(self.data / "demo.json", json.dumps(self.published, indent=2).encode())


def code_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["code"][0]
