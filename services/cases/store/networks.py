"""The network around a person, filtered by the gate's rule where it is read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.network import Seat
from services.cases.domain.viewer import Viewer
from services.cases.store.gate import involvements_visible
from services.cases.store.involvements import involvement_in
from services.cases.store.tables.people import involvement, organisation

# Current ones first; the order rests on what is shown and on nothing else.
_SEATS = (
    select(involvement, organisation.c.name.label("organisation_name"))
    .join(organisation, organisation.c.id == involvement.c.organisation_id)
    .order_by(involvement.c.until.is_not(None), organisation.c.name, involvement.c.since, involvement.c.id)
)


class SqlNetworks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def seats(self, viewer: Viewer, person_id: str, now: datetime) -> list[Seat]:
        visible = involvements_visible(viewer, now)
        rows = await self._tx.execute(_SEATS.where(involvement.c.person_id == person_id, visible))
        return [Seat(involvement_in(row), row.organisation_name) for row in rows]
