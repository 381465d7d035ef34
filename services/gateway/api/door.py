"""The one door of `/v1`: what every request passes before its body is read.

In this order: a credential, its trade for the service's token, the scope, the caller's pace, the kind of content. A
route that is not in the access table cannot be made.
"""

import re
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from chassis.errors import Denied, Invalid, Unauthenticated
from services.gateway.api.access import ACCESS, Access
from services.gateway.api.limits import RATES, REFUSALS, Buckets, Streams
from services.gateway.api.problems import BAD_PROOF, NONCE, SCOPE_MISSING, TOKEN_MISSING, NotAcceptedType, Unproven
from services.gateway.clients import Clients, Credential, Shown, act_for
from services.gateway.clients.exchange import Exchange, NonceNeeded, onward

_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LONGEST_TOKEN = 8_192


@dataclass(frozen=True, slots=True)
class Back:
    """What stands behind the door, for the routes of one app (`app.state.back`)."""

    clients: Clients
    exchange: Exchange
    buckets: Buckets
    streams: Streams = field(default_factory=Streams)


async def _clients(request: Request) -> Clients:
    return back(request).clients


# The services behind, as a route's parameter.
Behind = Annotated[Clients, Depends(_clients)]


class Door(APIRoute):
    """A route of `/v1`, held to its row of the access table."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        method = next(iter(self.methods or ()))
        access = ACCESS[method, self.path_format]
        takes_body = self.body_field is not None
        inner = super().get_route_handler()

        async def admitted(request: Request) -> Response:
            nonce = await _admit(request, access)
            if takes_body:
                _must_be_json(request)
            response = await inner(request)
            if nonce:
                response.headers[NONCE] = nonce
            return response

        return admitted


async def _admit(request: Request, access: Access) -> str:
    """Lets it in, or raises. Returns the nonce for the sender's next proof, where it sent one."""
    behind, source = back(request), request.client.host if request.client else ""
    if access.public:
        behind.buckets.take(source, access.pace, RATES[access.pace])
        return ""
    presented = Credential(
        access_token=_token(request),
        shown=_shown(request),
        least_acr=access.least_acr,
        idempotency_key=_idempotency_key(request),
    )
    behind.buckets.check(source, "refusals", REFUSALS)
    try:
        token = await behind.exchange.token(presented, access.audience)
    except NonceNeeded as stale:
        raise Unproven(stale, stale.nonce) from None
    except Unauthenticated as refused:
        behind.buckets.take(source, "refusals", REFUSALS)
        raise (Unproven(refused) if presented.shown.proof else refused) from None
    behind.buckets.take(token.subject, access.pace, RATES[access.pace])
    if access.scope not in token.scopes:
        raise Denied(f"this needs the scope {access.scope}", code=SCOPE_MISSING)
    request.state.caller = token.subject
    act_for(onward(presented, token))
    return token.nonce


def back(request: Request) -> Back:
    found = request.app.state.back
    assert isinstance(found, Back)
    return found


def _token(request: Request) -> str:
    """The access token (RFC 6750 section 2.1, RFC 9449 section 7.1). A cookie is never looked at here."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() not in ("bearer", "dpop") or not token:
        raise Unauthenticated("send an access token: Authorization: Bearer …", code=TOKEN_MISSING)
    if len(token) > _LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise Unauthenticated("the access token is not valid")
    return token


def _shown(request: Request) -> Shown:
    """Its proof, where the scheme says that there is one, and the certificate that a trusted proxy passed on."""
    certificate = _thumbprint(request)
    if request.headers.get("authorization", "").partition(" ")[0].lower() != "dpop":
        return Shown(certificate=certificate)
    proofs = request.headers.getlist("dpop")
    if len(proofs) != 1 or not 0 < len(proofs[0]) <= _LONGEST_TOKEN:
        raise Unproven(Unauthenticated("send one proof: DPoP: …", code=BAD_PROOF))
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    return Shown(proofs[0], request.method, f"{request.app.state.issuer}{path}", certificate)


def _thumbprint(request: Request) -> str:
    """`x5t#S256` (RFC 8705 section 3.1) of `Client-Cert` (RFC 9440), which only a trusted proxy can have said."""
    sent = request.headers.get("client-cert", "").strip()
    try:
        der = b64decode(sent[1:-1], validate=True) if sent else b""
    except ValueError:
        raise Unauthenticated("the client certificate cannot be read") from None
    return urlsafe_b64encode(sha256(der).digest()).decode().rstrip("=") if der else ""


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if key and not _KEY.fullmatch(key):
        raise Invalid.field("Idempotency-Key", "must be 1 to 255 printable ASCII characters without spaces")
    return key


def _must_be_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise NotAcceptedType("send application/json")
