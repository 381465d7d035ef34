"""A container that has arrived is unpacked part by part, out of its sealed chunks: never on a disk, never whole."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, cast

from services.cases.domain.documents.container import must_be_sound
from services.cases.domain.documents.document import CHUNK, Document
from services.cases.ports.documents import Contents

_AT_ONCE = 2
_PATIENCE_SECONDS = 10.0


class LookInside:
    """In threads of its own: others wait for theirs, and unpacking takes seconds."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._threads = ThreadPoolExecutor(_AT_ONCE, "look-inside")

    async def __call__(self, document: Document) -> None:
        """Raises NotTaken where it is not what its name says, or a trap."""
        loop = asyncio.get_running_loop()

        def chunk(number: int) -> bytes:
            return asyncio.run_coroutine_threadsafe(self._contents.chunk(document, number), loop).result(
                _PATIENCE_SECONDS
            )

        file = cast(BinaryIO, io.BufferedReader(_Chunked(chunk, document.size), CHUNK))
        await loop.run_in_executor(self._threads, must_be_sound, file, document.size, document.kind)


class _Chunked(io.RawIOBase):
    """Chunks as a file that can be read anywhere; holds one of them."""

    def __init__(self, chunk: Callable[[int], bytes], size: int) -> None:
        super().__init__()
        self._chunk, self._size, self._at = chunk, size, 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Raises ValueError for a place before the beginning."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if at < 0:
            raise ValueError("before the beginning")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # what a buffered reader gives it
        if self._at >= self._size:
            return 0
        number, within = divmod(self._at, CHUNK)
        if self._held[0] != number:
            self._held = number, self._chunk(number)
        found = self._held[1][within : within + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)
