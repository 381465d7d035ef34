"""What use cases need of front doors and concerns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.cases.domain.concerns.concern import Concern
from services.cases.domain.concerns.front_door import FrontDoor
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class Concerns(Protocol):
    async def doors(self, organisation_id: str) -> Sequence[FrontDoor]: ...

    async def put_door(self, one: FrontDoor) -> None:
        """In the place of the one there was of its kind."""

    async def add(self, one: Concern) -> None: ...

    async def put(self, one: Concern) -> None:
        """What moves: acknowledged, taken further, closed."""

    async def get(self, concern_id: str) -> Concern:
        """Raises NotFound."""

    async def of_person(self, viewer: Viewer, person_id: str, now: datetime, page: Page) -> Sequence[Concern]:
        """Those the gate permits, the newest first."""

    async def at_the_door(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[Concern]:
        """Open at a door of his council where the viewer sits, and permitted; the most overdue first."""

    async def counted(self, viewer: Viewer, person_id: str, now: datetime) -> tuple[int, int]:
        """How many there are of the person, or of none at the door, on all pages; and how many agencies raised them."""

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        """That have to be taken further by now."""
