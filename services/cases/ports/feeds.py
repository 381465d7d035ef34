"""What the use cases need of declared feeds and the rolls of whole deliveries."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from services.cases.domain.feeds.declared_feed import DeclaredFeed, FeedAround, Roll


class Feeds(Protocol):
    async def find(self, organisation_id: str, name: str) -> DeclaredFeed | None: ...

    async def own(self, organisation_id: str) -> Sequence[DeclaredFeed]: ...

    async def around(self, organisation_id: str, today: date) -> Sequence[FeedAround]:
        """Those declared and delivered, of its own and of whom it has a live agreement with, that are no private
        service's, by name.
        """

    async def put(self, feed: DeclaredFeed) -> None:
        """In the place of what was declared under that name."""

    async def keeps_from_others(self, involvement_id: str, today: date) -> bool:
        """Whether the involvement came by a feed whose rules show it to nobody but its organisation today."""


class Rolls(Protocol):
    async def get(self, roll_id: str) -> Roll:
        """As it is while this unit of work lasts. Raises NotFound."""

    async def undecided(self, organisation_id: str, feed: str) -> Sequence[Roll]:
        """Of this feed, open or waiting for a manager, as they are while this unit of work lasts."""

    async def held(self, organisation_id: str) -> Sequence[Roll]:
        """Those that wait for a manager, the oldest first."""

    async def ending(self, limit: int) -> Sequence[Roll]:
        """Anybody's that end whoever is missing, the oldest first."""

    async def add(self, roll: Roll) -> None: ...

    async def put(self, roll: Roll) -> None:
        """How it stands."""

    async def name(self, roll_id: str, local_ids: Collection[str]) -> None:
        """Who is on it; those who are already stay."""

    async def named(self, roll_id: str) -> int:
        """How many are on it."""

    async def current(self, roll: Roll) -> int:
        """The feed's involvements that began before the day of the roll and are current on it."""

    async def missing(self, roll: Roll) -> int:
        """How many of those are of nobody on the roll."""

    async def some_missing(self, roll: Roll, most: int) -> Sequence[str]:
        """The ids of some of those."""

    async def forget(self, roll_id: str) -> None:
        """Who was on it."""
