"""A partner's local receiver: takes Kith's webhooks, verifies each signature, keeps or prints what came.

Standard Webhooks 1.0, by the `standardwebhooks` package; bodies are CloudEvents 1.0 in structured mode.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """One delivery as it came: its headers, its CloudEvent, and whether the signature verified."""

    headers: dict[str, str]
    event: dict[str, Any]
    verified: bool


class Receiver:
    """An HTTP server on loopback; `secret` may be set once the subscription has told it."""

    def __init__(self, port: int = 0, told: Callable[[Received], None] | None = None) -> None:
        self.secret = ""
        self.status = 204
        self.received: list[Received] = []
        self.let_answer = threading.Event()
        self.let_answer.set()
        self._told = told
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> "Receiver":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_answer.set()
        self._server.shutdown()
        self._server.server_close()

    def take(self, headers: dict[str, str], body: bytes) -> Received:
        try:
            Webhook(self.secret).verify(body, headers)
            verified = True
        except (WebhookVerificationError, ValueError):
            verified = False
        came = Received(headers, json.loads(body), verified)
        self.received.append(came)
        if self._told:
            self._told(came)
        return came

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                if length > _LARGEST:
                    self.send_error(413)
                    return
                came = receiver.take({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length))
                receiver.let_answer.wait(30)
                self.send_response(receiver.status if came.verified else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet: what came is told by the receiver."""

        return Handler
