"""The channels to the services behind."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
from kith.identity.v1.trust_pb2_grpc import TrustStub

from chassis.clock import Clock
from chassis.rpc import Tls, channel
from services.gateway.clients import Clients
from services.gateway.clients.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Connection:
    """`reachable` says whether identity, without which nobody can be told from anybody, answers the door."""

    clients: Clients
    exchange: Exchange
    reachable: Callable[[], bool]


@asynccontextmanager
async def connect(tls: Tls, clock: Clock, *, identity: str, directory: str, cases: str) -> AsyncIterator[Connection]:
    """Channels to the three services at these addresses (`host:port`); none has to be there yet."""
    async with channel(identity, tls, "identity") as nobody:
        exchange = Exchange(TrustStub(nobody), clock)
        async with (
            channel(identity, tls, "identity", exchange.outgoing("identity")) as to_identity,
            channel(directory, tls, "directory", exchange.outgoing("directory")) as to_directory,
            channel(cases, tls, "cases", exchange.outgoing("cases")) as to_cases,
        ):
            yield Connection(
                clients=Clients.over(nobody, to_identity, to_directory, to_cases),
                exchange=exchange,
                reachable=lambda: nobody.get_state(try_to_connect=True) is grpc.ChannelConnectivity.READY,
            )
