"""Relying parties that registered themselves, with a web server of their own on this machine."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from tests.identity.certification.browser import Browser
from tests.identity.certification.provider import Op, Person
from tests.identity.certification.relying_party import RelyingParty, SignedIn
from tests.identity.house import REDIRECT


@dataclass
class Site:
    """What a relying party has on the web: documents by path."""

    url: str
    documents: dict[str, bytes]

    def put(self, path: str, document: str) -> str:
        """The document's URL."""
        self.documents[path] = document.encode()
        return f"{self.url}{path}"


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    documents = dict[str, bytes]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = documents.get(self.path)
            self.send_response(200 if found is not None else 404)
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield Site(f"http://localhost:{server.server_port}", documents)
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


@pytest.fixture(scope="session")
def token(op: Op) -> str:
    """An initial access token of the council's."""
    return op.registration_token()


@dataclass(frozen=True, slots=True)
class Software:
    """What registers itself: each registration is a new client of the same software, proving itself with `key`."""

    op: Op
    token: str
    key: Key

    def metadata(self, **changed: Any) -> dict[str, Any]:
        """Good client metadata; a member changed to None is left out."""
        said = {
            "client_name": "Report a missed bin",
            "redirect_uris": [REDIRECT],
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": public(self.key),
        } | changed
        return {name: value for name, value in said.items() if value is not None}

    def registered(self, key: Key | None = None, redirect_uri: str = REDIRECT, **changed: Any) -> RelyingParty:
        answer = self.op.register(self.token, **self.metadata(**changed))
        assert answer.status_code == 201, answer.text
        told = answer.json()
        return RelyingParty(
            self.op,
            told["client_id"],
            method=told["token_endpoint_auth_method"],
            key=key or self.key,
            id_token_algorithm=told["id_token_signed_response_alg"],
            redirect_uri=redirect_uri,
        )


def public(*keys: Key) -> Any:
    return KeySet(list(keys)).as_dict(private=False)


@pytest.fixture(scope="session")
def software(op: Op, token: str) -> Software:
    return Software(op, token, ECKey.generate_key("P-256", parameters={"kid": "one"}))


@pytest.fixture(scope="session")
def rsa_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "requests"})


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A client whose `jwks_uri` has another key than when it was last seen, and when that was (monotonic seconds)."""

    party: RelyingParty
    signed_in: SignedIn
    at: float


@pytest.fixture(scope="session", autouse=True)
def rekeyed(op: Op, software: Software, site: Site, amina: Person) -> Rekeyed:
    """At the very start, so that what waits a minute afterwards has less left to wait."""
    old, new = (ECKey.generate_key("P-256", parameters={"kid": kid}) for kid in ("old", "new"))
    uri = site.put("/rotating.jwks", json.dumps(public(old)))
    party = software.registered(old, jwks=None, jwks_uri=uri, grant_types=["authorization_code", "refresh_token"])
    browser = Browser.signed_in(op, amina)
    signed_in = party.sign_in(browser, scope="openid offline_access", prompt="consent")
    at = time.monotonic()
    site.put("/rotating.jwks", json.dumps(public(new)))
    return Rekeyed(RelyingParty(op, party.client_id, method=party.method, key=new), signed_in, at)
