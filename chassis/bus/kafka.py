"""The bus over Kafka, by kafka-python: synchronous, so every call is made in a thread and none on the event loop.

Topics that are missing are made, with the broker's own replication. Kafka forgets a record after its retention even
where a group has not handled it; an alarm on lag has to come first.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.admin import OffsetSpec
from kafka.errors import KafkaConfigurationError, KafkaError, TopicAlreadyExistsError
from kafka.producer.future import FutureRecordMetadata

from chassis.bus.kafka_cluster import Cluster
from chassis.bus.kafka_consumption import Consumption
from chassis.bus.port import PARTITIONS, RETENTION, Handler, Record, named
from chassis.errors import Unavailable
from chassis.log import logger
from chassis.run import wait

T = TypeVar("T")

_PUBLISHING_AT_ONCE = 4
_AGAIN_AFTER = 1.0
_PRODUCER: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "batch_size": 256 * 1024,
    "max_block_ms": 10_000,
    "request_timeout_ms": 10_000,
    "delivery_timeout_ms": 30_000,
    "metrics_enabled": False,
}


@asynccontextmanager
async def kafka(url: str) -> AsyncIterator["KafkaBus"]:
    """The bus at `kafka://…` for the block. Raises ValueError."""
    opened = KafkaBus(Cluster.at(url))
    try:
        yield opened
    finally:
        await opened.close()


class KafkaBus:
    """`Bus` over Kafka. One producer and one admin client a process, made when first needed."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._publishing = ThreadPoolExecutor(_PUBLISHING_AT_ONCE, thread_name_prefix="bus-publish")
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="bus-ask")
        self._one_producer = threading.Lock()
        self._producer: KafkaProducer | None = None
        self._admin: KafkaAdminClient | None = None
        self._known: set[str] = set()

    async def publish(self, records: Sequence[Record]) -> None:
        await self._ensure({record.topic for record in records})
        # In rounds: no record leaves before the one ahead of it is acknowledged, so that one which fails and is
        # published again never arrives behind its successor.
        for round in rounds(records):
            await self._do(self._publishing, partial(self._send, round))

    async def consume(self, group: str, topics: Sequence[str], handle: Handler, stopping: asyncio.Event) -> None:
        wanted = {named(topic) for topic in topics}
        with ThreadPoolExecutor(1, thread_name_prefix=f"bus-{named(group)}") as thread:
            while not stopping.is_set():
                consumption = Consumption(self._cluster, group, topics, handle)
                try:
                    await self._ensure(wanted)
                    await _until(stopping, consumption, thread)
                except KafkaConfigurationError:
                    raise
                except (KafkaError, Unavailable) as error:
                    logger().warning("bus away", group=group, exc_info=error)
                    await wait(stopping, _AGAIN_AFTER)

    async def lag(self, group: str, topics: Sequence[str]) -> int:
        await self._ensure(set(topics))
        return await self._do(self._asking, partial(self._lag, group, topics))

    async def ready(self) -> bool:
        try:
            await self._do(self._asking, lambda: self._administer().describe_cluster())
        except Unavailable:
            return False
        return True

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        if self._producer is not None:
            await loop.run_in_executor(self._publishing, partial(self._producer.close, timeout=5))
        if self._admin is not None:
            await loop.run_in_executor(self._asking, self._admin.close)
        self._publishing.shutdown(wait=False)
        self._asking.shutdown(wait=False)

    async def _do(self, threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, work)
        except KafkaConfigurationError:
            raise
        except KafkaError as error:
            raise Unavailable("The bus cannot be reached") from error

    async def _ensure(self, topics: set[str]) -> None:
        """Have the topics exist; asked once a process."""
        if missing := topics - self._known:
            await self._do(self._asking, partial(self._make_topics, missing))
            self._known |= missing

    def _make_topics(self, topics: set[str]) -> None:
        admin = self._administer()
        wanted = {self._cluster.prefix + topic for topic in topics}
        settings = {
            "num_partitions": PARTITIONS,
            "configs": {"retention.ms": str(int(RETENTION.total_seconds() * 1000))},
        }
        for topic in wanted - set(admin.list_topics()):
            with suppress(TopicAlreadyExistsError):  # another process was quicker
                admin.create_topics({topic: settings})
        admin.wait_for_topics(list(wanted))

    def _send(self, records: Sequence[Record]) -> None:
        producer = self._produce()
        sent: list[FutureRecordMetadata] = [
            producer.send(
                self._cluster.prefix + record.topic,
                key=record.key.encode(),
                value=record.value,
                headers=[(name, text.encode()) for name, text in record.headers.items()],
            )
            for record in records
        ]
        for future in sent:
            future.get(timeout=_PRODUCER["delivery_timeout_ms"] / 1000 + 5)

    def _lag(self, group: str, topics: Sequence[str]) -> int:
        admin, prefix = self._administer(), self._cluster.prefix
        places = [
            TopicPartition(topic["name"], partition["partition_index"])
            for topic in admin.describe_topics([prefix + topic for topic in topics])
            for partition in topic["partitions"]
        ]
        handled = admin.list_group_offsets({prefix + group: places})[prefix + group]
        endings = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
        starts = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.EARLIEST))
        return sum(
            endings[place].offset - max(starts[place].offset, handled[place].offset if place in handled else 0)
            for place in places
        )

    def _produce(self) -> KafkaProducer:
        with self._one_producer:
            if self._producer is None:
                self._cluster.reach()
                self._producer = KafkaProducer(**self._cluster.client, **_PRODUCER)
            return self._producer

    def _administer(self) -> KafkaAdminClient:
        if self._admin is None:
            self._cluster.reach()
            self._admin = KafkaAdminClient(**self._cluster.client)
        return self._admin


async def _until(stopping: asyncio.Event, consumption: Consumption, thread: ThreadPoolExecutor) -> None:
    """Run the consumption until `stopping`; raises what it raises, and returns only once it has put its work down."""
    running = asyncio.get_running_loop().run_in_executor(thread, consumption.run)
    told = asyncio.create_task(stopping.wait())
    running.add_done_callback(lambda _: told.cancel())
    try:
        await asyncio.wait({told})
    finally:
        told.cancel()
        consumption.stop()
        await running


def rounds(records: Sequence[Record]) -> Iterator[list[Record]]:
    """The records in rounds, as few as will do, none with two of one topic and key."""
    rounds: list[list[Record]] = []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for record in records:
        place = (record.topic, record.key)
        if seen[place] == len(rounds):
            rounds.append([])
        rounds[seen[place]].append(record)
        seen[place] += 1
    return iter(rounds)
