"""What only a broker of its own brings: it may be away, and a cluster may be shared."""

import gc
import logging
import uuid
from pathlib import Path

import pytest

from chassis.bus import Record, bus
from chassis.bus.kafka import rounds
from chassis.bus.kafka_cluster import Cluster
from chassis.errors import Unavailable
from deploy.servers import free_ports
from tests.conformance.bus.reader import Reader, consuming, eventually, thing
from tests.places import throwaway


# kafka-python leaves the sockets of attempts that failed to the garbage collector, which is called here to find them.
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_a_consumer_outlives_its_broker_and_what_was_acknowledged_outlives_it_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger="kafka")  # a captured record would hold on to its socket
    [port] = free_ports(1)
    options = ("--data", str(tmp_path / "kafka"), "--port", str(port))
    reader = Reader()
    async with bus(f"kafka://127.0.0.1:{port}") as opened:
        assert not await opened.ready()
        with pytest.raises(Unavailable):
            await opened.publish([thing("k", 0)])
        async with consuming(opened, "readers", reader):
            with throwaway("kafka", *options):
                await opened.publish([thing("k", 1)])
                await eventually(lambda: len(reader.records) >= 1)
                await opened.publish([thing("k", 2)])
            with throwaway("kafka", *options):
                await opened.publish([thing("k", 3)])
                await eventually(lambda: b"3" in reader.values()["k"])
                # Its way to ask is another connection than the reader's, which notices the new broker by asking again.
                await eventually(opened.ready)
    assert list(dict.fromkeys(reader.values()["k"])) == [b"1", b"2", b"3"]
    gc.collect()


async def test_two_that_share_a_cluster_under_their_own_prefixes_do_not_hear_one_another(kafka: str) -> None:
    ours, theirs = (f"kafka://{kafka}?prefix={uuid.uuid4().hex}." for _ in range(2))
    reader = Reader()
    async with bus(ours) as mine, bus(theirs) as other, consuming(mine, "readers", reader):
        await other.publish([thing("k", 1)])
        await mine.publish([thing("k", 2)])
        await eventually(lambda: len(reader.records) >= 1)
    assert reader.records == [thing("k", 2)]


def test_no_record_leaves_together_with_the_one_ahead_of_it() -> None:
    records = [thing("a", 1), thing("b", 1), thing("a", 2), thing("a", 3), thing("b", 2), Record("stuff", "a", b"1")]
    assert [[record.headers.get("id", "stuff") for record in each] for each in rounds(records)] == [
        ["a/1", "b/1", "stuff"],
        ["a/2", "b/2"],
        ["a/3"],
    ]


def test_a_url_carries_the_options_of_a_secured_cluster() -> None:
    cluster = Cluster.at("kafka://a:9092,b:9092?prefix=kith.&security_protocol=SSL&ssl_cafile=/etc/ca.pem")
    assert cluster.prefix == "kith."
    assert cluster.client["bootstrap_servers"] == ["a:9092", "b:9092"]
    assert cluster.client["security_protocol"] == "SSL"
    assert cluster.client["ssl_cafile"] == "/etc/ca.pem"


@pytest.mark.parametrize("query", ["?acks=0", "?enable_auto_commit=true", "/topic", "?ssl_cafile", ",b"])
def test_a_url_cannot_weaken_what_the_bus_promises(query: str) -> None:
    with pytest.raises(ValueError, match=r"Kafka|query"):
        Cluster.at(f"kafka://a:9092{query}")
