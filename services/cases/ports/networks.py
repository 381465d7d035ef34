"""What the use cases need to know of the networks around people, besides involvements."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.cases.domain.cover import Cover


class Covers(Protocol):
    async def add(self, cover: Cover) -> None: ...

    async def get(self, cover_id: str) -> Cover:
        """Raises NotFound."""

    async def put(self, cover: Cover) -> None:
        """Its last day."""

    async def of_organisation(self, organisation_id: str, today: date) -> Sequence[Cover]:
        """Those that last or are to come, the first to begin first."""
