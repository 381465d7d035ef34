"""Where a page ended, as text a caller hands back and need not understand."""

import base64
import json
from collections.abc import Sequence

from chassis.errors import Invalid


def encode(place: Sequence[str | int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(place)).encode()).decode().rstrip("=")


def decode(cursor: str, *shape: type) -> list[str | int] | None:
    """The place a cursor stands for, None for the first page.

    Raises:
        Invalid: it is no cursor of ours, or not one of this list.
    """
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        place = None
    if not isinstance(place, list) or [type(part) for part in place] != list(shape):
        raise Invalid.field("cursor", "is not one that this list gave out")
    return place
