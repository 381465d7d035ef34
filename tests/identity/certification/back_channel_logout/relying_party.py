"""A relying party's back-channel logout endpoint on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


class RelyingParty:
    """Answers as told, and keeps the logout tokens it got."""

    def __init__(self) -> None:
        self.uri, self.status = "", 200
        self.got: list[str] = []

    async def handle(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert list(form) == ["logout_token"]
        self.got.append(str(form["logout_token"]))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"} if self.status == 302 else None)


@asynccontextmanager
async def listening() -> AsyncIterator[RelyingParty]:
    party = RelyingParty()
    app = web.Application()
    app.router.add_post("/backchannel-logout", party.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    party.uri = f"http://127.0.0.1:{runner.addresses[0][1]}/backchannel-logout"
    try:
        yield party
    finally:
        await runner.cleanup()
