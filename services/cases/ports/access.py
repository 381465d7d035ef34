"""Subject access requests."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.cases.domain.access_request import AccessRequest


class AccessRequests(Protocol):
    async def add(self, request: AccessRequest) -> None: ...

    async def get(self, request_id: str) -> AccessRequest:
        """Raises NotFound."""

    async def put(self, request: AccessRequest) -> None:
        """Keeps its officer, the steps that were added, its release and how far it was taken. In the transaction that
        holds the person's lock.
        """

    async def of(self, person_id: str) -> Sequence[AccessRequest]:
        """All about a person, newest first."""

    async def waiting(self, organisation_id: str) -> Sequence[AccessRequest]:
        """Those an organisation has yet to answer, the first due first; those whose clock stands still last."""

    async def overdue(self, today: date, limit: int) -> Sequence[AccessRequest]:
        """Of every organisation, not yet taken as far as they have to be."""
