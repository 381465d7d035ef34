"""When what was committed to an SQLite file is on the disk: one sync of its write-ahead log for all who wait.

With `synchronous=FULL` each commit syncs the log by itself, and whoever writes next waits for it. Here a commit is
written to the log, and the next may follow; `settled` returns once the log was synced after it. A hundred that wait at
once share one sync. SQLite's `synchronous=NORMAL` promises the rest: the log is whole up to where it was synced, and is
synced before a checkpoint copies from it (https://www.sqlite.org/wal.html#performance_considerations).
"""

import asyncio
import os
from pathlib import Path

# As many pages of 4 KiB as SQLite's own checkpoints wait for.
LARGEST_LOG = 1_000 * 4_096
_COMMITS_BETWEEN = 50


class Disk:
    """The write-ahead log of one file. One that could not be synced is never trusted again: what the operating system
    dropped then, a later sync that succeeds would not bring back."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._log = -1
        self._committed = self._synced = self._measured = 0
        self._syncing: asyncio.Task[None] | None = None
        self._failed: OSError | None = None

    def committed(self) -> None:
        """Something was, just now: the log is there."""
        self._committed += 1
        if self._log < 0:
            self._log = os.open(f"{self._file}-wal", os.O_RDWR)

    def log_is_long(self) -> bool:
        """Whether it is time to copy the log into the file; looked at every fifty commits."""
        if self._committed - self._measured < _COMMITS_BETWEEN:
            return False
        self._measured = self._committed
        return os.fstat(self._log).st_size > LARGEST_LOG

    async def settled(self) -> None:
        """Once all that has been committed by now is on the disk. Raises OSError when it cannot be said to be."""
        mine = self._committed
        while self._synced < mine:
            if self._failed:
                raise OSError("the database's log could not be written to the disk") from self._failed
            if self._syncing is None or self._syncing.done():
                self._syncing = asyncio.create_task(self._sync())
            await asyncio.shield(self._syncing)

    async def close(self) -> None:
        """Before the file's connections close, and with them its log. Once more is no error."""
        if self._syncing:
            await asyncio.wait([self._syncing])
        if self._log >= 0:
            os.close(self._log)
            self._log = -1

    async def _sync(self) -> None:
        upto = self._committed
        try:
            await asyncio.get_running_loop().run_in_executor(None, os.fdatasync, self._log)
            self._synced = upto
        except OSError as error:
            self._failed = error
