"""A virus scanner that knows one virus, which is none: EICAR's test file. It speaks ClamAV's protocol (man clamd)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from chassis.run import Part

# https://www.eicar.org/download-anti-malware-testfile/, put together so that no scanner takes this file for it.
_TEST_FILE = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Sandbox.Eicar-Test-Signature"


@asynccontextmanager
async def scanning(port: int = 0) -> AsyncIterator[int]:
    """Scans on a loopback port while the block runs; yields the port (0: any)."""
    server = await asyncio.start_server(_answer, "127.0.0.1", port)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def scanner(port: int) -> Part:
    """The same as a part of a process."""

    async def part(stopping: asyncio.Event) -> None:
        async with scanning(port):
            await stopping.wait()

    return part


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        command = await reader.readuntil(b"\0")
        writer.write(await _streamed(reader) if command == b"zINSTREAM\0" else b"UNKNOWN COMMAND\0")
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # whoever asked has gone
    finally:
        writer.close()


async def _streamed(reader: asyncio.StreamReader) -> bytes:
    found, tail = False, b""
    while size := int.from_bytes(await reader.readexactly(4)):
        tail = tail[-len(_TEST_FILE) :] + await reader.readexactly(size)
        found = found or _TEST_FILE in tail
    return f"stream: {FOUND} FOUND\0".encode() if found else b"stream: OK\0"
