"""Multi-agency hubs over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.hubs.hub import NO_SEAT, Hub, Seat
from services.cases.domain.viewer import Viewer
from services.cases.store.gate.enquiries import seats_of
from services.cases.store.tables.hubs import hub, hub_member, hub_seat

_ADD, _ADD_MEMBER, _SEAT = insert(hub), insert(hub_member), insert(hub_seat)
_THESE = (
    select(hub)
    .where(hub.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(hub.c.proposed_at.desc(), hub.c.id.desc())
)
_MEMBERS = select(hub_member).where(hub_member.c.hub_id.in_(bindparam("ids", expanding=True)))
_SEATS = (
    select(hub_seat)
    .where(hub_seat.c.hub_id.in_(bindparam("ids", expanding=True)), hub_seat.c.ended_at.is_(None))
    .order_by(hub_seat.c.given_at, hub_seat.c.id)
)
_OF = select(hub_member.c.hub_id).where(hub_member.c.organisation_id == bindparam("organisation"))
_ACCEPT = (
    update(hub_member)
    .where(
        hub_member.c.hub_id == bindparam("which"),
        hub_member.c.organisation_id == bindparam("organisation"),
        hub_member.c.accepted_at.is_(None),
    )
    .values(accepted_by=bindparam("who"), accepted_at=bindparam("at"))
)
_UNSEAT = (
    update(hub_seat)
    .where(hub_seat.c.id == bindparam("which"), hub_seat.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)


class SqlHubs:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, one: Hub, by: str, at: datetime) -> None:
        row = {
            "id": one.id,
            "name": one.name,
            "terms": one.terms,
            "host_id": one.host_id,
            "proposed_at": at,
            "proposed_by": by,
        }
        await self._tx.execute(_ADD, row)
        members = [
            {
                "hub_id": one.id,
                "organisation_id": member,
                "accepted_by": by if member in one.accepted_by else "",
                "accepted_at": at if member in one.accepted_by else None,
            }
            for member in sorted(one.members)
        ]
        await self._tx.execute(_ADD_MEMBER, members)

    async def get(self, hub_id: str) -> Hub:
        found = await self._these([hub_id])
        if not found:
            raise NotFound("there is no such hub")
        return found[0]

    async def of(self, organisation_id: str) -> Sequence[Hub]:
        ids = (await self._tx.execute(_OF, {"organisation": organisation_id})).scalars().all()
        return await self._these(ids)

    async def accept(self, hub_id: str, organisation_id: str, by: str, at: datetime) -> None:
        await self._tx.execute(_ACCEPT, {"which": hub_id, "organisation": organisation_id, "who": by, "at": at})

    async def seat(self, hub_id: str, seat: Seat, by: str, at: datetime) -> None:
        row = {
            "id": seat.id,
            "hub_id": hub_id,
            "organisation_id": seat.organisation_id,
            "professional_id": seat.professional_id,
            "role": seat.role,
            "given_at": at,
            "given_by": by,
            "ended_at": None,
        }
        await self._tx.execute(_SEAT, row)

    async def unseat(self, seat_id: str, at: datetime) -> None:
        if (await self._tx.execute(_UNSEAT, {"which": seat_id, "at": at})).rowcount == 0:
            raise NotFound(NO_SEAT)

    async def seats(self, viewer: Viewer) -> frozenset[str]:
        return frozenset((await self._tx.execute(select(hub_seat.c.hub_id).where(*seats_of(viewer)))).scalars())

    async def _these(self, hub_ids: Collection[str]) -> list[Hub]:
        if not hub_ids:
            return []
        which = {"ids": list(hub_ids)}
        members, accepted = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for row in await self._tx.execute(_MEMBERS, which):
            members[row.hub_id].add(row.organisation_id)
            if row.accepted_at is not None:
                accepted[row.hub_id].add(row.organisation_id)
        seats = defaultdict[str, list[Seat]](list)
        for row in await self._tx.execute(_SEATS, which):
            seats[row.hub_id].append(Seat(row.id, row.organisation_id, row.professional_id, row.role))
        return [
            Hub(
                id=row.id,
                name=row.name,
                terms=row.terms,
                host_id=row.host_id,
                members=frozenset(members[row.id]),
                accepted_by=frozenset(accepted[row.id]),
                seats=tuple(seats[row.id]),
            )
            for row in await self._tx.execute(_THESE, which)
        ]
