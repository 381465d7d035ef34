"""What the use cases need to know of the networks around people, besides involvements."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.networks.cover import Cover
from services.cases.domain.networks.family import FamilyLink
from services.cases.domain.networks.invitation import Invitation
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page


class Covers(Protocol):
    async def add(self, cover: Cover) -> None: ...

    async def get(self, cover_id: str) -> Cover:
        """As it is while this unit of work lasts. Raises NotFound."""

    async def put(self, cover: Cover) -> None:
        """Its last day."""

    async def of_worker(self, organisation_id: str, professional_id: str, today: date) -> Sequence[Cover]:
        """Those for this worker that last or are to come: for rules."""

    async def listed(self, organisation_id: str, whose: str, today: date, page: Page) -> Sequence[Cover]:
        """Those that last or are to come, the first to begin first; of one professional alone, for whom or by whom, or
        of all where `whose` is empty.
        """


class Invitations(Protocol):
    async def add(self, invitation: Invitation) -> None: ...

    async def get(self, invitation_id: str) -> Invitation:
        """Raises NotFound."""

    async def put(self, invitation: Invitation) -> None:
        """How it was answered."""

    async def of_person(self, organisation_id: str, person_id: str) -> Sequence[Invitation]:
        """All that this organisation sent about her, the newest first: for rules."""

    async def sent(self, organisation_id: str, person_id: str, page: Page) -> Sequence[Invitation]:
        """The same, to be shown."""

    async def waiting(self, organisation_id: str, today: date, page: Page) -> Sequence[Invitation]:
        """Those sent to this organisation that nobody has answered in time, the oldest first."""


class Family(Protocol):
    async def add(self, link: FamilyLink) -> None: ...

    async def put(self, link: FamilyLink) -> None:
        """Its last day."""

    async def get(self, link_id: str) -> FamilyLink:
        """For rules, never for show. Raises NotFound."""

    async def shown(self, viewer: Viewer, link_id: str, now: datetime) -> FamilyLink:
        """One that the viewer is shown. Raises NotFound."""

    async def around(self, viewer: Viewer, person_id: str, now: datetime) -> Sequence[FamilyLink]:
        """Those with this person that the viewer is shown, ended ones too."""

    async def recorded(self, organisation_id: str, person_id: str) -> bool:
        """Whether the organisation says of this person now whom she belongs to. For rules, never for show."""

    async def move(self, organisation_id: str, person_id: str, to: str) -> None:
        """What the organisation recorded of the one is of the other from now on; nobody is linked with herself."""
