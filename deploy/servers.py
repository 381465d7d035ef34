"""A server on this machine: found or fetched, started, stopped, or held only as long as somebody wants it.

It needs nothing but Python's standard library, so that an operator can run it before anything is installed. Every
server has a folder: `server.pid` (locked by the server itself for as long as it lives), `server.log`, what it stores.
"""

import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

_STOPS_WITHIN = 60.0
_POLL = 0.05


class Missing(Exception):
    """Something this machine lacks; the message is one line that says how to get it."""


class Failed(Exception):
    """A server that would not start or stop; the message ends with what it logged."""


@dataclass(frozen=True, slots=True)
class Server:
    """One program to run, listening on 127.0.0.1:`port`. `user` is whom to run as, when we are root."""

    name: str
    command: list[str]
    folder: Path
    port: int
    ready: Callable[["Server"], bool]
    stop_with: signal.Signals = signal.SIGTERM
    user: str | None = None
    starts_within: float = 90.0

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


def find(program: str, *places: Path) -> Path | None:
    """Where `program` is: in one of `places`, else on the PATH."""
    for place in places:
        if os.access(place / program, os.X_OK):
            return place / program
    found = shutil.which(program)
    return Path(found) if found else None


def install(what: str, *packages: str) -> None:
    """Install Debian packages when we may. Raises Missing, with the command to run, when that cannot be done."""
    wanted = "apt-get install " + " ".join(packages)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"{what} is not on this machine: as root, run `{wanted}`")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packaged = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-q"], packaged):
        if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode != 0:
            raise Missing(f"{what} is not on this machine and `{wanted}` failed")


class Identity(TypedDict):
    user: int | None
    group: int | None
    extra_groups: list[int] | None


def run_as(user: str | None) -> Identity:
    """What `subprocess` needs to run a program as `user`, or as ourselves."""
    if user is None:
        return {"user": None, "group": None, "extra_groups": None}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def start(server: Server) -> bool:
    """Start in the background and wait until ready. False when it was running already. Raises Failed."""
    with _lock(server.folder) as lock:
        if lock is None:
            return False
        process = _launch(server, lock)
    _await(server, process)
    return True


def stop(name: str, folder: Path, stop_with: signal.Signals) -> bool:
    """Ask the server in `folder` to stop and wait until it has. False when it was not running. Raises Failed."""
    if not (folder / "server.pid").exists() or not _running(folder):
        return False
    os.kill(int((folder / "server.pid").read_text()), stop_with)
    deadline = time.monotonic() + _STOPS_WITHIN
    while _running(folder):
        if time.monotonic() > deadline:
            raise Failed(f"{name} did not stop within {_STOPS_WITHIN:.0f} seconds; see {folder / 'server.log'}")
        time.sleep(_POLL)
    return True


def hold(make: Callable[[], Server], folder: Path, announcement: str, *, keep: bool = False) -> None:
    """Run until standard input closes, which it does when our starter ends, however it ends.

    Prints one line, `announcement`, once the server is ready. Deletes the folder at the end, unless it is to `keep` it.
    """
    try:
        server = make()
        with _lock(folder) as lock:
            if lock is None:
                raise Failed(f"{folder} is in use")
            process = _launch(server, lock)
        try:
            _await(server, process)
            print(announcement, flush=True)
            sys.stdin.buffer.read()
        finally:
            process.send_signal(server.stop_with)
            process.wait()
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _lock(folder: Path) -> Iterator[int | None]:
    """The lock that a running server holds, or None when one is running."""
    descriptor = os.open(folder / "server.pid", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield descriptor
    finally:
        os.close(descriptor)


def _running(folder: Path) -> bool:
    with _lock(folder) as lock:
        return lock is None


def _launch(server: Server, lock: int) -> subprocess.Popen[bytes]:
    """Start the program in a session of its own. It inherits the lock, so the lock lives exactly as long as it does."""
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", server.port)) == 0:
            raise Failed(f"port {server.port} is taken by another program")
    with server.log.open("ab") as log:
        process = subprocess.Popen(
            server.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=[lock],
            start_new_session=True,
            **run_as(server.user),
        )
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(process.pid).encode(), 0)
    return process


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + server.starts_within
    while not server.ready(server):
        if process.poll() is not None:
            raise Failed(f"{server.name} ended at once\n{_tail(server)}")
        if time.monotonic() > deadline:
            process.kill()
            raise Failed(f"{server.name} was not ready within {server.starts_within:.0f} seconds\n{_tail(server)}")
        time.sleep(_POLL)


def _tail(server: Server) -> str:
    return "\n".join(server.log.read_text(errors="replace").splitlines()[-12:])
