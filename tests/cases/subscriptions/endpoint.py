"""A partner's endpoint on loopback."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import web


class Endpoint:
    """Answers as told and keeps the headers and body of what it got."""

    def __init__(self) -> None:
        self.url = ""
        self.status, self.headers = 204, dict[str, str]()
        self.got: list[tuple[Mapping[str, str], bytes]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((request.headers, await request.read()))
        return web.Response(status=self.status, headers=self.headers)


@asynccontextmanager
async def listening() -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    app = web.Application()
    app.router.add_post("/hook", endpoint.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield endpoint
    await runner.cleanup()
