"""Logout tokens posted to relying parties: no redirect followed, no address inside ever connected to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from chassis.addresses import checked_url
from chassis.errors import Invalid
from chassis.outward import PublicOnly

_TIME_OUT = aiohttp.ClientTimeout(total=10, connect=5)


class BackChannel:
    """Open one with `back_channel`."""

    def __init__(self, session: aiohttp.ClientSession, *, allow_loopback: bool) -> None:
        self._session, self._allow_loopback = session, allow_loopback

    async def post(self, uri: str, logout_token: str) -> bool:
        """Whether the relying party took it: 200, or 204 (Back-Channel Logout 1.0 section 2.8)."""
        try:
            checked_url(uri, allow_loopback=self._allow_loopback)
            async with self._session.post(uri, data={"logout_token": logout_token}, allow_redirects=False) as answer:
                return answer.status in (200, 204)
        except (TimeoutError, aiohttp.ClientError, OSError, Invalid):
            return False


@asynccontextmanager
async def back_channel(*, allow_loopback: bool) -> AsyncIterator[BackChannel]:
    """For the block. `allow_loopback`: relying parties on this machine, where our own issuer is on it too."""
    resolver = PublicOnly(aiohttp.ThreadedResolver(), allow_loopback=allow_loopback)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=32, limit_per_host=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIME_OUT,
        auto_decompress=False,
        headers={"User-Agent": "Kith-Identity/1"},
    ) as session:
        yield BackChannel(session, allow_loopback=allow_loopback)
