"""A page of a list, and where the next one begins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.cases.ports.casework import Page, Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """`after` is where the next page begins, if there is one."""

    items: Sequence[T]
    after: Place | None


def paged(found: Sequence[T], page: Page, place: Callable[[T], Place]) -> Paged[T]:
    """Of what was found for `page.and_one`: what is shown, and the place of the last of it."""
    shown = found[: page.limit]
    return Paged(shown, place(shown[-1]) if len(found) > page.limit else None)
