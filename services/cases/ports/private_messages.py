"""What the use cases need to know of private messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.cases.domain.private_messages.private_message import PrivateAnswer, PrivateMessage
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page


class PrivateMessages(Protocol):
    async def add(self, one: PrivateMessage) -> None: ...

    async def answer(self, one: PrivateAnswer) -> None:
        """The first of its organisation."""

    async def dealt_with(self, message_id: str, organisation_id: str) -> bool:
        """Whether the organisation answered it, or laid it aside."""

    async def forget(self, person_id: str, organisation_id: str) -> None:
        """Those that the organisation left about the person, with their answers, and what it answered itself."""

    async def get(self, message_id: str, now: datetime) -> PrivateMessage:
        """For rules, never for show: without answers. Raises NotFound."""

    async def counts(self, left_by: str, person_id: str, since: datetime) -> tuple[int, int]:
        """How many this worker left since then: about this person, and in all."""

    async def left_by(self, viewer: Viewer, person_id: str, now: datetime, page: Page) -> Sequence[PrivateMessage]:
        """Those that the viewer left about the person and the gate permits, the newest first, each with the answers in
        words.
        """

    async def waiting(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[PrivateMessage]:
        """Those that the gate permits to a broker, left lately, that the viewer's organisation has neither answered nor
        laid aside; the oldest first.
        """
