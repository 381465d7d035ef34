"""Instants and days over the wire."""

from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.errors import Invalid


def stamp(at: datetime) -> Timestamp:
    wire = Timestamp()
    wire.FromDatetime(at)
    return wire


def day_in(field: str, text: str) -> date | None:
    """A date, None where none was sent. Raises Invalid naming the field."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.field(field, "must be a date written YYYY-MM-DD") from None
