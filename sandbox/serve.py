"""The outside world as a process, on one loopback port."""

import asyncio
from pathlib import Path

from chassis import log
from chassis.http import HttpServer
from chassis.run import Life, Part, parent_pipe, serving
from sandbox import parties
from sandbox.app import outside_world
from sandbox.post.mailbox import Mailbox
from sandbox.post.smtp import taking
from sandbox.scanner import scanner


def serve(
    port: int, smtp_port: int, clamd_port: int, registered: Path | None, secret: Path | None, *, with_parent: bool
) -> None:
    """Serve until told to stop.

    `smtp_port`: where letters are taken, `clamd_port`: where viruses are looked for, 0 for nowhere. `registered`: a
    file of `parties`; `secret`: one with the providers' whsec_… secret.
    """
    log.configure("sandbox")
    mailbox = Mailbox()
    app = outside_world(
        f"http://localhost:{port}",
        parties.read(registered) if registered else (),
        secret.read_text().strip() if secret else "",
        mailbox,
    )
    parts: dict[str, Part] = {"http": serving(HttpServer(app, "localhost", port))}
    if smtp_port:
        parts["smtp"] = taking(mailbox, smtp_port)
    if clamd_port:
        parts["clamd"] = scanner(clamd_port)
    asyncio.run(_serve(parts, with_parent=with_parent))


async def _serve(parts: dict[str, Part], *, with_parent: bool) -> None:
    life = Life()
    watching = asyncio.create_task(parent_pipe(life.stopping)) if with_parent else None
    try:
        await life.run(parts)
    finally:
        life.stopping.set()
        if watching:
            await watching
