"""The network around a person, filtered by the gate's rule where it is read."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Row, Select, String, and_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.classes import DataClass
from services.cases.domain.days import day
from services.cases.domain.networks.involvement import Involvement, Status
from services.cases.domain.networks.network import Said, Seat
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.store.gate.conditions import involvements_visible
from services.cases.store.gate.parts import NOW
from services.cases.store.networks.involvements import involvement_in
from services.cases.store.tables.feeds import feed
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
_SAID = feed.alias("said")
# Current ones first; the order rests on what is shown and on nothing else.
_SEATS = (
    select(
        involvement,
        organisation.c.name.label("organisation_name"),
        _COVER.with_only_columns(cover.c.covering_id).scalar_subquery().label("covered_by"),
        _COVER.with_only_columns(cover.c.until).scalar_subquery().label("covered_until"),
        _SAID.c.name.label("said"),
        _SAID.c.coverage,
        _SAID.c.every_days,
        _SAID.c.as_of.label("said_as_of"),
    )
    .join(organisation, organisation.c.id == involvement.c.organisation_id)
    .outerjoin(
        _SAID,
        and_(_SAID.c.organisation_id == involvement.c.organisation_id, _SAID.c.name == involvement.c.source),
    )
    .where(involvement.c.person_id == bindparam("person"))
    .order_by(involvement.c.until.is_not(None), organisation.c.name, involvement.c.since, involvement.c.id)
)
_ACCOUNT, _ORGANISATION = bindparam("account", type_=String), bindparam("organisation", type_=String)
_PROFESSIONAL = bindparam("professional", type_=String)


class SqlNetworks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def seats(self, viewer: Viewer, person_id: str, now: datetime) -> list[Seat]:
        on = day(now)
        asked = {
            "person": person_id,
            "account": viewer.subject,
            "organisation": viewer.organisation_id,
            "professional": viewer.professional_id,
            "today": on,
        }
        rows = await self._tx.execute(_visible(viewer.kind, viewer.role, viewer.reaches), asked)
        return [_seat(row, on) for row in rows]

    async def in_hand(
        self, viewer: Viewer, professional_id: str, now: datetime, after: str, limit: int
    ) -> list[Involvement]:
        found = (
            select(involvement)
            .where(
                involvement.c.organisation_id == viewer.organisation_id,
                involvement.c.professional_id == professional_id,
                involvement.c.confirmed,
                involvement.c.until.is_(None),
                involvements_visible(viewer, now),
                involvement.c.id > after,
            )
            .order_by(involvement.c.id)
            .limit(limit)
        )
        return [involvement_in(row) for row in await self._tx.execute(found)]


@lru_cache(maxsize=100)
def _visible(kind: ViewerKind, role: str, reaches: frozenset[DataClass]) -> Select[Any]:
    """What viewers of this kind, in this role and reaching so far may see: written once, since building it takes longer
    than running it.
    """
    account, organisation_id, professional = (cast("str", each) for each in (_ACCOUNT, _ORGANISATION, _PROFESSIONAL))
    anyone = Viewer(kind, account, organisation_id, role, professional, reaches=reaches)
    return _SEATS.where(involvements_visible(anyone, NOW))


def _seat(row: Row[Any], today: date) -> Seat:
    one = involvement_in(row)
    said = Said(row.coverage, row.every_days, row.said_as_of) if row.said is not None else None
    if row.covered_by is None or one.status(today) is Status.HISTORIC:
        return Seat(one, row.organisation_name, said)
    return Seat(one, row.organisation_name, said, row.covered_by, row.covered_until)
