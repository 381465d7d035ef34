"""A wake-up between the processes of one machine: a byte through a named pipe. It saves time and is never the truth.

Named pipes rather than datagram sockets, whose address has to fit in 108 bytes and a data folder's path need not.
"""

import asyncio
import os
import secrets
from pathlib import Path
from types import TracebackType

from chassis.run import wait


def ring(folder: Path) -> None:
    """Wake everybody who listens in `folder`; sweeps away the pipes of those who died."""
    for pipe in folder.glob("*.bell"):
        try:
            writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            pipe.unlink(missing_ok=True)
            continue
        try:
            os.write(writer, b"!")
        except OSError:
            pass  # full: it has been rung often enough
        finally:
            os.close(writer)


class Bell:
    """What one listener hears, on the running event loop."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._rung = asyncio.Event()
        name = secrets.token_hex(8)
        new = folder / f"{name}.new"
        os.mkfifo(new, 0o600)
        # Open for writing too, so that it never reads as closed; named last, so that nobody finds it without a reader.
        self._descriptor = os.open(new, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._pipe = new.rename(folder / f"{name}.bell")

    def __enter__(self) -> "Bell":
        asyncio.get_running_loop().add_reader(self._descriptor, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.get_running_loop().remove_reader(self._descriptor)
        self._pipe.unlink(missing_ok=True)
        os.close(self._descriptor)

    async def heard(self, within: float) -> None:
        """Wait until it rings, for so many seconds at most."""
        await wait(self._rung, within)
        self._rung.clear()

    def _hear(self) -> None:
        os.read(self._descriptor, 65536)
        self._rung.set()
