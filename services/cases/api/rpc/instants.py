"""Instants over the wire."""

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp


def stamp(at: datetime) -> Timestamp:
    wire = Timestamp()
    wire.FromDatetime(at)
    return wire
