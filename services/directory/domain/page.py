"""A page of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from chassis.errors import Invalid

T = TypeVar("T")

LARGEST = 50
USUAL = 10


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`more` is the cursor of the next page, empty after the last."""

    items: Sequence[T]
    more: str


def page_size(limit: int) -> int:
    """How many to answer with: 1 to `LARGEST`; 0 asks for `USUAL`. Raises Invalid."""
    if not 0 <= limit <= LARGEST:
        raise Invalid.field("limit", f"is not between 1 and {LARGEST}")
    return limit or USUAL
