"""Pages over the wire: a limit, and an opaque cursor that says after what."""

import base64
import binascii
import re
from contextlib import suppress
from datetime import datetime

from chassis.errors import Invalid
from services.cases.ports.casework import Page, Place

_USUAL, _MOST = 50, 100
_PLACE = re.compile(r"(\S+\+00:00) ([!-~]+)(?: ([0-9]))?")


def page(limit: int, cursor: str) -> Page:
    """`limit` 0 means 50; the most is 100. Raises Invalid for a cursor that is not one of ours."""
    if not 0 <= limit <= _MOST:
        raise Invalid.field("limit", f"must be 1 to {_MOST}")
    return Page(limit or _USUAL, _place(cursor) if cursor else None)


def cursor(after: Place | None) -> str:
    """Empty where no page follows."""
    if after is None:
        return ""
    rank = f" {after.rank}" if after.rank else ""
    return base64.urlsafe_b64encode(f"{after.at.isoformat()} {after.id}{rank}".encode()).decode()


def id_cursor(id_: str) -> str:
    """Of a list in the order of ids; empty where no page follows."""
    return base64.urlsafe_b64encode(id_.encode()).decode()


def id_in(cursor: str) -> str:
    """Raises Invalid for a cursor that is not one of ours."""
    try:
        id_ = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise Invalid.field("cursor", "is not one of ours") from None
    if not id_.isprintable():
        raise Invalid.field("cursor", "is not one of ours")
    return id_


def _place(cursor: str) -> Place:
    with suppress(binascii.Error, ValueError):
        if said := _PLACE.fullmatch(base64.urlsafe_b64decode(cursor.encode()).decode()):
            return Place(datetime.fromisoformat(said[1]), said[2], int(said[3] or 0))
    raise Invalid.field("cursor", "is not one of ours")
