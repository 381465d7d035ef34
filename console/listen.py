"""A partner's local receiver: takes Kith's webhooks, verifies each signature, keeps or prints what came.

Standard Webhooks 1.0, by the `standardwebhooks` package; bodies are CloudEvents 1.0 in structured mode.
"""

import json
import sys
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


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news; anything else is a fault of ours."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Receiver:
    """An HTTP server on loopback; `secret` may be set once the subscription has told it."""

    def __init__(self, port: int = 0, told: Callable[[Received], None] | None = None) -> None:
        self.secret = ""
        self.status = 204
        self.received: list[Received] = []
        self.let_answer = threading.Event()
        self.let_answer.set()
        self._told = told
        self._server = _Server(("127.0.0.1", port), self._handler())
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
        """Raises ValueError, TypeError where the body is no JSON object."""
        try:
            Webhook(self.secret).verify(body, headers)
            verified = True
        except (WebhookVerificationError, ValueError):
            verified = False
        event = json.loads(body)
        if not isinstance(event, dict):
            raise TypeError("a CloudEvent is an object")
        came = Received(headers, event, verified)
        self.received.append(came)
        if self._told:
            self._told(came)
        return came

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = self.headers.get("Content-Length", "")
                if not said.isdecimal() or int(said) > _LARGEST:
                    self.send_error(413 if said.isdecimal() else 411)
                    return
                body = self.rfile.read(int(said))
                try:
                    came = receiver.take({k.lower(): v for k, v in self.headers.items()}, body)
                except (ValueError, TypeError):
                    self.send_error(400)
                    return
                receiver.let_answer.wait(30)
                self.send_response(receiver.status if came.verified else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet: what came is told by the receiver."""

        return Handler
