"""Where Kafka is, and how it is spoken to.

A URL is `kafka://host:port,host:port`, with options as kafka-python names them (`security_protocol`, `ssl_cafile`,
`ssl_certfile`, `ssl_keyfile`, `sasl_mechanism`, `sasl_plain_username`, `sasl_plain_password`), and `prefix`, put before
the name of each topic and group on a cluster shared with others.
"""

import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kafka.errors import KafkaConnectionError

_OPTIONS = frozenset(
    (
        *("security_protocol", "ssl_cafile", "ssl_certfile", "ssl_keyfile"),
        *("sasl_mechanism", "sasl_plain_username", "sasl_plain_password"),
    )
)
_CLIENT = {"bootstrap_timeout_ms": 5_000, "reconnect_backoff_max_ms": 1_000}
_REACHED_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """`client` is what every client of kafka-python is made with."""

    client: dict[str, Any]
    servers: tuple[tuple[str, int], ...]
    prefix: str

    @classmethod
    def at(cls, url: str) -> "Cluster":
        """The cluster at `kafka://…`. Raises ValueError, naming the option that is not one."""
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        prefix = options.pop("prefix", "")
        if unknown := options.keys() - _OPTIONS:
            raise ValueError(f"a Kafka URL takes no option {min(unknown)}")
        names = [urlsplit(f"//{name}") for name in parts.netloc.split(",")]
        servers = tuple((name.hostname, name.port) for name in names if name.hostname and name.port)
        if len(servers) < len(names) or parts.path.strip("/"):
            raise ValueError("a Kafka bus is kafka://host:port,host:port")
        client = {"bootstrap_servers": parts.netloc.split(","), **_CLIENT, **options}
        return cls(client, servers, prefix)

    def reach(self) -> None:
        """See that some broker listens, before a client is made. Raises KafkaConnectionError.

        A client of 3.0.12 that fails to be made leaves its thread behind, and we try for as long as the broker is away.
        """
        for server in self.servers:
            try:
                socket.create_connection(server, timeout=_REACHED_WITHIN).close()
            except OSError:
                continue
            return
        raise KafkaConnectionError("no broker listens")
