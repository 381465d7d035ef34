"""Passkeys on pages: which browser a ceremony is for."""

import re
import secrets

from fastapi import Request, Response
from kith.identity.v1.credentials_pb2 import BeginPasskeyRequest, Ceremony

from services.gateway.web.visit import Visit

# A secret of this browser: an answer to a sign-in page is good from the browser that was shown it, and no other.
BROWSER = "__Host-kith-browser"
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def browser_of(request: Request) -> str:
    """The browser's secret; empty where it has none of ours."""
    value = request.cookies.get(BROWSER, "")
    return value if _FORM.fullmatch(value) else ""


async def offered(visit: Visit, browser: str) -> Ceremony | None:
    """What a sign-in page asks of an authenticator; None where identity is away, which the page then says itself."""
    return await visit.attempt(visit.clients.sign_ins.BeginPasskey(BeginPasskeyRequest(browser=browser)))


def new_browser() -> str:
    return secrets.token_urlsafe(32)


def remembered(response: Response, browser: str) -> Response:
    response.set_cookie(BROWSER, browser, path="/", secure=True, httponly=True, samesite="lax")
    return response
