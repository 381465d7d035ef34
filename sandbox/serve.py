"""The outside world as a process, on one loopback port."""

import asyncio
from pathlib import Path

from chassis import log
from chassis.http import HttpServer
from chassis.run import Life, parent_pipe, serving
from sandbox import parties
from sandbox.app import outside_world


def serve(port: int, registered: Path | None, secret: Path | None, *, with_parent: bool) -> None:
    """Serve until told to stop. `registered`: a file of `parties`; `secret`: one with the providers' whsec_… secret."""
    log.configure("sandbox")
    app = outside_world(
        f"http://localhost:{port}",
        parties.read(registered) if registered else (),
        secret.read_text().strip() if secret else "",
    )
    asyncio.run(_serve(HttpServer(app, "localhost", port), with_parent=with_parent))


async def _serve(server: HttpServer, *, with_parent: bool) -> None:
    life = Life()
    watching = asyncio.create_task(parent_pipe(life.stopping)) if with_parent else None
    try:
        await life.run({"http": serving(server)})
    finally:
        life.stopping.set()
        if watching:
            await watching
