"""A house's OpenID Provider on a real port."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.http import HttpServer
from tests.identity.house import House


@asynccontextmanager
async def served(house: House) -> AsyncIterator[str]:
    """The base URL of its HTTP, as the gateway reaches it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = HttpServer(house.app, "127.0.0.1", port)
    await server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await server.stop()
