"""Files that must appear whole, files that only their owner may read, and files that must be text."""

import os
from pathlib import Path


class NotText(Exception):
    """A file that was to hold text holds something else."""


def read_text(path: Path) -> str:
    """Raises NotText naming the file; OSError."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise NotText(f"{path} holds no text in UTF-8: is it the right file?") from None


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write beside, make durable, rename into place: a reader sees the old content or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(new_file(beside, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, outlives a power cut
    finally:
        os.close(folder)


def new_file(path: Path, mode: int) -> int:
    """A descriptor of a file that was not there a moment ago: nobody's link is followed, and nobody else's file is
    filled, in a folder that others may write to (CWE-377). What a killed process of ours left there goes.
    """
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)


def write_secret(path: Path, content: bytes) -> None:
    """The same with mode 0600, in a folder of mode 0700."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(path, content, 0o600)
