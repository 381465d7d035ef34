"""Documents at the URLs of clients: small, soon, without redirects, and never from inside a network."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from chassis.addresses import checked_url
from chassis.errors import Invalid, Unavailable
from chassis.outward import PublicOnly

LARGEST = 64 * 1024
_TIME_OUT = aiohttp.ClientTimeout(total=5, connect=3)


class HttpDocuments:
    """Gets over aiohttp. Open one with `documents`."""

    def __init__(self, session: aiohttp.ClientSession, *, allow_loopback: bool) -> None:
        self._session, self._allow_loopback = session, allow_loopback

    async def get(self, url: str) -> bytes:
        """Raises Unavailable: not there in time, too large, redirected, or at an address we do not call."""
        try:
            checked_url(url, allow_loopback=self._allow_loopback)
            async with self._session.get(url, allow_redirects=False) as response:
                body = bytearray()
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > LARGEST:
                        break
        except (TimeoutError, aiohttp.ClientError, OSError, Invalid):
            raise Unavailable("the document cannot be had") from None
        if response.status != 200 or len(body) > LARGEST:
            raise Unavailable("the document cannot be had, or is too large")
        return bytes(body)


@asynccontextmanager
async def documents(*, allow_loopback: bool) -> AsyncIterator[HttpDocuments]:
    """For the block. `allow_loopback` is for an issuer on this machine only."""
    resolver = PublicOnly(aiohttp.ThreadedResolver(), allow_loopback=allow_loopback)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver, limit=32, limit_per_host=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIME_OUT,
        # What unpacks to more than it said it was is not unpacked.
        auto_decompress=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "Kith-Identity/1"},
    ) as session:
        yield HttpDocuments(session, allow_loopback=allow_loopback)
