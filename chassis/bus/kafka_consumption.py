"""One consumer of a group on Kafka: a thread that polls, and handlers that run on the event loop.

A partition whose records are in a handler's hands is paused and the polling goes on, so that the group never takes a
slow handler for a dead one, and a stuck partition holds up no other. Offsets are committed by hand, behind what was
handled.
"""

import asyncio
import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from kafka import AsyncConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError, KafkaTimeoutError

from chassis.bus.delivery import GRACE, delivered
from chassis.bus.kafka_cluster import Cluster
from chassis.bus.port import Handler, Record
from chassis.log import logger

_BATCH = 500
_EVERYTHING = 1_000_000
_IDLE_POLL_MS = 250
_BUSY_POLL_MS = 5
_BUSY_WAIT = 0.01
_AGAIN_AFTER = 0.2
# The listener holds up heartbeats, so it is brief: well below the session's time-out.
_MOVES_WITHIN = 1.0
_REBALANCE_WITHIN = 30.0
_CONSUMER: dict[str, Any] = {
    # The library's defaults lose records: latest, auto-commit, uncommitted.
    "auto_offset_reset": "earliest",
    "enable_auto_commit": False,
    "isolation_level": "read_committed",
    # A poll takes all that was fetched: 3.0.12 never comes back to the rest of a fetch whose partition was paused.
    "max_poll_records": _EVERYTHING,
    "fetch_max_bytes": 8 * 1024 * 1024,
    "session_timeout_ms": 10_000,
    "metadata_max_age_ms": 30_000,
    "metrics_enabled": False,
}


class Consumption(AsyncConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python is not typed
    """Consumes topics in a group. `run` belongs in a thread; handlers run on `loop`."""

    def __init__(self, cluster: Cluster, group: str, topics: Sequence[str], handle: Handler) -> None:
        self._cluster, self._group = cluster, group
        self._topics = [cluster.prefix + topic for topic in topics]
        self._handle = handle
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._landed = threading.Event()
        # Both are touched by the polling thread, and by the library's own while the polling thread waits in a call.
        self._flights: dict[TopicPartition, _Flight] = {}
        self._uncommitted: dict[TopicPartition, int] = {}
        self._put_down: dict[TopicPartition, int] = {}
        self._moving_since: float | None = None

    def stop(self) -> None:
        """Ask `run` to end; it puts down what is in hand first. From any thread."""
        self._stop.set()
        self._landed.set()

    def run(self) -> None:
        """Poll until stopped. Raises KafkaError, with nothing left in any handler's hands."""
        self._cluster.reach()
        self._consumer = KafkaConsumer(**self._cluster.client, **_CONSUMER, group_id=self._cluster.prefix + self._group)
        try:
            self._consumer.subscribe(self._topics, listener=self)
            self._learn_topics()
            while not self._stop.is_set():
                self._watch_rebalance()
                if self._flights:
                    self._landed.wait(_BUSY_WAIT)
                    self._landed.clear()
                self._settle()
                for place, records in self._consumer.poll(_BUSY_POLL_MS if self._flights else _IDLE_POLL_MS).items():
                    self._depart(place, records)
            self._land(list(self._flights), GRACE)
            self._commit()
        finally:
            self._land(list(self._flights), 0)
            self._consumer.close(autocommit=False, timeout_ms=5_000)

    def _learn_topics(self) -> None:
        """Know every topic before joining: whoever shares out partitions it does not know of shares out none."""
        while not self._stop.is_set() and not self._consumer.topics() >= set(self._topics):
            self._stop.wait(_AGAIN_AFTER)

    def _watch_rebalance(self) -> None:
        """Raise KafkaTimeoutError when a rebalance does not end, so that we join anew.

        3.0.12 forgets to finish one that a change of topics began, when a poll timed out in its midst.
        """
        if self._moving_since is not None and time.monotonic() - self._moving_since > _REBALANCE_WITHIN:
            raise KafkaTimeoutError("the rebalance did not end")

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Take up partitions that stayed with us where we put them down.

        The library keeps their position and their pause over a rebalance, and that position is behind records which
        were fetched and not handled. What is new to us begins at the committed offset by itself.
        """
        self._moving_since = None
        for place, position in self._put_down.items():
            if place in assigned:
                self._consumer.seek(place, position)
                self._consumer.resume(place)
        self._put_down.clear()

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        """Put the partitions down before another member may take them."""
        self._moving_since = time.monotonic()
        self._land(revoked, _MOVES_WITHIN)
        moving = {place: self._uncommitted.pop(place) for place in list(self._uncommitted) if place in revoked}
        if moving:
            try:
                await self._consumer.commit_async(_offsets(moving))
            except KafkaError as error:
                # The next member handles these records again, which its inbox notices.
                logger().info("progress not committed", group=self._group, exc_info=error)

    def _depart(self, place: TopicPartition, polled: Sequence[ConsumerRecord]) -> None:
        """Put the records into the handler's hands, and fetch no more of their partition until they are out again."""
        self._consumer.pause(place)
        flight = _Flight(polled[0].offset, self._landed)
        self._flights[place] = flight
        records = [(each.offset, self._record(each)) for each in polled]
        flight.outcome = asyncio.run_coroutine_threadsafe(flight.fly(self._group, records, self._handle), self._loop)

    def _settle(self) -> None:
        """Commit what has been handled; go on with the partitions whose records are all out of hand."""
        for place, flight in list(self._flights.items()):
            landed = flight.landed.is_set()  # asked first: it may land while we look
            if flight.position > flight.start:
                self._uncommitted[place] = flight.position
            if landed:
                del self._flights[place]
                self._consumer.resume(place)
        self._commit()

    def _commit(self) -> None:
        if not self._uncommitted:
            return
        try:
            self._consumer.commit(_offsets(self._uncommitted), timeout_ms=5_000)
        except KafkaError as error:
            # Tried again with the next one; until then a crash means handling these records twice.
            logger().warning("progress not committed", group=self._group, exc_info=error)
        else:
            self._uncommitted.clear()

    def _land(self, places: Collection[TopicPartition], grace: float) -> None:
        """End the flights of these partitions: by themselves within `grace` seconds, else cancelled."""
        flights = {place: self._flights.pop(place) for place in list(self._flights) if place in places}
        for flight in flights.values():
            self._loop.call_soon_threadsafe(flight.leaving.set)
        deadline = time.monotonic() + grace
        for place, flight in flights.items():
            if not flight.landed.wait(max(0.0, deadline - time.monotonic())):
                flight.cancel()
            if flight.position > flight.start:
                self._uncommitted[place] = flight.position
            self._put_down[place] = flight.position

    def _record(self, polled: ConsumerRecord) -> Record:
        return Record(
            topic=polled.topic.removeprefix(self._cluster.prefix),
            key=polled.key.decode(),
            value=polled.value,
            headers={name: text.decode() for name, text in polled.headers},
        )


@dataclass(slots=True)
class _Flight:
    """Records of one partition in a handler's hands, from offset `start`; all before `position` have been handled.

    `landed` says that none is in its hands any more.
    """

    start: int
    any_landed: threading.Event
    position: int = field(init=False)
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    landed: threading.Event = field(default_factory=threading.Event)
    outcome: "Future[None] | None" = None

    def __post_init__(self) -> None:
        self.position = self.start

    async def fly(self, group: str, records: Sequence[tuple[int, Record]], handle: Handler) -> None:
        try:
            for first in range(0, len(records), _BATCH):
                if self.leaving.is_set():
                    return
                batch = records[first : first + _BATCH]
                async for count in delivered(group, [record for _, record in batch], handle, self.leaving):
                    self.position = batch[count - 1][0] + 1
                    self.any_landed.set()
        finally:
            self.landed.set()
            self.any_landed.set()

    def cancel(self) -> None:
        """Cancel the handler and wait until it has let go."""
        assert self.outcome is not None
        self.outcome.cancel()
        if not self.landed.wait(_MOVES_WITHIN):
            logger().error("handler ignores its cancellation")


def _offsets(positions: dict[TopicPartition, int]) -> dict[TopicPartition, OffsetAndMetadata]:
    return {place: OffsetAndMetadata(position, "", -1) for place, position in positions.items()}
