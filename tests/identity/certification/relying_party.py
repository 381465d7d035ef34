"""A relying party of its own making: requests for HTTP, joserfc for tokens, nothing of the provider's."""

import base64
import hashlib
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from joserfc import jwt
from joserfc.jwk import Key

from tests.identity.certification.browser import Browser, Landing
from tests.identity.certification.provider import Op
from tests.identity.house import ASSERTION_TYPE, REDIRECT
from tests.identity.whole.process import ISSUER

CLOCK_SKEW_SECONDS = 5


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One completed code flow: what was asked, what came back, and the ID token's claims once verified."""

    asked: dict[str, str]
    landing: Landing
    tokens: dict[str, Any]
    claims: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """`mode`: the response_mode it asks for; query by saying nothing. `key` signs its assertions, if it has one."""

    op: Op
    client_id: str
    mode: str = "query"
    method: str = "client_secret_basic"
    secret: str = ""
    key: Key | None = None
    id_token_algorithm: str = "RS256"
    redirect_uri: str = REDIRECT

    def request(self, **changed: str | None) -> dict[str, str]:
        """A good authorization request; a parameter changed to None is left out."""
        parameters = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": "openid",
            "state": secrets.token_urlsafe(8),
            "nonce": secrets.token_urlsafe(8),
            "response_mode": None if self.mode == "query" else self.mode,
        } | changed
        return {name: value for name, value in parameters.items() if value is not None}

    def send(self, browser: Browser, asked: dict[str, str], method: str = "GET") -> Landing:
        return browser.go(method, self.op.metadata["authorization_endpoint"], asked)

    def back(self, asked: dict[str, str], landing: Landing) -> dict[str, str]:
        """The parameters of an answer that came where, how and in whose name it should."""
        assert (landing.where, landing.mode) == (self.redirect_uri, self.mode), landing
        assert landing.parameters["iss"] == ISSUER
        assert landing.parameters["state"] == asked["state"]
        return landing.parameters

    def sign_in(self, browser: Browser, method: str = "GET", verifier: str = "", **changed: str | None) -> SignedIn:
        """The whole flow; everything about it that OpenID Connect Core says must hold is checked."""
        if verifier:
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
            changed |= {"code_challenge": digest, "code_challenge_method": "S256"}
        asked = self.request(**changed)
        landing = self.send(browser, asked, method)
        came = self.back(asked, landing)
        assert "error" not in came, came
        answer = self.redeem(came["code"], **({"code_verifier": verifier} if verifier else {}))
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        tokens: dict[str, Any] = answer.json()
        assert tokens["token_type"].lower() == "bearer"
        claims = self.verified(tokens["id_token"], tokens["access_token"])
        assert claims.get("nonce") == asked.get("nonce")
        return SignedIn(asked, landing, tokens, claims)

    def redeem(self, code: str, **changed: str) -> requests.Response:
        return self.token(grant_type="authorization_code", code=code, redirect_uri=self.redirect_uri, **changed)

    def token(self, **form: str) -> requests.Response:
        """One call of the token endpoint, as the client proves itself."""
        headers = {}
        if self.method == "client_secret_basic":
            pair = f"{quote(self.client_id, safe='')}:{quote(self.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif self.method == "client_secret_post":
            form |= {"client_id": self.client_id, "client_secret": self.secret}
        else:
            form |= {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion()}
        return self.op.request("POST", self.op.metadata["token_endpoint"], data=form, headers=headers)

    def assertion(self) -> str:
        assert self.key
        now = int(time.time())
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": ISSUER, "jti": uuid.uuid4().hex}
        header = {"alg": "ES256", "kid": self.key.kid}
        return jwt.encode(header, claims | {"iat": now, "exp": now + 60}, self.key)

    def verified(self, id_token: str, access_token: str) -> dict[str, Any]:
        """OIDC Core section 3.1.3.7, with the provider's published keys. A `kid` must be there and known."""
        token = jwt.decode(id_token, self.op.keys(), algorithms=[self.id_token_algorithm])
        assert token.header["kid"] in {key["kid"] for key in self.op.jwks()}
        claims: dict[str, Any] = token.claims
        now = time.time()
        assert (claims["iss"], claims["aud"]) == (ISSUER, self.client_id)
        assert claims["iat"] - CLOCK_SKEW_SECONDS <= now < claims["exp"]
        assert 0 < len(claims["sub"]) <= 255
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        assert claims["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")
        return claims

    def userinfo(self, access_token: str, how: str = "get") -> requests.Response:
        """`how`: "get" and "post-header" with the token in the header, "post-body" in the form."""
        url, header = self.op.metadata["userinfo_endpoint"], {"Authorization": f"Bearer {access_token}"}
        if how == "post-body":
            return self.op.request("POST", url, data={"access_token": access_token})
        return self.op.request("GET" if how == "get" else "POST", url, headers=header)

    def told(self, signed_in: SignedIn, how: str = "get") -> dict[str, Any]:
        """UserInfo as JSON, about the same person as the ID token (section 5.3.2)."""
        answer = self.userinfo(signed_in.tokens["access_token"], how)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/json")
        told: dict[str, Any] = answer.json()
        assert told["sub"] == signed_in.claims["sub"]
        return told
