"""Multi-agency hubs, their enquiries, what is contributed to them and taken home."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Release
from services.cases.domain.hubs.hub import Hub, Seat
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page


class Hubs(Protocol):
    async def add(self, hub: Hub, by: str, at: datetime) -> None: ...

    async def get(self, hub_id: str) -> Hub:
        """With the seats that are taken. Raises NotFound."""

    async def of(self, organisation_id: str) -> Sequence[Hub]:
        """Those it is a member of, newest first."""

    async def accept(self, hub_id: str, organisation_id: str, by: str, at: datetime) -> None: ...

    async def seat(self, hub_id: str, seat: Seat, by: str, at: datetime) -> None: ...

    async def unseat(self, seat_id: str, at: datetime) -> None:
        """Raises NotFound where it has ended."""

    async def seats(self, viewer: Viewer) -> frozenset[str]:
        """The hubs the viewer sits in, in the context he acts in."""


class Enquiries(Protocol):
    async def add(self, enquiry: Enquiry) -> None: ...

    async def get(self, enquiry_id: str) -> Enquiry:
        """Raises NotFound."""

    async def put(self, enquiry: Enquiry) -> None:
        """Keeps its end."""

    async def visible(self, viewer: Viewer, purpose: Purpose | None, now: datetime, page: Page) -> Sequence[Enquiry]:
        """Those that the gate permits, newest first."""

    async def contribute(self, contribution: Contribution) -> None: ...

    async def contribution(self, contribution_id: str) -> Contribution:
        """Raises NotFound."""

    async def contributions(
        self, viewer: Viewer, purpose: Purpose | None, enquiry_id: str, now: datetime
    ) -> Sequence[Contribution]:
        """Those to an enquiry that the gate permits, the first one first."""

    async def ask(self, release: Release) -> None: ...

    async def release(self, release_id: str) -> Release:
        """Raises NotFound."""

    async def decide(self, release: Release) -> None:
        """Keeps what was decided."""

    async def releases(self, enquiry_id: str, organisation_id: str) -> Sequence[Release]:
        """Those of an enquiry that the organisation asked for or decides, the first one first."""
