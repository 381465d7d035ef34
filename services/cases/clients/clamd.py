"""The virus scanner: ClamAV's daemon, by its own protocol (man clamd, COMMANDS, INSTREAM)."""

import asyncio
import re
from collections.abc import AsyncIterator

from chassis.log import logger
from services.cases.ports.documents import ScannerAway

SECONDS = 120.0
"""For one document, from connecting to the answer."""

_CONNECT_SECONDS = 5.0
_LONGEST_ANSWER = 4096
_FOUND = re.compile(rb"stream: (.+) FOUND")
_UNUSUAL = re.compile(r"[^\w.:\-() ]", re.ASCII)
_LONGEST_NAME = 100


class Clamd:
    """At `host:port`, or the path of a Unix socket. What it was not said clearly to be clean is not known to be."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        self._address, self._seconds = address, seconds

    async def scan(self, content: AsyncIterator[bytes]) -> str:
        """Raises ScannerAway."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._ask(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            logger().warning("virus scanner away", kind=type(error).__name__)
            raise ScannerAway("the virus scanner did not answer") from None
        if answer == b"stream: OK":
            return ""
        if found := _FOUND.fullmatch(answer):
            return _told(found[1])
        logger().warning("virus scanner undecided", answer=_told(answer))
        raise ScannerAway("the virus scanner could not say whether it is clean")

    async def _ask(self, content: AsyncIterator[bytes]) -> bytes:
        async with asyncio.timeout(_CONNECT_SECONDS):
            reader, writer = await self._connected()
        try:
            writer.write(b"zINSTREAM\0")
            async for part in content:
                writer.write(len(part).to_bytes(4) + part)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1]
        finally:
            writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("/"):
            return await asyncio.open_unix_connection(self._address, limit=_LONGEST_ANSWER)
        host, _, port = self._address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)


def _told(answer: bytes) -> str:
    return _UNUSUAL.sub("_", answer.decode("ascii", "replace"))[:_LONGEST_NAME]
