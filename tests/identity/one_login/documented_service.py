"""A service as GOV.UK One Login documents one: authorization code with private_key_jwt, `vtr`, UserInfo, and a
coreIdentityJWT checked against a DID document. Only issuer and keys are its own.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
import jwt

from tests.identity.house import Key

CORE_IDENTITY = "https://vocab.account.gov.uk/v1/coreIdentityJWT"


@dataclass
class DocumentedService:
    """`reach` leads from the issuer's public address to where the test serves it."""

    http: aiohttp.ClientSession
    issuer: str
    reach: str
    client_id: str
    key: Key
    redirect_uri: str
    now: datetime

    async def _json(self, method: str, url: str, **given: Any) -> Any:
        async with self.http.request(method, url.replace(self.issuer, self.reach), **given) as answer:
            assert answer.status == 200, await answer.text()
            return json.loads(await answer.text())

    async def _discovered(self) -> Any:
        return await self._json("GET", f"{self.issuer}/.well-known/openid-configuration")

    async def authorize_url(self, **changed: str | None) -> tuple[str, str]:
        """Where the browser is sent, as path and query; and the nonce."""
        nonce = uuid.uuid4().hex
        asked = {
            "response_type": "code",
            "scope": "openid email",
            "client_id": self.client_id,
            "state": uuid.uuid4().hex,
            "redirect_uri": self.redirect_uri,
            "nonce": nonce,
            "vtr": '["Cl.Cm.P2"]',
            "ui_locales": "en",
            "claims": json.dumps({"userinfo": {CORE_IDENTITY: None}}),
        } | changed
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        endpoint = (await self._discovered())["authorization_endpoint"]
        return f"{urlsplit(endpoint).path}?{query}", nonce

    async def redeem(self, callback: str, nonce: str) -> tuple[Any, Any]:
        """The token endpoint's answer, and what the ID token says once it is validated."""
        said = await self._discovered()
        code = dict(parse_qsl(urlsplit(callback).query))["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        form |= self.key.assertion(self.client_id, self.now, aud=said["token_endpoint"])
        tokens = await self._json("POST", said["token_endpoint"], data=form)
        published = (await self._json("GET", said["jwks_uri"]))["keys"]
        header = jwt.get_unverified_header(tokens["id_token"])
        key = next(key for key in published if key["kid"] == header["kid"])
        claims = self._checked(tokens["id_token"], jwt.PyJWK(key), said["issuer"])
        assert header["alg"] in ("ES256", "RS256")
        assert claims["nonce"] == nonce
        return tokens, claims

    async def userinfo(self, access_token: str) -> Any:
        endpoint = (await self._discovered())["userinfo_endpoint"]
        return await self._json("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})

    async def identity(self, core_identity: str, issuer: str) -> Any:
        """What coreIdentityJWT says, its key found by its `kid` in the DID document of the controller."""
        controller, _, _ = jwt.get_unverified_header(core_identity)["kid"].partition("#")
        assert controller == f"did:web:{urlsplit(self.issuer).netloc.replace(':', '%3A')}"
        document = await self._json("GET", f"{self.issuer}/.well-known/did.json")
        assert document["id"] == controller
        kid = jwt.get_unverified_header(core_identity)["kid"]
        method = next(method for method in document["assertionMethod"] if method["id"] == kid)
        return self._checked(core_identity, jwt.PyJWK(method["publicKeyJwk"]), issuer)

    def _checked(self, token: str, key: jwt.PyJWK, issuer: str) -> Any:
        # The test's clock stands still somewhere else than the machine's.
        options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
        claims = jwt.decode(
            token, key, algorithms=["ES256", "RS256"], audience=self.client_id, issuer=issuer, options=options
        )
        assert claims["iat"] <= self.now.timestamp() < claims["exp"]
        return claims
