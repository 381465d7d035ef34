"""What is read at a client's address: small, soon, from there and nowhere else, and never from inside."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from chassis.errors import Unavailable
from services.identity.clients.documents import LARGEST, HttpDocuments, documents


async def _good(_: web.Request) -> web.Response:
    return web.Response(body=b"a document")


async def _large(_: web.Request) -> web.Response:
    return web.Response(body=b"x" * (LARGEST + 1))


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65_536)


async def _elsewhere(_: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/good"})


async def _missing(_: web.Request) -> web.Response:
    return web.Response(status=404, body=b"nothing here")


async def _broken(request: web.Request) -> web.Response:
    assert request.transport
    request.transport.close()
    return web.Response()


@pytest.fixture
async def base() -> AsyncIterator[str]:
    app = web.Application()
    for name in (_good, _large, _endless, _elsewhere, _missing, _broken):
        app.router.add_get(f"/{name.__name__[1:]}", name)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def reader() -> AsyncIterator[HttpDocuments]:
    async with documents(allow_loopback=True) as opened:
        yield opened


async def test_a_document_is_read(base: str, reader: HttpDocuments) -> None:
    assert await reader.get(f"{base}/good") == b"a document"


@pytest.mark.parametrize("path", ["large", "endless", "elsewhere", "missing", "broken"])
async def test_what_is_too_large_elsewhere_or_not_there_is_not(base: str, reader: HttpDocuments, path: str) -> None:
    with pytest.raises(Unavailable):
        await reader.get(f"{base}/{path}")


async def test_this_machine_is_called_only_where_it_is_the_issuer_too(base: str) -> None:
    async with documents(allow_loopback=False) as outside:
        for url in (f"{base}/good", f"{base}/good".replace("http:", "https:")):
            with pytest.raises(Unavailable):
                await outside.get(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://lichfield.example/jwks",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/jwks",
        "https://2130706433/jwks",
        "https://0x7f.1/jwks",
        "https://[::ffff:127.0.0.1]/jwks",
        "https://[64:ff9b::7f00:1]/jwks",
        "https://user:secret@lichfield.example/jwks",
        "https://identity.internal/jwks",
        "file:///etc/passwd",
        "https://[/",
        "",
    ],
)
async def test_no_address_inside_is_called(url: str) -> None:
    async with documents(allow_loopback=False) as outside:
        with pytest.raises(Unavailable):
            await outside.get(url)
