"""What the use cases need to know of referrals."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from services.cases.domain.referrals.referral import Referral
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due


class Referrals(Protocol):
    async def add(self, referral: Referral) -> None: ...

    async def put(self, referral: Referral) -> None:
        """How it stands, and how far it was taken."""

    async def get(self, referral_id: str) -> Referral:
        """For rules, never for show. Raises NotFound."""

    async def told(self, viewer: Viewer, referral_id: str) -> Referral:
        """One whose share the gate tells the viewer of. Raises NotFound."""

    async def shown(self, viewer: Viewer, today: date, page: Page, *, waiting: bool) -> Sequence[Referral]:
        """Those of the viewer's organisation, made and received, of whose shares the gate tells the viewer; newest
        first. `waiting`: only what it has yet to answer, and can today.
        """

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        """Not answered in time, and not yet taken as far as they have to be."""
