"""Organisations over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.directory.domain.area import Nation
from services.directory.domain.identifier import area_of
from services.directory.domain.ids import OrganisationId
from services.directory.domain.organisation import Kind, Organisation, OrganisationFacts
from services.directory.store.tables import organisations, professionals

_GET = select(organisations).where(organisations.c.id == bindparam("id"))
_NAMED = select(organisations).where(organisations.c.key.in_(bindparam("keys", expanding=True)))
_IDENTIFIED = select(organisations).where(organisations.c.identifier.in_(bindparam("identifiers", expanding=True)))
_IN_ORDER = select(organisations).order_by(organisations.c.key, organisations.c.id)
_ADD = insert(organisations)
_PUT = update(organisations).where(organisations.c.id == bindparam("which"))
_TOUCH = (
    update(professionals)
    .where(
        or_(
            professionals.c.organisation.in_(bindparam("changed", expanding=True)),
            professionals.c.area.in_(bindparam("areas", expanding=True)),
        )
    )
    .values(revision=bindparam("at_revision"))
)


class SqlOrganisations:
    def __init__(self, tx: AsyncConnection, revision: int) -> None:
        self._tx, self._revision = tx, revision

    async def get(self, organisation: OrganisationId) -> Organisation:
        row = (await self._tx.execute(_GET, {"id": organisation})).one_or_none()
        if row is None:
            raise NotFound("There is no such organisation.")
        return organisation_in(row)

    async def named(self, keys: Collection[str]) -> list[Organisation]:
        return [organisation_in(row) for row in await self._tx.execute(_NAMED, {"keys": list(keys)})]

    async def identified(self, identifiers: Collection[str]) -> list[Organisation]:
        rows = await self._tx.execute(_IDENTIFIED, {"identifiers": list(identifiers)})
        return [organisation_in(row) for row in rows]

    async def listed(
        self, *, kind: str, words: Sequence[str], identifier: str, after: tuple[str, str] | None, limit: int
    ) -> list[Organisation]:
        c, wanted = organisations.c, _IN_ORDER.limit(limit)
        if kind:
            wanted = wanted.where(c.kind == kind)
        if identifier:
            wanted = wanted.where(c.identifier == identifier)
        for word in words:
            wanted = wanted.where((" " + c.key).contains(f" {word}", autoescape=True))
        if after:
            wanted = wanted.where(tuple_(c.key, c.id) > tuple_(*after))
        return [organisation_in(row) for row in await self._tx.execute(wanted)]

    async def add(self, organisations: Sequence[Organisation]) -> None:
        if organisations:
            await self._tx.execute(_ADD, [{"id": each.id, **_columns(each)} for each in organisations])
            await self._touch([], organisations)

    async def put(self, organisations: Sequence[Organisation]) -> None:
        if organisations:
            await self._tx.execute(_PUT, [{"which": each.id, **_columns(each)} for each in organisations])
            await self._touch([each.id for each in organisations], organisations)

    async def _touch(self, changed: Sequence[OrganisationId], councils: Sequence[Organisation]) -> None:
        areas = [area for each in councils if (area := area_of(each.facts.identifier))]
        if changed or areas:
            await self._tx.execute(_TOUCH, {"changed": changed, "areas": areas, "at_revision": self._revision})


def organisation_in(row: Row[Any]) -> Organisation:
    return Organisation(
        id=OrganisationId(row.id),
        facts=OrganisationFacts(
            name=row.name,
            kind=Kind(row.kind),
            identifier=row.identifier or "",
            area=row.area,
            nation=Nation(row.nation),
            latitude=row.latitude,
            longitude=row.longitude,
        ),
        updated_at=row.updated_at,
    )


def _columns(organisation: Organisation) -> dict[str, object]:
    facts = organisation.facts
    return {
        "name": facts.name,
        "key": facts.key,
        "kind": facts.kind.value,
        "identifier": facts.identifier or None,
        "area": facts.area,
        "nation": facts.nation.value,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
        "updated_at": organisation.updated_at,
    }
