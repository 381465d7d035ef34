"""A relying party under the FAPI 2.0 Security Profile, over real HTTP; it shares no line with what it tests."""

import hashlib
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec

from tests.identity.certification.fapi2.signing import Private, b64, jwt, public
from tests.identity.whole.process import ISSUER, Service

REDIRECT, SECOND_REDIRECT = "https://lichfield.example/callback", "https://lichfield.example/callback?dummy=1"
_BY_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def now() -> int:
    return int(time.time())


@dataclass(slots=True)
class Flow:
    """One authorization under way: what was pushed, and what came of it."""

    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    request_uri: str = ""
    answer: dict[str, str] = field(default_factory=dict)

    @property
    def challenge(self) -> str:
        return b64(hashlib.sha256(self.verifier.encode()).digest())


@dataclass(slots=True)
class RelyingParty:
    """`cookie`: the session of the resident who is sent round, signed in and content with what is asked."""

    service: Service
    client_id: str
    key: Private
    cookie: str
    dpop: Private = field(default_factory=new_key)
    nonce: str = ""
    redirect_uri: str = REDIRECT
    assertion_changed: dict[str, Any] = field(default_factory=dict)
    certificate: str = ""

    def other(self, **changed: Any) -> "RelyingParty":
        """The same party but for this."""
        return replace(self, **changed)

    # HTTP.

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> requests.Response:
        peer: Any = self.service.as_peer("gateway")
        passed_on = {"Client-Cert": self.certificate} if self.certificate else {}
        answer = requests.request(
            method,
            self.service.url(path),
            headers=passed_on | (headers or {}),
            allow_redirects=False,
            timeout=20,
            **more,
            **peer,
        )
        self.nonce = answer.headers.get("DPoP-Nonce", self.nonce)
        return answer

    def post(self, path: str, form: dict[str, Any], proof: dict[str, Any] | None = None) -> requests.Response:
        """With a proof, again where its nonce was too old; without one where `proof` is None."""
        for _ in range(2):
            headers = {} if proof is None else {"DPoP": self.proof("POST", path, **proof)}
            answer = self.send("POST", path, data=self.authenticated(form), headers=headers)
            if answer.status_code != 400 or answer.json()["error"] != "use_dpop_nonce":
                break
        return answer

    # What it signs.

    def authenticated(self, form: dict[str, Any]) -> dict[str, Any]:
        if self.certificate:
            return {"client_id": self.client_id} | form
        if "client_assertion" in form:
            return form
        return form | {"client_assertion_type": _BY_JWT, "client_assertion": self.assertion(**self.assertion_changed)}

    def assertion(self, *, header: dict[str, Any] | None = None, **changed: Any) -> str:
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": ISSUER, "jti": uuid.uuid4().hex}
        times = {"iat": now(), "exp": now() + 60}
        return jwt({"alg": "ES256", "kid": "one"} | (header or {}), claims | times | changed, self.key)

    def proof(
        self, method: str, path: str, *, token: str = "", header: dict[str, Any] | None = None, **changed: Any
    ) -> str:
        claims = {"jti": uuid.uuid4().hex, "htm": method, "htu": ISSUER + path, "iat": now()}
        if self.nonce:
            claims["nonce"] = self.nonce
        if token:
            claims["ath"] = b64(hashlib.sha256(token.encode()).digest())
        stated = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public(self.dpop)} | (header or {})
        return jwt(stated, claims | changed, self.dpop)

    @property
    def thumbprint(self) -> str:
        """RFC 7638: the required members in lexicographic order, without white space."""
        jwk = dict(sorted(public(self.dpop).items()))
        return b64(hashlib.sha256(json.dumps(jwk, separators=(",", ":")).encode()).digest())

    # The steps.

    def request(self, flow: Flow, **changed: Any) -> dict[str, Any]:
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile email",
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        } | changed
        return {name: value for name, value in parameters.items() if value is not None}

    def push(self, flow: Flow, proof: dict[str, Any] | None = None, **changed: Any) -> requests.Response:
        answer = self.post("/oauth2/par", self.request(flow, **changed), proof)
        if answer.status_code == 201:
            flow.request_uri = answer.json()["request_uri"]
        return answer

    def authorize(self, flow: Flow, **more: str) -> requests.Response:
        """One visit of the resident's browser."""
        query = {"client_id": self.client_id, "request_uri": flow.request_uri} | more
        cookie = {"Cookie": f"__Host-kith={self.cookie}"} if self.cookie else {}
        answer = self.send("GET", "/oauth2/authorize", params=query, headers=cookie)
        return _kept(flow, answer)

    def visit(self, flow: Flow, url: str) -> requests.Response:
        """Where the browser is sent on to."""
        parts = urlsplit(url)
        headers = {"Cookie": f"__Host-kith={self.cookie}"}
        return _kept(flow, self.send("GET", f"{parts.path}?{parts.query}", headers=headers))

    def code(self, proof: dict[str, Any] | None = None, **changed: Any) -> Flow:
        """A flow up to its code."""
        flow = Flow()
        pushed = self.push(flow, proof, **changed)
        assert pushed.status_code == 201, pushed.text
        answer = self.authorize(flow)
        assert answer.status_code == 303, answer.text
        assert "code" in flow.answer, flow.answer
        return flow

    def redeem(self, flow: Flow, proof: dict[str, Any] | None = None, **changed: Any) -> requests.Response:
        form = {
            "grant_type": "authorization_code",
            "code": flow.answer["code"],
            "redirect_uri": self.redirect_uri,
            "code_verifier": flow.verifier,
        } | changed
        sent = {name: value for name, value in form.items() if value is not None}
        # A certificate needs no proof beside it.
        return self.post("/oauth2/token", sent, proof if self.certificate else {} if proof is None else proof)

    def tokens(self, **changed: Any) -> dict[str, Any]:
        answer = self.redeem(self.code(**changed))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def resource(self, token: str, scheme: str = "DPoP", query: str = "", **proof: Any) -> requests.Response:
        """Userinfo, again where the nonce was too old."""
        for _ in range(2):
            headers = {"Authorization": f"{scheme} {token}"}
            headers |= {} if self.certificate else {"DPoP": self.proof("GET", "/oauth2/userinfo", token=token, **proof)}
            answer = self.send("GET", f"/oauth2/userinfo{query}", headers=headers)
            if "use_dpop_nonce" not in answer.headers.get("WWW-Authenticate", ""):
                break
        return answer


def _kept(flow: Flow, answer: requests.Response) -> requests.Response:
    if answer.status_code == 303:
        flow.answer = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    return answer
