"""Subject access requests."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.cases.domain.access.decision import Decision
from services.cases.domain.access.held_item import Item
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class AccessRequests(Protocol):
    async def add(self, request: AccessRequest) -> None: ...

    async def get(self, request_id: str) -> AccessRequest:
        """Raises NotFound."""

    async def put(self, request: AccessRequest) -> None:
        """Keeps its officer, its reach, the steps that were added, its release and how far it was taken. In the
        transaction that holds the person's lock.
        """

    async def of(self, person_id: str) -> Sequence[AccessRequest]:
        """All about a person, newest first."""

    async def to_hand_over(self, viewer: Viewer, today: date, page: Page) -> Sequence[AccessRequest]:
        """Those of the viewer's organisation that were not asked for on her pages and whose copy is there, the first
        one to be taken away first; none about himself.
        """

    async def waiting(self, viewer: Viewer, page: Page, request_id: str) -> Sequence[AccessRequest]:
        """Those that the viewer's organisation has yet to answer: what was taken furthest first, then the first due;
        those whose clock stands still last. None about himself; only the one that `request_id` names, where it does.
        """

    async def overdue(self, today: date, limit: int) -> Sequence[Due]:
        """Of every organisation, not yet taken as far as they have to be."""

    async def copies_over(self, today: date, limit: int) -> Sequence[Due]:
        """Whose copies can be fetched no more and are still there."""


class AccessAnswers(Protocol):
    """What is decided about the items of a request, and the copy that comes of it."""

    async def decisions(self, request: AccessRequest) -> Sequence[Decision]:
        """One of an item at the most."""

    async def decide(self, request: AccessRequest, decisions: Sequence[Decision]) -> None:
        """In the place of what was decided about these items before."""

    async def undecide(self, request: AccessRequest, keys: Sequence[tuple[str, str]]) -> None:
        """As if it had not been decided about these items."""

    async def add_copy(self, request: AccessRequest, parts: Sequence[str]) -> None:
        """JSON texts, sealed."""

    async def copy(self, request: AccessRequest, part: int) -> str:
        """From 1 on. Raises NotFound."""

    async def remove_copy(self, request: AccessRequest) -> None: ...


class HeldItems(Protocol):
    async def of(self, organisation_id: str, person_id: str) -> Sequence[Item]:
        """Everything an organisation holds about a person, in the order of their keys, unopened; not what another
        organisation keeps back from her, nor what shows that another works with her privately.
        """
