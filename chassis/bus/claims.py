"""Which partitions of a topic this member of a group may handle.

A claim is a lock on a file (flock), which the kernel takes back the moment its holder dies, however it dies: no leases,
no clocks, and never two holders.
"""

import fcntl
import os
import secrets
from pathlib import Path

_MEMBER = "member-"


class Claims:
    """One member's claims on the partitions of one topic. `folder` belongs to one group and topic."""

    def __init__(self, folder: Path, partitions: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._partitions = folder, partitions
        self._held: dict[int, int] = {}
        # Locked first and named second: a badge that can be seen unlocked belongs to a dead member.
        badge = secrets.token_hex(8)
        joining = _lock(folder / f"joining-{badge}", create=True)
        assert joining is not None
        self._badge, self._badge_lock = folder / f"{_MEMBER}{badge}", joining
        (folder / f"joining-{badge}").rename(self._badge)

    def balance(self) -> tuple[list[int], int]:
        """Claim what is free up to a fair share. Returns the partitions claimed now, and how many held are too many."""
        share = -(-self._partitions // self._members())
        claimed = []
        for partition in range(self._partitions):
            if len(self._held) >= share:
                break
            if partition not in self._held:
                lock = _lock(self._folder / str(partition), create=True)
                if lock is not None:
                    self._held[partition] = lock
                    claimed.append(partition)
        return claimed, max(0, len(self._held) - share)

    def release(self, partition: int) -> None:
        os.close(self._held.pop(partition))

    def leave(self) -> None:
        for partition in list(self._held):
            self.release(partition)
        self._badge.unlink(missing_ok=True)
        os.close(self._badge_lock)

    def _members(self) -> int:
        """How many live members there are, this one included; the badges of dead ones are swept away."""
        alive = 1
        for badge in self._folder.glob(f"{_MEMBER}*"):
            if badge == self._badge:
                continue
            lock = _lock(badge, create=False)
            if lock is None:
                alive += 1
            else:
                badge.unlink(missing_ok=True)
                os.close(lock)
        return alive


def _lock(path: Path, *, create: bool) -> int | None:
    """A lock on the file, held until it is closed; None when somebody holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else 0), 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
