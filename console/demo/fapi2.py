"""A council's service under the FAPI 2.0 Security Profile (Final), as far as the story needs one.

Requests sent ahead (RFC 9126), PKCE (RFC 7636), `private_key_jwt` whose audience is the issuer (RFC 7523), tokens bound
to a key by DPoP (RFC 9449), the issuer named in the answer (RFC 9207). It knows of Kith what discovery says.
"""

import base64
import hashlib
import secrets
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from joserfc import jwk, jwt

from console.api import client_assertion
from console.demo.id_token import verified

_TIMEOUT_SECONDS = 30


def new_key() -> jwk.ECKey:
    return jwk.ECKey.generate_key("P-256")


@dataclass(slots=True)
class Asked:
    """One request sent ahead, and what it is to be answered with."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(slots=True)
class Fapi2Service:
    """`held`: the key its tokens are bound to. `told_nonce`: a proof was not taken for want of a nonce."""

    issuer: str
    client_id: str
    key_file: Path
    redirect_uri: str
    held: jwk.ECKey = field(default_factory=new_key)
    nonce: str = ""
    told_nonce: bool = False
    about: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"{self.issuer}/.well-known/openid-configuration"
        self.about = requests.get(where, timeout=_TIMEOUT_SECONDS).json()

    def ask(self) -> Asked:
        """Send a request ahead, bound to the key; the browser is sent to what comes of it. Raises HTTPError."""
        state, nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        wanted = {
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": "openid profile",
            "state": state,
            "nonce": nonce,
            "code_challenge": _base64url(hashlib.sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
            "dpop_jkt": self.held.thumbprint(),
        }
        sent = self._post(self.about["pushed_authorization_request_endpoint"], wanted)
        sent.raise_for_status()
        short = {"client_id": self.client_id, "request_uri": sent.json()["request_uri"]}
        return Asked(f"{self.about['authorization_endpoint']}?{urlencode(short)}", state, nonce, verifier)

    def code(self, asked: Asked, url: str) -> str:
        """The code in the answer at the redirect URI. Raises LookupError for an answer that is not to this request."""
        answer = dict(parse_qsl(urlsplit(url).query))
        if (answer.get("iss"), answer.get("state")) != (self.about["issuer"], asked.state):
            raise LookupError(f"the answer is not from {self.about['issuer']}, or not to what was asked")
        return answer["code"]

    def redeem(self, asked: Asked, code: str, key: jwk.ECKey | None = None) -> requests.Response:
        """With the key held, or another; again, with the nonce, where it is told one."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": asked.verifier,
        }
        where = self.about["token_endpoint"]
        answer = self._post(where, form, DPoP=self.proof("POST", where, key or self.held))
        if answer.status_code == 400 and answer.json()["error"] == "use_dpop_nonce":
            self.told_nonce, self.nonce = True, answer.headers["DPoP-Nonce"]
            answer = self._post(where, form, DPoP=self.proof("POST", where, key or self.held))
        return answer

    def userinfo(self, token: str, proof: str = "") -> requests.Response:
        """With a proof of the key by DPoP, or with the token alone."""
        headers = {"Authorization": f"DPoP {token}", "DPoP": proof} if proof else {"Authorization": f"Bearer {token}"}
        return requests.get(self.about["userinfo_endpoint"], headers=headers, timeout=_TIMEOUT_SECONDS)

    def proof(self, method: str, url: str, key: jwk.ECKey, token: str = "") -> str:
        """RFC 9449 section 4.2, good once."""
        claims: dict[str, Any] = {"jti": uuid.uuid4().hex, "htm": method, "htu": url, "iat": int(time.time())}
        claims |= {"nonce": self.nonce} if self.nonce else {}
        claims |= {"ath": _base64url(hashlib.sha256(token.encode()).digest())} if token else {}
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
        return jwt.encode(header, claims, key)

    def verified(self, asked: Asked, id_token: str) -> dict[str, Any]:
        published = requests.get(self.about["jwks_uri"], timeout=_TIMEOUT_SECONDS).json()
        keys = jwk.KeySet.import_key_set(published)
        return verified(id_token, keys, self.about["issuer"], self.client_id, asked.nonce)

    def _post(self, url: str, form: dict[str, str], **headers: str) -> requests.Response:
        signed = form | client_assertion(self.about["issuer"], self.client_id, self.key_file)
        return requests.post(url, data=signed, headers=headers, timeout=_TIMEOUT_SECONDS)


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
