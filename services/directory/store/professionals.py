"""Professionals over SQLAlchemy Core."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Database
from chassis.errors import NotFound
from services.directory.domain.card import Card
from services.directory.domain.ids import OrganisationId, ProfessionalId, TeamId
from services.directory.domain.organisation import Kind
from services.directory.domain.professional import Professional, ProfessionalFacts
from services.directory.domain.registration import Body, Registration
from services.directory.ports import Cards
from services.directory.store.tables import organisations, professionals, teams

CARD = (
    select(
        professionals,
        organisations.c.name.label("organisation_name"),
        organisations.c.kind.label("organisation_kind"),
        teams.c.name.label("team_name"),
    )
    .join(organisations, organisations.c.id == professionals.c.organisation)
    .outerjoin(teams, teams.c.id == professionals.c.team)
)
_CARDS = CARD.where(professionals.c.id.in_(bindparam("ids", expanding=True)))
_BY_NAME = (professionals.c.family_name, professionals.c.given_name, professionals.c.id)
_WITH_EMAIL = CARD.where(professionals.c.email == bindparam("email")).order_by(*_BY_NAME).limit(bindparam("most"))
_REGISTERED = (
    CARD.where(
        professionals.c.registration_body == bindparam("body"),
        professionals.c.registration_number == bindparam("number"),
    )
    .order_by(*_BY_NAME)
    .limit(bindparam("most"))
)
_FED = select(professionals).where(
    professionals.c.feed == bindparam("feed"),
    professionals.c.external_id.in_(bindparam("external_ids", expanding=True)),
)
_GET = select(professionals).where(professionals.c.id == bindparam("id"))
_ADD = insert(professionals)
_PUT = update(professionals).where(professionals.c.id == bindparam("which"))


class SqlProfessionals:
    def __init__(self, tx: AsyncConnection, revision: int) -> None:
        self._tx, self._revision = tx, revision

    async def fed(self, feed: str, external_ids: Collection[str]) -> Mapping[str, Professional]:
        rows = await self._tx.execute(_FED, {"feed": feed, "external_ids": list(external_ids)})
        return {row.external_id: _professional(row) for row in rows}

    async def add(self, professionals: Sequence[Professional]) -> None:
        if professionals:
            await self._tx.execute(_ADD, [{"id": each.id, **self._columns(each)} for each in professionals])

    async def put(self, professionals: Sequence[Professional]) -> None:
        if professionals:
            await self._tx.execute(_PUT, [{"which": each.id, **self._columns(each)} for each in professionals])

    async def get(self, professional: ProfessionalId) -> Professional:
        row = (await self._tx.execute(_GET, {"id": professional})).one_or_none()
        if row is None:
            raise NotFound("There is no such professional.")
        return _professional(row)

    async def cards(self, ids: Sequence[ProfessionalId]) -> list[Card]:
        return _in_order(ids, await self._tx.execute(_CARDS, {"ids": list(ids)}))

    async def with_email(self, address: str, limit: int) -> list[Card]:
        return [card(row) for row in await self._tx.execute(_WITH_EMAIL, {"email": address, "most": limit})]

    async def registered(self, registration: Registration, limit: int) -> list[Card]:
        values = {"body": registration.body.value, "number": registration.number, "most": limit}
        return [card(row) for row in await self._tx.execute(_REGISTERED, values)]

    def _columns(self, professional: Professional) -> dict[str, object]:
        facts = professional.facts
        return {
            "feed": professional.feed,
            "external_id": facts.external_id,
            "organisation": professional.organisation,
            "team": professional.team,
            "given_name": facts.given_name,
            "family_name": facts.family_name,
            "known_as": facts.known_as,
            "role": facts.role,
            "area": facts.area,
            "registration_body": facts.registration.body.value if facts.registration else "",
            "registration_number": facts.registration.number if facts.registration else "",
            "email": facts.email,
            "phone": facts.phone,
            "mobile": facts.mobile,
            "share_mobile": facts.share_mobile,
            "days": ",".join(facts.days),
            "postcode": facts.postcode,
            "updated_at": professional.updated_at,
            "disabled_at": professional.disabled_at,
            "revision": self._revision,
        }


def ask_cards(db: Database) -> Cards:
    async def cards(ids: Sequence[ProfessionalId]) -> list[Card]:
        return _in_order(ids, await db.ask(_CARDS, {"ids": list(ids)}))

    return cards


def _in_order(ids: Sequence[ProfessionalId], rows: Iterable[Row[Any]]) -> list[Card]:
    found = {row.id: card(row) for row in rows}
    return [found[each] for each in ids if each in found]


def card(row: Row[Any]) -> Card:
    return Card(_professional(row), row.organisation_name, Kind(row.organisation_kind), row.team_name or "")


def _professional(row: Row[Any]) -> Professional:
    registered = Registration(Body(row.registration_body), row.registration_number) if row.registration_body else None
    return Professional(
        id=ProfessionalId(row.id),
        feed=row.feed,
        organisation=OrganisationId(row.organisation),
        team=TeamId(row.team) if row.team else None,
        facts=ProfessionalFacts(
            external_id=row.external_id,
            given_name=row.given_name,
            family_name=row.family_name,
            known_as=row.known_as,
            role=row.role,
            area=row.area,
            registration=registered,
            email=row.email,
            phone=row.phone,
            mobile=row.mobile,
            share_mobile=row.share_mobile,
            days=tuple(row.days.split(",")) if row.days else (),
            postcode=row.postcode,
        ),
        updated_at=row.updated_at,
        disabled_at=row.disabled_at,
    )
