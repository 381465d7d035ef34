"""`/oauth2` and `/.well-known`: the OpenID Provider, which lives in identity, passed through unchanged.

Bodies are a few kilobytes by nature, so each is read whole, within a size: what breaks off half-way is then a clean
refusal and never half an answer. Redirects are the browser's to follow.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from multidict import CIMultiDict
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from yarl import URL

from chassis.errors import TooMany
from chassis.http import Asgi
from chassis.log import logger
from services.gateway.api.limits import SOURCE, Buckets

PATHS = ("/oauth2", "/.well-known")
LARGEST_ANSWER = 1024 * 1024
_TIMEOUT = ClientTimeout(total=15, connect=3)
# RFC 9110 section 7.6.1, and what each side of a proxy says for itself.
_HOP_BY_HOP = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te"),
        *("trailer", "transfer-encoding", "upgrade", "expect", "content-length", "date", "host", "forwarded"),
    )
)


class _AnswerTooLarge(Exception):
    pass


@asynccontextmanager
async def provider(address: str, tls_dir: Path, issuer: str, buckets: Buckets) -> AsyncIterator[Asgi]:
    """The provider at identity's private HTTP (`host:port`, mutual TLS), as an app."""
    trust = ssl.create_default_context(cafile=tls_dir / "ca.pem")
    trust.load_cert_chain(tls_dir / "cert.pem", tls_dir / "key.pem")
    async with ClientSession(
        connector=TCPConnector(ssl=trust, limit=200),
        cookie_jar=DummyCookieJar(),  # cookies are the browser's: none of one may reach another
        timeout=_TIMEOUT,
        auto_decompress=False,
        skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent", "Content-Type"),
    ) as http:
        public = urlsplit(issuer)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            request = Request(scope, receive)
            source = request.client.host if request.client else ""
            try:
                buckets.take(source, "provider", SOURCE)
                response = await _pass_on(request, source)
            except TooMany as slower:
                response = _away(429, retry_after=slower.retry_after)
            except (ClientError, TimeoutError, OSError, _AnswerTooLarge) as error:
                logger().warning("identity is away", kind=type(error).__name__)
                response = _away(503, retry_after=2)
            except ClientDisconnect:
                return
            await response(scope, receive, send)

        async def _pass_on(request: Request, source: str) -> Response:
            headers = _passed(request.headers.raw)
            headers["X-Forwarded-For"] = source
            headers["X-Forwarded-Proto"], headers["X-Forwarded-Host"] = public.scheme, public.netloc
            path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
            query = request.scope["query_string"].decode("latin-1")
            async with http.request(
                request.method,
                URL(f"https://{address}{path}{'?' + query if query else ''}", encoded=True),
                headers=headers,
                data=await request.body() or None,
                allow_redirects=False,
                server_hostname="identity",
            ) as answer:
                response = Response(await _within(answer), answer.status)
                own = [(n, v) for n, v in response.raw_headers if n == b"content-length"]
                passed = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in _theirs(answer)]
                response.raw_headers = passed + (own if request.method != "HEAD" else [])
                return response

        yield app


def _passed(raw: list[tuple[bytes, bytes]]) -> CIMultiDict[str]:
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]
    return CIMultiDict((n, v) for n, v in named if n not in _HOP_BY_HOP and not n.startswith("x-forwarded-"))


def _theirs(answer: ClientResponse) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers.items() if name.lower() not in _HOP_BY_HOP]


async def _within(answer: ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise _AnswerTooLarge
    return bytes(body)


def _away(status: int, retry_after: int | None) -> Response:
    """OAuth's own words for it (RFC 6749 section 4.1.2.1, RFC 6585 section 4)."""
    body = orjson.dumps({"error": "temporarily_unavailable", "error_description": "try again in a moment"})
    return Response(body, status, {"Retry-After": str(retry_after or 1)}, "application/json")
