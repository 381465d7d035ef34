"""The folder a demo plays in: always a fresh one, and never somebody else's."""

import shutil
from pathlib import Path

from console.supervisor import LOCK, alone

_MARKER = "made-by-the-demo"


class NotOurs(Exception):
    """A folder that the demo must not clear."""


def fresh(data: Path) -> None:
    """An empty data folder to play in: what an earlier demo left is cleared away, anything else is left alone.

    Raises:
        NotOurs: the folder holds something that no demo made.
        AlreadyUp: a demo, or anything else of Kith, runs on it.
    """
    marker = data / _MARKER
    if data.exists() and any(data.iterdir()) and not marker.exists():
        raise NotOurs(f"{data} holds something that no demo made: name another folder with --data-dir")
    data.mkdir(parents=True, exist_ok=True)
    with alone(data):
        for each in data.iterdir():
            if each.is_dir():
                shutil.rmtree(each)
            elif each.name != LOCK:
                each.unlink()
        marker.touch()
