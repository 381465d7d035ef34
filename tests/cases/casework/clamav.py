"""Debian's clamd on a loopback port, with a signature file of one line: EICAR's test file. Nothing is fetched."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.topology import free_ports
from tests.cases.casework.documents import EICAR

_CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
_PATIENCE_SECONDS = 30


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """Its address, for the block; skips, saying how to get it, where it is not installed."""
    if not Path(_CLAMD).exists():
        reason = "clamd is missing: apt-get install --no-install-recommends clamav-daemon"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    [port] = free_ports(1)
    (folder / "db").mkdir()
    # Any kind of file, at any place: name, kind, offset, bytes in hex.
    (folder / "db" / "kith.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    settings = {
        "DatabaseDirectory": folder / "db",
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "StreamMaxLength": "110M",
        "MaxFileSize": "110M",
        "MaxScanSize": "600M",
        "AlertExceedsMax": "yes",
        "LogFile": folder / "clamd.log",
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    command = [_CLAMD, "--config-file", str(folder / "clamd.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + _PATIENCE_SECONDS
            while not _listens(port):
                log = folder / "clamd.log"
                assert process.poll() is None, log.read_text() if log.exists() else "clamd ended at start"
                assert time.monotonic() < until, "clamd did not start"
                time.sleep(0.05)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
