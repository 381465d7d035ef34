"""What a bus is, to those who use one."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

PARTITIONS = 6
"""Into how many parts a topic is cut, and so how many processes of one group can share it."""

RETENTION = timedelta(days=14)
"""How long a record is kept at the least."""

LARGEST = 900_000
"""Bytes of key, value and headers together: what a Kafka broker takes by default, less its own framing."""

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,179}")


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened. Records of one topic and key arrive in the order in which they were published.

    Raises ValueError when it could never be published: a topic with other characters than `a-z A-Z 0-9 . _ -`, no
    key, or more than 900,000 bytes.
    """

    topic: str
    key: str
    value: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named(self.topic)
        size = len(self.key) + len(self.value) + sum(len(name) + len(text) for name, text in self.headers.items())
        if not self.key or size > LARGEST:
            raise ValueError(f"a record on {self.topic} needs a key and at most {LARGEST} bytes; it has {size}")


Handler = Callable[[Sequence[Record]], Awaitable[None]]
"""Takes records of one topic, in order, and returns when their effect is durable, usually as one transaction.

When it raises, the same records come again, one by one and after growing pauses, for as long as it takes; what is
behind them in their partition waits, the rest flows. It may be cancelled at any `await` and must then leave nothing
half done. After a crash it sees records again, so it asks its inbox.
"""


class Bus(Protocol):
    async def publish(self, records: Sequence[Record]) -> None:
        """Publish; when this returns every record is durable.

        Raises `Unavailable` when the outcome is unknown: publish all of them again, with the same ids.
        """

    async def consume(self, group: str, topics: Sequence[str], handle: Handler, stopping: asyncio.Event) -> None:
        """Hand every record of `topics`, from the oldest kept, to `handle`, until `stopping` is set.

        Processes that consume in the same group share the work: at any moment a key is in the hands of one. A group
        resumes behind the last record whose handling returned.
        """

    async def lag(self, group: str, topics: Sequence[str]) -> int:
        """How many records of `topics` the group has not handled yet. Raises `Unavailable`."""

    async def ready(self) -> bool:
        """Whether the bus can be reached now."""


def named(name: str) -> str:
    """The name of a topic or group, when it is one. Raises ValueError."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a topic or group: use a-z A-Z 0-9 . _ -")
    return name
