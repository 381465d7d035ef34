"""The OpenID providers of organisations, over HTTP: we are a relying party there.

Discovery and keys are kept for ten minutes; a key that is not among those known is looked for once a minute at the
most. Answers are small, soon, without redirects, and never from inside a network (`chassis.outward`).
"""

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import aiohttp
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from chassis.addresses import checked_url
from chassis.clock import Clock
from chassis.errors import Invalid, Unavailable
from chassis.outward import PublicOnly
from chassis.tokens import same
from services.identity.domain.clients.foreign_jwt import ForeignJwt
from services.identity.domain.clients.profile import ALGORITHMS
from services.identity.domain.keys.keyring import Keyring
from services.identity.domain.keys.signed_jwt import BadJwt
from services.identity.domain.language import ui_locales
from services.identity.domain.workplaces.workplace import RETURN_PATH, Expected, Workplace
from services.identity.ports import BadArrival

_LARGEST = 128 * 1024
_TIME_OUT = aiohttp.ClientTimeout(total=8, connect=3)
_FRESH, _LEAST_BETWEEN = timedelta(minutes=10), timedelta(minutes=1)
_MOST_KEPT = 500
_LEEWAY = timedelta(seconds=60)
_LONGEST_JTI = 200
_ASSERTION_LIFE = timedelta(seconds=60)
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class _About:
    """What a provider says of itself (OpenID Connect Discovery section 3), and its keys."""

    document: Mapping[str, Any]
    keys: list[dict[str, Any]]
    read_at: datetime


class OpenIdWorkplaces:
    """Open one with `workplace_providers`. `issuer`: our own, to come back to."""

    def __init__(
        self, http: aiohttp.ClientSession, keyring: Keyring, issuer: str, clock: Clock, *, allow_loopback: bool
    ) -> None:
        self._http, self._keyring, self._clock = http, keyring, clock
        self._return, self._allow_loopback = f"{issuer}{RETURN_PATH}", allow_loopback
        self._kept: dict[str, _About] = {}

    async def address(self, workplace: Workplace, expected: Expected, login_hint: str, language: str = "") -> str:
        about = await self._about(workplace)
        hint = {"login_hint": login_hint} if login_hint else {}
        address: str = prepare_grant_uri(
            about.document["authorization_endpoint"],
            workplace.client_id,
            "code",
            redirect_uri=self._return,
            scope="openid profile email",
            state=expected.state,
            nonce=expected.nonce,
            code_challenge=create_s256_code_challenge(expected.verifier),
            code_challenge_method="S256",
            **hint,
            **ui_locales(language, about.document.get("ui_locales_supported")),
        )
        return address

    async def identified(self, workplace: Workplace, code: str, issuer: str, expected: Expected) -> Mapping[str, Any]:
        about = await self._about(workplace)
        # RFC 9207 section 2.4: what may be another provider's answer goes no further.
        offered = about.document.get("authorization_response_iss_parameter_supported") is True
        if (issuer or offered) and issuer != workplace.issuer:
            raise BadArrival("the answer is not from this provider")
        answer = await self._redeem(workplace, about, code, expected)
        token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str):
            raise BadArrival("no ID token came")
        claims = await self._verified(workplace, about, token)
        params = {"nonce": expected.nonce, "client_id": workplace.client_id, "access_token": access_token}
        options: Any = {
            "iss": {"essential": True, "value": workplace.issuer},
            "aud": {"essential": True, "value": workplace.client_id},
        }
        try:
            checked = CodeIDToken(claims, ForeignJwt.read(token).header, options, params)
            checked.validate(int(self._clock.now().timestamp()), int(_LEEWAY.total_seconds()))
        except (JoseError, BadJwt, TypeError, ValueError):
            raise BadArrival("the ID token does not hold") from None
        if not isinstance(claims["sub"], str) or not same(str(claims.get("nonce")), expected.nonce):
            raise BadArrival("the ID token is another sign-in's")
        return claims

    async def signed_out(self, workplace: Workplace, logout_token: str) -> Mapping[str, Any]:
        claims = await self._verified(workplace, await self._about(workplace), logout_token)
        audience, events, jti = claims.get("aud"), claims.get("events"), claims.get("jti")
        meant = audience == workplace.client_id or (isinstance(audience, list) and workplace.client_id in audience)
        told = isinstance(events, dict) and isinstance(events.get(_LOGOUT_EVENT), dict)
        named = any(isinstance(claims.get(name), str) and claims[name] for name in ("sub", "sid"))
        once = isinstance(jti, str) and 1 <= len(jti) <= _LONGEST_JTI
        if claims.get("iss") != workplace.issuer or not meant or not told or not named or not once:
            raise BadArrival("the logout token does not hold")
        if "nonce" in claims or not self._now_between(claims.get("iat"), claims.get("exp")):
            raise BadArrival("the logout token is no logout token, or not of now")
        return claims

    def _now_between(self, issued: object, expires: object) -> bool:
        if not isinstance(issued, int | float) or not isinstance(expires, int | float):
            return False
        now, leeway = self._clock.now().timestamp(), _LEEWAY.total_seconds()
        return issued - leeway <= now < expires + leeway

    async def _redeem(self, workplace: Workplace, about: _About, code: str, expected: Expected) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._return,
            "code_verifier": expected.verifier,
        }
        headers: dict[str, str] = {}
        if workplace.secret:
            # RFC 6749 section 2.3.1: each half form-encoded first.
            halves = quote(workplace.client_id, safe=""), quote(workplace.secret, safe="")
            headers["Authorization"] = aiohttp.encode_basic_auth(*halves)
        else:
            form |= {"client_assertion_type": _ASSERTION, "client_assertion": self._assertion(workplace)}
        status, body = await self._fetch("POST", about.document["token_endpoint"], form, headers)
        if status != 200:
            raise BadArrival("the provider does not take the code")
        return _object(body)

    def _assertion(self, workplace: Workplace) -> str:
        """RFC 7523 section 3, with a type of its own and the issuer as its one audience, so that it is good nowhere
        else (draft-ietf-oauth-rfc7523bis)."""
        now = self._clock.now()
        claims = {
            "iss": workplace.client_id,
            "sub": workplace.client_id,
            "aud": workplace.issuer,
            "jti": uuid.uuid4().hex,
            "iat": int(now.timestamp()),
            "exp": int((now + _ASSERTION_LIFE).timestamp()),
        }
        return self._keyring.sign(claims, "client-authentication+jwt")

    async def _verified(self, workplace: Workplace, about: _About, token: str) -> dict[str, Any]:
        """Claims under the provider's signature; its keys are read again where it signs with one not known yet."""
        try:
            sent = ForeignJwt.read(token)
            kid = sent.header.get("kid")
            known = any(key.get("kid") == kid for key in about.keys)
            if not known and self._clock.now() - about.read_at >= _LEAST_BETWEEN:
                self._kept.pop(workplace.issuer, None)
                about = await self._about(workplace)
            return sent.signed_by(about.keys, ALGORITHMS)
        except BadJwt:
            raise BadArrival("it is not signed by this provider") from None

    async def _about(self, workplace: Workplace) -> _About:
        issuer, now = workplace.issuer, self._clock.now()
        kept = self._kept.get(issuer)
        if kept and now - kept.read_at < _FRESH:
            return kept
        document = await self._document(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if document.get("issuer") != issuer or not all(isinstance(document.get(name), str) for name in _ENDPOINTS):
            raise Unavailable("your organisation's sign-in is not set up as it was registered")
        keys = (await self._document(document["jwks_uri"])).get("keys")
        usable = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[issuer] = found = _About(document, usable, now)
        return found

    async def _document(self, url: str) -> dict[str, Any]:
        status, body = await self._fetch("GET", url)
        try:
            if status == 200:
                return _object(body)
        except BadArrival:
            pass
        raise Unavailable("your organisation's sign-in is away")

    async def _fetch(
        self, method: str, url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        try:
            checked_url(url, allow_loopback=self._allow_loopback)
            async with self._http.request(method, url, data=form, headers=headers, allow_redirects=False) as answer:
                body = bytearray()
                async for chunk in answer.content.iter_any():
                    body += chunk
                    if len(body) > _LARGEST:
                        raise Unavailable("your organisation's sign-in says more than it should")
                return answer.status, bytes(body)
        except (TimeoutError, aiohttp.ClientError, OSError, Invalid):
            raise Unavailable("your organisation's sign-in is away") from None


def _object(body: bytes) -> dict[str, Any]:
    """Raises BadArrival."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadArrival("the answer cannot be read")
    return found


@asynccontextmanager
async def workplace_providers(
    keyring: Keyring, issuer: str, clock: Clock, *, allow_loopback: bool
) -> AsyncIterator[OpenIdWorkplaces]:
    """For the block. `allow_loopback` is for an issuer on this machine only."""
    resolver = PublicOnly(aiohttp.ThreadedResolver(), allow_loopback=allow_loopback)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=32, limit_per_host=8),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIME_OUT,
        auto_decompress=False,
        headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Kith-Identity/1"},
    ) as http:
        yield OpenIdWorkplaces(http, keyring, issuer, clock, allow_loopback=allow_loopback)
