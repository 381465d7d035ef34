"""The SMTP side (RFC 5321), in the loop of whoever runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from chassis.run import Part
from sandbox.post.mailbox import Mailbox

_LARGEST = 1024 * 1024


class _Sink:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(  # noqa: N802  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content or b""
        self._mailbox.take(content if isinstance(content, bytes) else content.encode())
        return "250 OK"


@asynccontextmanager
async def receiving(mailbox: Mailbox, port: int = 0) -> AsyncIterator[int]:
    """Takes letters on a loopback port while the block runs; yields the port (0: any)."""
    loop = asyncio.get_running_loop()
    sink = _Sink(mailbox)
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="localhost", data_size_limit=_LARGEST, loop=loop), "127.0.0.1", port
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def taking(mailbox: Mailbox, port: int) -> Part:
    """The same as a part of a process."""

    async def part(stopping: asyncio.Event) -> None:
        async with receiving(mailbox, port):
            await stopping.wait()

    return part
