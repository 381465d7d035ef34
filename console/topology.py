"""Which processes one machine runs, on which ports, with which environment."""

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from console import outside
from console.files import write_whole
from console.secrets import log_key, master_key, operator_jwks

SERVICES = ("identity", "directory", "cases", "gateway")
SANDBOX = "sandbox"
_STATE = "up.json"


class NotRunning(Exception):
    """Nothing runs on this data folder."""


class PortTaken(Exception):
    """The public port is somebody else's."""


@dataclass(frozen=True, slots=True)
class Topology:
    """The ports of one `kith up`; each service keeps its own over restarts.

    `sandbox`, `post` (its SMTP), `scanner` (its virus scanner): 0 where there is none. `public`: the issuer the
    operator chose, or empty.
    """

    data: Path
    port: int
    rpc: dict[str, int]
    ops: dict[str, int]
    identity_http: int
    pid: int
    sandbox: int = 0
    post: int = 0
    scanner: int = 0
    public: str = ""

    @property
    def base_url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def issuer(self) -> str:
        """What Kith calls itself, to be named in assertions, and no address to call: a proxy may stand before it."""
        return self.public or self.base_url

    @classmethod
    def choose(cls, data: Path, port: int, *, sandbox: bool = False) -> "Topology":
        """Free loopback ports; `port` 0 means any for the public one too. `sandbox`: the outside world runs beside.

        Raises PortTaken.
        """
        if port:
            _must_be_free(port)
        wanted = 2 * len(SERVICES) + 1 + (1 if port == 0 else 0) + 3 * sandbox
        free = free_ports(wanted)
        return cls(
            data=data,
            port=port or free.pop(),
            rpc={service: free.pop() for service in SERVICES},
            ops={service: free.pop() for service in SERVICES},
            identity_http=free.pop(),
            pid=os.getpid(),
            sandbox=free.pop() if sandbox else 0,
            post=free.pop() if sandbox else 0,
            scanner=free.pop() if sandbox else 0,
            public=os.environ.get("KITH_ISSUER", ""),
        )

    @classmethod
    def running(cls, data: Path) -> "Topology":
        """What `kith up` runs on this data folder. Raises NotRunning."""
        try:
            state = json.loads((data / _STATE).read_text())
            here = cls(data=data, **state)
            os.kill(here.pid, 0)
        except (OSError, ValueError, TypeError, OverflowError):
            raise NotRunning(f"nothing is running on {data}; start it with: kith up") from None
        return here

    def save(self) -> None:
        state = {"port": self.port, "rpc": self.rpc, "ops": self.ops, "identity_http": self.identity_http}
        more = {"sandbox": self.sandbox, "post": self.post, "scanner": self.scanner}
        write_whole(
            self.data / _STATE, json.dumps(state | more | {"public": self.public, "pid": self.pid}, indent=2).encode()
        )

    def forget(self) -> None:
        (self.data / _STATE).unlink(missing_ok=True)

    @property
    def processes(self) -> tuple[str, ...]:
        return (*SERVICES, SANDBOX) if self.sandbox else SERVICES

    def command(self, process: str) -> tuple[str, ...]:
        """The arguments of `kith` that run one process."""
        if process != SANDBOX:
            return ("serve", process, "--with-parent")
        registered, secret = outside.parties(self.data, self.base_url), outside.checks_secret(self.data)
        files = ("--parties", str(registered), "--secret-file", str(secret))
        ports = ("--port", str(self.sandbox), "--smtp-port", str(self.post), "--clamd-port", str(self.scanner))
        return ("sandbox", *ports, *files, "--with-parent")

    def readiness(self, process: str) -> str:
        """The URL that says whether a process can serve."""
        return f"http://127.0.0.1:{self.sandbox if process == SANDBOX else self.ops[process]}/readyz"

    def environment(self, service: str, more: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        """The environment of one service's process: the operator's `KITH_*` wins over what is chosen here, and `more`
        over that.
        """
        chosen = {
            "GRPC_VERBOSITY": "ERROR",
            "KITH_DATA_DIR": str(self.data),
            "KITH_ISSUER": self.base_url,
            "KITH_TLS_DIR": str(self.data / "tls" / service),
            "KITH_RPC_PORT": str(self.rpc[service]),
            "KITH_OPS_PORT": str(self.ops[service]),
            "KITH_PORT": str(self.port),
            "KITH_HTTP_PORT": str(self.identity_http),
            "KITH_IDENTITY_HTTP_ADDRESS": f"localhost:{self.identity_http}",
        }
        for other in SERVICES:
            chosen[f"KITH_{other.upper()}_ADDRESS"] = f"localhost:{self.rpc[other]}"
        if service != "gateway":
            chosen["KITH_MASTER_KEY_FILE"] = str(master_key(self.data, service))
            chosen["KITH_LOG_KEY_FILE"] = str(log_key(self.data, service))
        if service == "identity":
            chosen["KITH_OPERATOR_JWKS_FILE"] = str(operator_jwks(self.data))
            if self.sandbox:
                chosen |= outside.environment(self.data, f"http://localhost:{self.sandbox}")
                chosen["KITH_SMTP_URL"] = f"smtp://localhost:{self.post}"
        if service == "cases" and self.scanner:
            chosen["KITH_CLAMD"] = f"localhost:{self.scanner}"
        theirs = {k: v for k, v in os.environ.items() if k not in ("KITH_DATA_DIR", "KITH_PORT")} | dict(more)
        # One variable per service where each has its own: KITH_CASES_DATABASE_URL becomes cases' KITH_DATABASE_URL.
        own = f"KITH_{service.upper()}_"
        renamed = {"KITH_" + k.removeprefix(own): v for k, v in theirs.items() if k.startswith(own)}
        return chosen | theirs | renamed


def database_url(data: Path, service: str) -> str:
    """Where a service keeps its data: what the operator set for it, or its SQLite file in the data folder."""
    return os.environ.get(f"KITH_{service.upper()}_DATABASE_URL") or f"sqlite:///{data / service}.db"


def free_ports(count: int) -> list[int]:
    """Ports free just now: all are held at once so that none is chosen twice."""
    held = [socket.socket() for _ in range(count)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


def _must_be_free(port: int) -> None:
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind(("127.0.0.1", port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise PortTaken(f"port {port} cannot be used ({why}): name another with --port") from None
