"""One employer's provider (OpenID Connect Core, RFC 7636, RFC 9207, Back-Channel Logout 1.0).

Its page shows its staff as buttons; there are no passwords, and nothing in it is real. A member's `mood` makes it send
what a relying party must not believe.
"""

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import unquote, urlencode

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

_CODE_SECONDS, _TOKEN_SECONDS = 60, 120
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
# What is wrong with the ID token, and with the answers around it.
TOKEN_MOODS = ("wrong issuer", "wrong audience", "wrong nonce", "expired", "unsigned", "unknown key", "wrong hash")
ANSWER_MOODS = ("another provider answers", "no issuer in the answer", "redirects", "endless")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the staff. `acr`: how strongly the provider says that they signed in."""

    key: str
    name: str
    email: str
    staff_number: str
    acr: str = ""
    mood: str = ""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who may send people here. It proves itself with `secret`, or without one with the keys at `jwks_uri`."""

    client_id: str
    redirect_uri: str
    secret: str = ""
    jwks_uri: str = ""
    backchannel_logout_uri: str = ""


@dataclass(slots=True)
class _Visit:
    asked: dict[str, str]
    member: Member | None = None
    sid: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    at: float = field(default_factory=time.time)


class Employer:
    """Answers at `issuer`. Keeps visits in memory for as long as it lives; `arrived`: by their access token."""

    def __init__(self, issuer: str, staff: Sequence[Member]) -> None:
        self.issuer, self.staff = issuer, {member.key: member for member in staff}
        self.parties: dict[str, RelyingParty] = {}
        self._keys = [("one", ec.generate_private_key(ec.SECP256R1()))]
        self._visits: dict[str, _Visit] = {}
        self.arrived: dict[str, _Visit] = {}
        self._assertions: set[str] = set()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/jwks", self._jwks),
                Route("/authorize", self._authorize),
                Route("/choose", self._choose, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def rotate(self) -> None:
        """Another key signs from now on."""
        self._keys.insert(0, (secrets.token_hex(4), ec.generate_private_key(ec.SECP256R1())))

    async def sign_out(self, key: str, *, whole: bool = False, **changed: Any) -> list[int]:
        """Somebody signs out here: tells each party that she came to, once a visit; answers what each said.

        `whole`: of every session, so that no `sid` is named. A claim changed to None is left out.
        """
        said = []
        for visit in [v for v in self.arrived.values() if v.member and v.member.key == key]:
            party, now = self.parties[visit.asked["client_id"]], int(time.time())
            claims = {
                "iss": self.issuer,
                "aud": party.client_id,
                "iat": now,
                "exp": now + _TOKEN_SECONDS,
                "jti": secrets.token_urlsafe(12),
                "sub": f"user/{key}",
                "sid": None if whole else visit.sid,
                "events": {_LOGOUT_EVENT: {}},
            } | changed
            token = self._signed({name: value for name, value in claims.items() if value is not None}, "logout+jwt")
            form = {"logout_token": token}
            async with aiohttp.ClientSession() as http, http.post(party.backchannel_logout_uri, data=form) as answer:
                said.append(answer.status)
        return said

    async def _discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
                "backchannel_logout_supported": True,
                "backchannel_logout_session_supported": True,
            }
        )

    async def _jwks(self, _: Request) -> Response:
        named = [(kid, ECAlgorithm.to_jwk(key.public_key(), as_dict=True)) for kid, key in self._keys]
        return JSONResponse({"keys": [jwk | {"kid": kid, "use": "sig", "alg": "ES256"} for kid, jwk in named]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        party = self.parties.get(asked.get("client_id", ""))
        if party is None or asked.get("redirect_uri") != party.redirect_uri:
            return HTMLResponse("<p>This service is not registered here.</p>", 400)
        if not all(asked.get(name) for name in ("state", "nonce", "code_challenge")):
            return self._back(asked, error="invalid_request")
        handle = secrets.token_urlsafe(16)
        self._visits[handle] = _Visit(asked)
        buttons = "".join(
            f'<p><button name="member" value="{escape(each.key)}">{escape(each.name)} {escape(each.mood)}</button></p>'
            for each in self.staff.values()
        )
        return HTMLResponse(
            '<!doctype html><html lang="en"><head><title>Choose a test user</title></head><body>'
            f"<h1>A simulated employer: {escape(self.issuer)}</h1><p>Nothing here is real.</p>"
            f'<form method="post" action="{self.issuer}/choose"><input type="hidden" name="visit" value="{handle}">'
            f'{buttons}<p><button name="member" value="">Cancel</button></p></form></body></html>'
        )

    async def _choose(self, request: Request) -> Response:
        form = await request.form()
        visit = self._visits.pop(str(form.get("visit")), None)
        if visit is None:
            return HTMLResponse("<p>This page is too old.</p>", 400)
        visit.member = self.staff.get(str(form.get("member")))
        if visit.member is None:
            return self._back(visit.asked, error="access_denied")
        code = secrets.token_urlsafe(32)
        self._visits[code] = visit
        issuers = {"another provider answers": "https://login.another.example", "no issuer in the answer": ""}
        return self._back(visit.asked, issuers.get(visit.member.mood), code=code)

    def _back(self, asked: Mapping[str, str], issuer: str | None = None, **answer: str) -> Response:
        issuer = self.issuer if issuer is None else issuer
        said = answer | {"state": asked["state"]} | ({"iss": issuer} if issuer else {})
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said)}", 303)

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        party = await self._authenticated(form, request.headers.get("authorization", ""))
        if party is None:
            return JSONResponse({"error": "invalid_client"}, 401)
        visit = self._visits.pop(form.get("code", ""), None)
        if visit is None or visit.member is None or not _redeems(visit, form, party):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if visit.member.mood == "redirects":
            return RedirectResponse("http://169.254.169.254/latest/meta-data", 307)
        if visit.member.mood == "endless":
            return Response(b"x" * 1_000_000)
        access_token = secrets.token_urlsafe(32)
        self.arrived[access_token] = visit
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": _TOKEN_SECONDS}
        return JSONResponse(answer | {"id_token": self._id_token(visit, visit.member, party, access_token)})

    def _id_token(self, visit: _Visit, member: Member, party: RelyingParty, access_token: str) -> str:
        now = int(time.time())
        digest = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": self.issuer,
            "sub": f"user/{member.key}",
            "aud": party.client_id,
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
            "nonce": visit.asked["nonce"],
            "sid": visit.sid,
            "at_hash": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "name": member.name,
            "email": member.email,
            "employee_number": member.staff_number,
        } | ({"acr": member.acr} if member.acr else {})
        match member.mood:
            case "wrong issuer":
                claims["iss"] = "https://login.another.example"
            case "wrong audience":
                claims["aud"] = "another client"
            case "wrong nonce":
                claims["nonce"] = "another sign-in's"
            case "expired":
                claims |= {"iat": now - 3600, "exp": now - 1800}
            case "wrong hash":
                claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA"
            case "unsigned":
                return jwt.encode(claims, "", "none")
            case "unknown key":
                return jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), "ES256", {"kid": self._keys[0][0]})
        return self._signed(claims, "JWT")

    def _signed(self, claims: dict[str, Any], typ: str) -> str:
        kid, key = self._keys[0]
        return jwt.encode(claims, key, "ES256", headers={"kid": kid, "typ": typ})

    async def _authenticated(self, form: Mapping[str, str], authorization: str) -> RelyingParty | None:
        """client_secret_basic (RFC 6749 section 2.3.1), or private_key_jwt for this issuer and not seen before."""
        if authorization.startswith("Basic "):
            name, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
            party = self.parties.get(unquote(name))
            right = party and party.secret and secrets.compare_digest(party.secret.encode(), unquote(secret).encode())
            return party if right else None
        assertion = form.get("client_assertion", "")
        try:
            party = self.parties[jwt.decode(assertion, options={"verify_signature": False})["iss"]]
            key = await asyncio.to_thread(jwt.PyJWKClient(party.jwks_uri).get_signing_key_from_jwt, assertion)
            required = ["iss", "sub", "aud", "exp", "jti"]
            claims = jwt.decode(assertion, key, ["ES256"], audience=self.issuer, options={"require": required})
        except (jwt.PyJWTError, KeyError):
            return None
        if claims["sub"] != claims["iss"] or claims["jti"] in self._assertions:
            return None
        self._assertions.add(claims["jti"])
        return party


def _redeems(visit: _Visit, form: Mapping[str, str], party: RelyingParty) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenged = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == visit.asked["code_challenge"]
    theirs = party.client_id == visit.asked["client_id"] and form.get("redirect_uri") == party.redirect_uri
    return challenged and theirs and time.time() < visit.at + _CODE_SECONDS
