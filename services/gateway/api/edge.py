"""What every request passes before anything of ours looks at it, and every answer after.

From the outside in: it gets an id and is counted (`observed`), its answer gets careful headers (`dressed`), its source
is settled (`sourced`), it takes a place (`shed`), and its body is held to a size (`bounded`).
"""

import re
import time
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import structlog
from prometheus_client import Histogram
from starlette.exceptions import HTTPException

from chassis.errors import Problem, Unavailable
from chassis.http import Asgi
from chassis.ids import Ids
from chassis.log import logger
from services.gateway.api.limits import Places
from services.gateway.api.problems import TooLarge, render
from services.gateway.clients import act_for

LARGEST_BODY = 1024 * 1024
LARGEST_IMPORT = 6 * 1024 * 1024
LARGEST_DOCUMENT = 100 * 1024 * 1024
LARGEST_UPLOAD = LARGEST_DOCUMENT + 64 * 1024  # with the form around it
_UPLOADS = re.compile(r"/(v1|desk)/cases/[^/]+/documents")
_IMPORTS, _URGENT = "/v1/imports/", "/v1/emergency-accesses"
_YEAR_SECONDS = 365 * 24 * 3600

_SECONDS = Histogram(
    "kith_http_request_seconds",
    "How long answers took.",
    ("method", "route", "status"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
# What only a load balancer may say: where a request came from, and with which certificate (RFC 9440).
_SAID_BY_PROXIES = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"client-cert")


def observed(app: Asgi, ids: Ids) -> Asgi:
    """A request id, one line in the log, one count; and an answer even where something broke."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close"})
            return
        # A kept-alive connection may hand the context of its last request to the next.
        act_for(None)
        request_id, began, status = ids.new("req"), time.perf_counter(), 0
        structlog.contextvars.bind_contextvars(request_id=request_id)

        async def seen(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await app(scope, receive, seen)
        except Exception:
            logger().exception("request failed")
            if not status:
                await render(Problem("something went wrong here"))(scope, receive, seen)
        finally:
            seconds = time.perf_counter() - began
            # The route's template, never the path itself: that may hold a person's id, and anybody can make one up.
            route = getattr(scope.get("route"), "path", scope.get("part", "refused"))
            _SECONDS.labels(scope["method"], route, status).observe(seconds)
            milliseconds = round(seconds * 1000, 1)
            logger().info("request", method=scope["method"], path=route, status=status, milliseconds=milliseconds)

    return serve


def dressed(app: Asgi, *, https: bool) -> Asgi:
    """Careful headers on every answer that does not bring its own. None of them allows another origin to read it."""
    headers: tuple[tuple[bytes, bytes], ...] = _HEADERS
    if https:
        headers += ((b"strict-transport-security", f"max-age={_YEAR_SECONDS}; includeSubDomains".encode()),)

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        async def dress(message: Any) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                named = {name.lower() for name, _ in own}
                message["headers"] = own + [(name, value) for name, value in headers if name not in named]
            await send(message)

        await app(scope, receive, dress)

    return serve


def sourced(app: Asgi, trusted: Collection[IPv4Network | IPv6Network]) -> Asgi:
    """The client is whom a trusted proxy names last, or the peer; what an untrusted peer says of that is taken out."""
    networks = tuple(trusted)

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        if _is_within(scope["client"][0] if scope.get("client") else "", networks):
            said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
            if said:
                scope["client"] = (said[-1].decode("latin-1").rpartition(",")[2].strip(), 0)
        else:
            scope["headers"] = [(n, v) for n, v in scope["headers"] if not n.startswith(_SAID_BY_PROXIES)]
        await app(scope, receive, send)

    return serve


def _largest(path: str) -> int:
    if _UPLOADS.fullmatch(path):
        return LARGEST_UPLOAD
    return LARGEST_IMPORT if path.startswith(_IMPORTS) else LARGEST_BODY


def _too_large(largest: int) -> Asgi:
    return render(TooLarge(f"a body may have {largest} bytes here"))


@lru_cache(maxsize=1_000)
def _is_within(peer: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        address = ip_address(peer)
    except ValueError:  # a peer without an address, such as a local socket
        return False
    return any(address in network for network in networks)


def shed(app: Asgi, places: Places) -> Asgi:
    """Turns requests away when too many are being served; emergency access last."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        try:
            with places.taken(urgent=scope["path"].startswith(_URGENT)):
                await app(scope, receive, send)
        except Unavailable as full:
            await render(full)(scope, receive, send)

    return serve


def bounded(app: Asgi) -> Asgi:
    """Holds bodies to a size, whether they say it (Content-Length) or not (chunked): 413, before more is read."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        largest = _largest(scope["path"])
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if said.isdigit() and int(said) > largest:
            await _too_large(largest)(scope, receive, send)
            return
        size, refused = 0, False

        async def counted() -> Any:
            nonlocal size, refused
            message = await receive()
            size += len(message.get("body", b""))
            if size > largest and not refused:
                refused = True
                await _too_large(largest)(scope, receive, send)
            if refused:
                raise HTTPException(413)
            return message

        async def unless_refused(message: Any) -> None:
            # Whatever the app makes of a body that broke off, the answer has been given.
            if not refused:
                await send(message)

        try:
            await app(scope, counted, unless_refused)
        except Exception:
            if not refused:
                raise

    return serve
