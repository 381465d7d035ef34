"""Calls to partners' endpoints: one POST, no redirect followed, no address inside ever connected to."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver

from chassis.addresses import checked_url
from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.outward import PublicOnly
from services.cases.domain.subscriptions.delivery import TIME_OUT, Answer

_LARGEST_ANSWER = 16 * 1024


class HttpWebhooks:
    """Posts to partners over aiohttp. Open one with `webhooks`."""

    def __init__(
        self, session: aiohttp.ClientSession, resolver: AbstractResolver, clock: Clock, *, allow_loopback: bool
    ) -> None:
        self._session, self._resolver, self._clock = session, resolver, clock
        self._allow_loopback = allow_loopback

    async def admit(self, url: str) -> str:
        """The URL, if we may call it, by its text and by what its name resolves to now. Raises Invalid."""
        url = checked_url(url, allow_loopback=self._allow_loopback)
        parts = urlsplit(url)
        try:
            await self._resolver.resolve(parts.hostname or "", parts.port or 443, socket.AF_UNSPEC)
        except OSError:
            raise Invalid.field("url", "does not lead to a public address") from None
        return url

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        """What the endpoint answered within the time-out; status 0 when it did not, or leads inside by now."""
        try:
            checked_url(url, allow_loopback=self._allow_loopback)
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                await response.content.read(_LARGEST_ANSWER)
                return Answer(response.status, self._retry_after(response.headers.get("Retry-After", "")))
        except (TimeoutError, aiohttp.ClientError, OSError, Invalid):
            return Answer(0)

    def _retry_after(self, text: str) -> timedelta | None:
        """RFC 9110 section 10.2.3: seconds, or a date."""
        if text.isascii() and text.isdigit():
            return timedelta(seconds=min(int(text), 10**9))
        try:
            at = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        return max(at - self._clock.now(), timedelta(0)) if at.tzinfo else None


@asynccontextmanager
async def webhooks(clock: Clock, *, allow_loopback: bool) -> AsyncIterator[HttpWebhooks]:
    """Webhooks for the block. `allow_loopback` is for a demonstration on one machine."""
    resolver = PublicOnly(aiohttp.ThreadedResolver(), allow_loopback=allow_loopback)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=64, limit_per_host=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=TIME_OUT.total_seconds()),
        auto_decompress=False,
        headers={"User-Agent": "Kith-Webhooks/1"},
    ) as session:
        yield HttpWebhooks(session, resolver, clock, allow_loopback=allow_loopback)
