"""Part of the outside world on a port of this process, so that a test can look into it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from chassis.http import Asgi

DEADLINE_SECONDS = 20


@contextmanager
def served(app: Asgi, listening: socket.socket | None = None) -> Iterator[str]:
    """The application over real HTTP; answers its URL. `listening`: opened before, where the port must be known."""
    held = listening or listen()
    config = uvicorn.Config(app, lifespan="off", access_log=False, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
    thread.start()
    until = time.monotonic() + DEADLINE_SECONDS
    while not server.started:
        assert time.monotonic() < until, "the outside world did not start"
        time.sleep(0.01)
    try:
        yield url_of(held)
    finally:
        server.should_exit = True
        thread.join(DEADLINE_SECONDS)
        held.close()


def listen() -> socket.socket:
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held


def url_of(held: socket.socket) -> str:
    return f"http://localhost:{held.getsockname()[1]}"
