"""The network around a person, filtered by the gate's rule where it is read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.days import day
from services.cases.domain.involvement import Status
from services.cases.domain.network import Seat
from services.cases.domain.viewer import Viewer
from services.cases.store.gate import involvements_visible
from services.cases.store.involvements import involvement_in
from services.cases.store.tables.networks import cover
from services.cases.store.tables.people import involvement, organisation

_COVER = (
    select(cover)
    .where(
        cover.c.organisation_id == involvement.c.organisation_id,
        cover.c.professional_id == involvement.c.professional_id,
        cover.c.since <= bindparam("today"),
        cover.c.until >= bindparam("today"),
    )
    .order_by(cover.c.id)
    .limit(1)
    .correlate(involvement)
)
# Current ones first; the order rests on what is shown and on nothing else.
_SEATS = (
    select(
        involvement,
        organisation.c.name.label("organisation_name"),
        _COVER.with_only_columns(cover.c.covering_id).scalar_subquery().label("covered_by"),
        _COVER.with_only_columns(cover.c.until).scalar_subquery().label("covered_until"),
    )
    .join(organisation, organisation.c.id == involvement.c.organisation_id)
    .order_by(involvement.c.until.is_not(None), organisation.c.name, involvement.c.since, involvement.c.id)
)


class SqlNetworks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def seats(self, viewer: Viewer, person_id: str, now: datetime) -> list[Seat]:
        visible, today = involvements_visible(viewer, now), day(now)
        rows = await self._tx.execute(_SEATS.where(involvement.c.person_id == person_id, visible), {"today": today})
        return [_seat(row, today) for row in rows]


def _seat(row: Row[Any], today: date) -> Seat:
    one = involvement_in(row)
    if row.covered_by is None or one.status(today) is Status.HISTORIC:
        return Seat(one, row.organisation_name)
    return Seat(one, row.organisation_name, row.covered_by, row.covered_until)
