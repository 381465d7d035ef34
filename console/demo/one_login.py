"""A council's service written for GOV.UK One Login, as its documentation has one; only issuer and keys are Kith's.

Code flow with `private_key_jwt` by Authlib's client, `vtr` in the request, `vot` in the ID token, and the
coreIdentityJWT checked against the DID document of whoever signed it.
"""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc import jwk, jwt

from console.demo.id_token import verified

VOCABULARY = "https://vocab.account.gov.uk/v1/"
CORE_IDENTITY, RETURN_CODE = f"{VOCABULARY}coreIdentityJWT", f"{VOCABULARY}returnCode"
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Told:
    """What the ID token and UserInfo say of whoever signed in."""

    id_token: dict[str, Any]
    userinfo: dict[str, Any]


@dataclass(slots=True)
class OneLoginService:
    """Identity claims are signed in the name of `identity_issuer`."""

    issuer: str
    client_id: str
    key_file: Path
    redirect_uri: str
    about: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.about = _read(f"{self.issuer}/.well-known/openid-configuration")

    @property
    def identity_issuer(self) -> str:
        return f"{self.issuer}/identity"

    def ask(self, vector: str, *claims: str) -> tuple[str, str]:
        """Where the browser is sent, asking for a vector of trust such as Cl.Cm.P2; and the nonce."""
        nonce = secrets.token_urlsafe(16)
        with self._session() as session:
            url, _ = session.create_authorization_url(
                self.about["authorization_endpoint"],
                nonce=nonce,
                vtr=json.dumps([vector]),
                ui_locales="en",
                claims=json.dumps({"userinfo": dict.fromkeys(claims)}),
            )
        return str(url), nonce

    def told(self, url: str, nonce: str) -> Told:
        """What comes of the answer at the redirect URI. Raises JoseError, OAuthError or ValueError."""
        with self._session() as session:
            tokens = session.fetch_token(self.about["token_endpoint"], authorization_response=url)
            keys = jwk.KeySet.import_key_set(_read(self.about["jwks_uri"]))
            said = verified(tokens["id_token"], keys, self.about["issuer"], self.client_id, nonce)
            return Told(said, session.get(self.about["userinfo_endpoint"], timeout=_TIMEOUT_SECONDS).json())

    def identity(self, core_identity: str) -> dict[str, Any]:
        """What a coreIdentityJWT says. Raises JoseError, or LookupError for a key that is not published."""
        published = _read(f"{self.issuer}/.well-known/did.json")
        by_kid = {each["id"]: each["publicKeyJwk"] for each in published["assertionMethod"]}

        def key(obj: Any) -> jwk.ECKey:
            return jwk.ECKey.import_key(by_kid[obj.headers()["kid"]])

        said = jwt.decode(core_identity, key, algorithms=["ES256"])
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": self.identity_issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
        ).validate(said.claims)
        return dict(said.claims)

    def _session(self) -> OAuth2Session:
        session = OAuth2Session(
            self.client_id,
            jwk.ECKey.import_key(self.key_file.read_bytes()),
            token_endpoint_auth_method="private_key_jwt",
            redirect_uri=self.redirect_uri,
            scope="openid email",
        )
        headers = {"kid": self.key_file.stem}
        session.register_client_auth_method(PrivateKeyJWT(self.about["token_endpoint"], headers=headers, alg="ES256"))
        session.default_timeout = _TIMEOUT_SECONDS
        return session


def _read(url: str) -> Any:
    return requests.get(url, timeout=_TIMEOUT_SECONDS).json()
