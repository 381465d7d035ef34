"""A page of a list, with everybody it is about held."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from services.cases.domain.people.person import Person
from services.cases.ports.work import Work


class _About(Protocol):
    @property
    def person_id(self) -> str: ...


T = TypeVar("T", bound=_About)


async def held_page(work: Work, read: Callable[[], Awaitable[Sequence[T]]]) -> tuple[Sequence[T], Mapping[str, Person]]:
    """What `read` finds. Where others may write meanwhile, it is read anew after each holding, until it names nobody
    else.
    """
    people = dict[str, Person]()
    while True:
        found = await read()
        new = {one.person_id for one in found} - people.keys()
        if not new:
            return found, people
        people.update(await work.people.held(new))
        if work.people.alone:
            return found, people
