"""HTTP servers in a process's life: uvicorn without its own signals, mutual TLS where asked, the operator port."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

Asgi = Callable[[Any, Any, Any], Awaitable[None]]
Ready = Callable[[], bool]
_DRAIN_SECONDS = 5


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to `chassis.run.Life`."""
        yield


class HttpServer:
    """One ASGI application on one port, as a server in a process's life.

    With `tls_dir` and `peers` it speaks mutual TLS and hangs up on any certificate but those services' (SPIFFE ids).
    """

    def __init__(
        self, app: Asgi, host: str, port: int, *, tls_dir: Path | None = None, peers: Collection[str] = ()
    ) -> None:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            http=_protocol_for(peers) if peers else "httptools",
            loop="uvloop",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
        if tls_dir:
            config.ssl_certfile, config.ssl_keyfile = str(tls_dir / "cert.pem"), str(tls_dir / "key.pem")
            config.ssl_ca_certs, config.ssl_cert_reqs = str(tls_dir / "ca.pem"), ssl.CERT_REQUIRED
        self._server = _Uvicorn(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the port is open. Raises OSError when it cannot be."""
        self._serving = asyncio.create_task(self._server.serve())
        while not self._server.started:
            if self._serving.done():
                raise OSError(f"port {self._server.config.port} cannot be opened")
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._serving:
            await self._serving


def _protocol_for(peers: Collection[str]) -> type[asyncio.Protocol]:
    allowed = {f"spiffe://kith/{peer}" for peer in peers}

    class OnlyPeers(HttpToolsProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            certificate = transport.get_extra_info("peercert") or {}
            names = {value for kind, value in certificate.get("subjectAltName", ()) if kind == "URI"}
            if names & allowed:
                super().connection_made(transport)
            else:
                self.transport = transport  # uvicorn closes it again when it is lost
                transport.abort()

    return OnlyPeers


def operator_port(ready: Ready) -> Asgi:
    """`/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus); for operators only."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        status, kind, body = 404, b"text/plain; charset=utf-8", b"not found\n"
        if scope["path"] == "/healthz":
            status, body = 200, b"ok\n"
        elif scope["path"] == "/readyz":
            status, body = (200, b"ready\n") if ready() else (503, b"not ready\n")
        elif scope["path"] == "/metrics":
            status, kind, body = 200, CONTENT_TYPE_LATEST.encode(), generate_latest()
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": body})

    return app
