"""Answers of the protocol endpoints."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from services.identity.api.oidc.errors import InvalidDPoPProof, OAuthError
from services.identity.domain.clients.dpop import ALGORITHMS

_NEVER_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def document(body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that no cache may keep (RFC 6749 section 5.1)."""
    return Response(json.dumps(body), status, _NEVER_STORED | dict(headers or {}), "application/json")


def nothing() -> Response:
    return Response(status_code=204, headers=_NEVER_STORED)


def refusal(error: OAuthError, headers: Mapping[str, str] | None = None) -> Response:
    """RFC 6749 section 5.2."""
    headers = dict(error.headers) | dict(headers or {})
    return document({"error": error.error, "error_description": error.description}, error.status, headers)


def token_refusal(error: OAuthError, headers: Mapping[str, str], *, dpop: bool) -> Response:
    """RFC 6750 section 3, RFC 9449 section 7.1."""
    challenge = f'Bearer error="{error.error}", error_description="{error.description}"'
    if dpop:
        algorithms = " ".join(ALGORITHMS)
        challenge = f'DPoP error="{error.error}", error_description="{error.description}", algs="{algorithms}"'
    return document(
        {"error": error.error, "error_description": error.description},
        401 if isinstance(error, InvalidDPoPProof) else error.status,
        {"WWW-Authenticate": challenge, **headers},
    )


def plain(text: str) -> Response:
    """For a person whom we must not send anywhere."""
    return PlainTextResponse(f"{text[:1].upper()}{text[1:]}.\n", 400, _NEVER_STORED)


def redirect(url: str, headers: Mapping[str, str] | None = None) -> Response:
    """303, so that a form is not posted on to somebody else (RFC 9700 section 4.12)."""
    return RedirectResponse(url, 303, _NEVER_STORED | {"Referrer-Policy": "no-referrer"} | dict(headers or {}))


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """The URL with these parameters added to what it carries already; empty ones are left out."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}" if query else url
