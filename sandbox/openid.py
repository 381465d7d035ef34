"""What the simulated OpenID Providers share: discovery, a page to choose a test user on, codes, tokens.

The code flow of OpenID Connect Core with private_key_jwt (RFC 7523), as GOV.UK One Login and NHS login publish theirs.
Each provider gives its own metadata, its people and what it says about them.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol
from urllib.parse import urlencode

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.parties import Party

_CODE_SECONDS, _TOKEN_SECONDS, _ID_TOKEN_SECONDS = 300, 180, 120


@dataclass(frozen=True, slots=True)
class Person:
    """A test user. `mood` says how the provider treats them; empty for well."""

    key: str
    given_name: str
    family_name: str
    birth_date: str
    postcode: str = ""
    nhs_number: str = ""
    mood: str = ""

    @property
    def shown(self) -> str:
        return f"{self.given_name} {self.family_name}" + (f" ({self.mood})" if self.mood else "")


@dataclass(slots=True)
class Visit:
    """One authorization request, and who was chosen for it. Times are seconds since the epoch."""

    asked: dict[str, str]
    person: Person | None = None
    at: float = field(default_factory=time.time)
    used: bool = False


class Speaker(Protocol):
    """What is a provider's own. `digest` is its ID tokens' hash, and so that of `at_hash`."""

    issuer: str
    people: Sequence[Person]
    algorithms: Sequence[str]
    digest: str

    @property
    def metadata(self) -> dict[str, Any]: ...
    @property
    def jwks(self) -> dict[str, Any]: ...
    def refusal(self, asked: Mapping[str, str]) -> str:
        """An OAuth error code for a request it does not take; empty for a good one."""

    def id_token(self, claims: dict[str, Any], visit: Visit) -> str: ...
    def userinfo(self, subject: str, visit: Visit) -> dict[str, Any]: ...


_WORDS: Mapping[str, tuple[str, str, str]] = {
    "en": ("A simulated sign-in", "Nothing here is real.", "Cancel"),
    "cy": ("Mewngofnodi wedi’i efelychu", "Nid oes dim yma’n real.", "Canslo"),
}


class OpenIdProvider:
    """The endpoints. Keeps visits in memory for as long as the process lives."""

    def __init__(self, speaker: Speaker, parties: Sequence[Party]) -> None:
        self._speaker = speaker
        self._parties = {party.client_id: party for party in parties}
        self._visits: dict[str, Visit] = {}
        self._tokens: dict[str, Visit] = {}
        self._assertions: set[str] = set()

    def app(self, *more: BaseRoute) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/.well-known/jwks.json", self._jwks),
                Route("/authorize", self._authorize),
                Route("/choose", self._choose, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
                *more,
            ]
        )

    async def _discovery(self, _: Request) -> Response:
        issuer = self._speaker.issuer.rstrip("/")
        common = {
            "issuer": self._speaker.issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }
        return JSONResponse(common | self._speaker.metadata)

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse(self._speaker.jwks)

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        party = self._parties.get(asked.get("client_id", ""))
        if party is None or asked.get("redirect_uri") not in party.redirect_uris:
            return HTMLResponse("<p>This service is not registered here.</p>", 400)
        if asked.get("response_type") != "code" or not asked.get("state") or not asked.get("nonce"):
            return _back(asked, error="invalid_request")
        if error := self._speaker.refusal(asked):
            return _back(asked, error=error)
        handle = secrets.token_urlsafe(16)
        self._visits[handle] = Visit(asked)
        return HTMLResponse(self._page(handle, self._language(asked)))

    def _language(self, asked: Mapping[str, str]) -> str:
        """The first of `ui_locales` that it says it has (OIDC Core section 3.1.2.1)."""
        ours = self._speaker.metadata.get("ui_locales_supported", [])
        return next((tag for tag in asked.get("ui_locales", "").split() if tag in ours), "en")

    def _page(self, handle: str, language: str) -> str:
        title, nothing_real, cancel = _WORDS[language]
        buttons = "".join(
            f'<p><button name="person" value="{escape(each.key)}">{escape(each.shown)}</button></p>'
            for each in self._speaker.people
        )
        return (
            f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body>'
            f"<h1>{title}: {escape(self._speaker.issuer)}</h1><p>{nothing_real}</p>"
            f'<form method="post" action="choose"><input type="hidden" name="visit" value="{handle}">'
            f'{buttons}<p><button name="person" value="">{cancel}</button></p></form></body></html>'
        )

    async def _choose(self, request: Request) -> Response:
        form = await request.form()
        visit = self._visits.pop(str(form.get("visit")), None)
        if visit is None:
            return HTMLResponse("<p>This page is too old.</p>", 400)
        people = {each.key: each for each in self._speaker.people}
        visit.person = people.get(str(form.get("person")))
        if visit.person is None or visit.person.mood == "refuses":
            return _back(visit.asked, error="access_denied")
        code = secrets.token_urlsafe(32)
        self._visits[code] = visit
        return _back(visit.asked, code=code)

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        party = self._authenticated(form)
        if party is None:
            return _error("invalid_client", 401)
        visit = self._visits.get(form.get("code", ""))
        if form.get("grant_type") != "authorization_code" or visit is None or not _redeems(visit, form, party):
            return _error("invalid_grant", 400)
        visit.used = True
        assert visit.person
        access_token, now = secrets.token_urlsafe(32), int(time.time())
        self._tokens[access_token] = visit
        digest = hashlib.new(self._speaker.digest, access_token.encode()).digest()
        claims = {
            "iss": self._speaker.issuer,
            "sub": self._subject(visit),
            "aud": party.client_id,
            "iat": now,
            "exp": now + _ID_TOKEN_SECONDS,
            "nonce": visit.asked["nonce"],
            "at_hash": base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode(),
        }
        return JSONResponse(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": _TOKEN_SECONDS,
                "id_token": self._speaker.id_token(claims, visit),
            }
        )

    async def _userinfo(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        visit = self._tokens.get(token) if scheme == "Bearer" else None
        if visit is None:
            return Response(status_code=401, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'})
        return JSONResponse(self._speaker.userinfo(self._subject(visit), visit))

    def _subject(self, visit: Visit) -> str:
        """Pairwise: a person is known to each party by another subject."""
        assert visit.person
        told = f"{self._speaker.issuer} {visit.asked['client_id']} {visit.person.key}"
        return "urn:fdc:sandbox:2026:" + hashlib.sha256(told.encode()).hexdigest()

    def _authenticated(self, form: Mapping[str, str]) -> Party | None:
        """The party whose key signed the assertion (RFC 7523 section 3), for this token endpoint, not seen before."""
        assertion = form.get("client_assertion", "")
        try:
            claimed = jwt.decode(assertion, options={"verify_signature": False})
            party = self._parties[claimed["iss"]]
            key = jwt.PyJWK(party.jwks["keys"][0], algorithm=jwt.get_unverified_header(assertion)["alg"])
            claims = jwt.decode(
                assertion,
                key,
                algorithms=list(self._speaker.algorithms),
                audience=f"{self._speaker.issuer.rstrip('/')}/token",
                options={"require": ["iss", "sub", "aud", "exp", "jti"]},
            )
        except (jwt.InvalidTokenError, KeyError):
            return None
        if claims["sub"] != claims["iss"] or claims["jti"] in self._assertions:
            return None
        self._assertions.add(claims["jti"])
        return party


def _redeems(visit: Visit, form: Mapping[str, str], party: Party) -> bool:
    asked = visit.asked
    fresh = not visit.used and time.time() < visit.at + _CODE_SECONDS
    same = form.get("redirect_uri") == asked["redirect_uri"] and party.client_id == asked["client_id"]
    if not fresh or not same or "code_challenge" not in asked:
        return fresh and same
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]


def _back(asked: Mapping[str, str], **answer: str) -> Response:
    said = answer | ({"state": asked["state"]} if "state" in asked else {})
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said)}", 302)


def _error(code: str, status: int) -> Response:
    return JSONResponse({"error": code}, status)


def claims_asked(asked: Mapping[str, str]) -> frozenset[str]:
    """The names under `userinfo` in the `claims` parameter; none where it is not one."""
    try:
        return frozenset(json.loads(asked.get("claims", "{}")).get("userinfo", {}))
    except (ValueError, AttributeError, TypeError):
        return frozenset()
