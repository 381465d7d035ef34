"""A relying party of an OpenID Provider elsewhere: discovery, the redirect there, the code, the tokens.

Authlib writes what is sent (PKCE, RFC 7636; private_key_jwt, RFC 7523; the authorization URL) and validates the ID
token's claims (OIDC Core section 3.1.3.7); PyJWT verifies signatures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import jwt
import orjson
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7523 import private_key_jwt_sign
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from chassis.addresses import checked_url
from chassis.clock import Clock
from chassis.errors import Invalid, Unavailable
from services.identity.domain.language import ui_locales
from services.identity.domain.proofs.upstream import NotBelieved, NotProvenThere, Visit

_LARGEST = 256 * 1024
_LEEWAY = timedelta(seconds=60)
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
CLAIMS_SCOPE = "openid"


@dataclass(frozen=True, slots=True)
class Registered:
    """How we are known to a provider. `key` is our private key, `algorithm` what it signs with there."""

    issuer: str
    client_id: str
    redirect_uri: str
    algorithm: str
    id_token_algorithms: Sequence[str]
    key: ECKey | RSAKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """The ID token's claims and UserInfo's, about the same subject."""

    id_token: Mapping[str, Any]
    userinfo: Mapping[str, Any]


class OpenIdClient:
    """Talks to one provider. Its metadata is read once; its keys again when a token names one that is new."""

    def __init__(
        self, http: aiohttp.ClientSession, registered: Registered, clock: Clock, *, allow_loopback: bool
    ) -> None:
        self._http, self._registered, self._clock = http, registered, clock
        self._allow_loopback = allow_loopback
        self._metadata: Mapping[str, Any] = {}
        self._keys: dict[str, jwt.PyJWK] = {}

    async def where(self, visit: Visit, language: str, **asked: str) -> str:
        """The authorization URL; `asked` adds to its parameters, or replaces `scope`. Raises Unavailable."""
        ours, metadata = self._registered, await self._discovered()
        url: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            ours.client_id,
            "code",
            redirect_uri=ours.redirect_uri,
            state=visit.state,
            nonce=visit.nonce,
            code_challenge=create_s256_code_challenge(visit.verifier),
            code_challenge_method="S256",
            **{"scope": CLAIMS_SCOPE} | ui_locales(language, metadata.get("ui_locales_supported")) | asked,
        )
        return url

    async def told(self, visit: Visit, code: str) -> Told:
        """What the provider says for its code. Raises NotProvenThere, NotBelieved, Unavailable."""
        tokens = await self._tokens(visit, code)
        claims = await self._id_token(tokens, visit.nonce)
        metadata = await self._discovered()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        userinfo = _document(*await self._call("GET", metadata["userinfo_endpoint"], headers=bearer))
        if userinfo.get("sub") != claims["sub"]:
            raise NotBelieved("two answers are about two people")
        return Told(claims, userinfo)

    async def document(self, url: str) -> Mapping[str, Any]:
        """A public JSON document of the provider's. Raises Unavailable."""
        return _document(*await self._call("GET", url))

    async def _tokens(self, visit: Visit, code: str) -> Mapping[str, Any]:
        ours, url = self._registered, (await self._discovered())["token_endpoint"]
        now = int(self._clock.now().timestamp())
        assertion = private_key_jwt_sign(
            ours.key, ours.client_id, url, alg=ours.algorithm, issued_at=now, expires_in=60
        )
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": ours.redirect_uri,
            "client_id": ours.client_id,
            "code_verifier": visit.verifier,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion,
        }
        status, body = await self._call("POST", url, data=form)
        if status == 400:
            raise NotProvenThere("that sign-in is over; start again")
        tokens = _document(status, body)
        if not isinstance(tokens.get("access_token"), str) or not isinstance(tokens.get("id_token"), str):
            raise NotBelieved("an answer without its tokens")
        return tokens

    async def _id_token(self, tokens: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        ours = self._registered
        token: str = tokens["id_token"]
        claims = verified(token, await self._key(token), ours.id_token_algorithms)
        asked = {"nonce": nonce, "client_id": ours.client_id, "access_token": tokens["access_token"]}
        demanded = {
            "iss": {"essential": True, "value": ours.issuer},
            "aud": {"essential": True, "value": ours.client_id},
            "nonce": {"essential": True},
        }
        try:
            CodeIDToken(claims, jwt.get_unverified_header(token), demanded, asked).validate(
                now=self._clock.now().timestamp(), leeway=_LEEWAY.total_seconds()
            )
        except JoseError:
            raise NotBelieved("the ID token is not for this sign-in") from None
        return claims

    async def _key(self, token: str) -> jwt.PyJWK:
        kid = key_id(token)
        if kid not in self._keys:
            published = await self.document((await self._discovered())["jwks_uri"])
            self._keys = {key["kid"]: jwt.PyJWK(key) for key in published.get("keys", []) if "kid" in key}
        if kid not in self._keys:
            raise NotBelieved("signed with a key that is not published")
        return self._keys[kid]

    async def _discovered(self) -> Mapping[str, Any]:
        """OpenID Connect Discovery section 4: the issuer says of itself what we were told of it, to the letter."""
        if not self._metadata:
            issuer = self._registered.issuer
            found = await self.document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != issuer or not all(isinstance(found.get(each), str) for each in _ENDPOINTS):
                raise Unavailable("the provider does not say where it is")
            self._metadata = found
        return self._metadata

    async def _call(self, method: str, url: str, **more: Any) -> tuple[int, bytes]:
        try:
            checked_url(url, allow_loopback=self._allow_loopback)
            async with self._http.request(method, url, allow_redirects=False, **more) as answer:
                body = bytearray()
                async for chunk in answer.content.iter_any():
                    body += chunk
                    if len(body) > _LARGEST:
                        raise Unavailable("the provider says more than it should")
        except (TimeoutError, aiohttp.ClientError, OSError, Invalid):
            raise Unavailable("the provider is away; try again later") from None
        if answer.status >= 500:
            raise Unavailable("the provider is away; try again later")
        return answer.status, bytes(body)


def key_id(token: str) -> str:
    """Raises NotBelieved when the token has none, or is none."""
    try:
        return str(jwt.get_unverified_header(token)["kid"])
    except (jwt.InvalidTokenError, KeyError, RecursionError):
        raise NotBelieved("a token without a key") from None


def verified(token: str, key: jwt.PyJWK, algorithms: Sequence[str]) -> dict[str, Any]:
    """The claims under a good signature; nothing of them is checked yet. Raises NotBelieved."""
    try:
        unchecked: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
        return jwt.decode(token, key, algorithms=list(algorithms), options=unchecked)
    except jwt.InvalidTokenError:
        raise NotBelieved("a token that its issuer did not sign") from None


def _document(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        document = orjson.loads(body) if status == 200 else None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise Unavailable("the provider answers in no form we know")
    return document
