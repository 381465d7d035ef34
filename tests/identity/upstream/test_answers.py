"""What a provider elsewhere answers is read to its end, however it comes, and no further than is reasonable."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from joserfc.jwk import ECKey

from chassis.clock import FixedClock
from chassis.errors import Unavailable
from services.identity.clients.upstream.openid import OpenIdClient, Registered
from tests.sandbox.running import served

PIECES = [b'{"keys": [', json.dumps("x" * 70_000).encode(), b"]}"]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        large = scope["path"] == "/large"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in [*PIECES, *([b" " * 65_536] * 5 if large else [])]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            # So that each piece is on its way by itself.
            await asyncio.sleep(0.02)
        await send({"type": "http.response.body", "body": b""})

    with served(app) as url:
        yield url


async def test_a_document_in_pieces_is_read_whole_and_one_without_end_is_not(elsewhere: str) -> None:
    registered = Registered(elsewhere, "kith", f"{elsewhere}/back", "ES256", ("ES256",), ECKey.generate_key("P-256"))
    clock = FixedClock(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    async with aiohttp.ClientSession() as http:
        client = OpenIdClient(http, registered, clock, allow_loopback=True)
        assert await client.document(f"{elsewhere}/jwks") == {"keys": ["x" * 70_000]}
        with pytest.raises(Unavailable):
            await client.document(f"{elsewhere}/large")
