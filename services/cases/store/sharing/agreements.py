"""Agreements over SQLAlchemy Core."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.sharing.agreement import Agreement
from services.cases.ports.casework import Page
from services.cases.store.paging import after
from services.cases.store.spelt import classes_in, purposes_in
from services.cases.store.tables.sharing import agreement, agreement_party

_ADD, _ADD_PARTY = insert(agreement), insert(agreement_party)
_THESE = select(agreement).where(agreement.c.id.in_(bindparam("ids", expanding=True)))
_PARTIES = select(agreement_party).where(agreement_party.c.agreement_id.in_(bindparam("ids", expanding=True)))
_OF = (
    select(agreement.c.id)
    .join(agreement_party, agreement_party.c.agreement_id == agreement.c.id)
    .where(agreement_party.c.organisation_id == bindparam("organisation"))
    .order_by(agreement.c.expires_on.desc(), agreement.c.id.desc())
)
_ACCEPT = (
    update(agreement_party)
    .where(
        agreement_party.c.agreement_id == bindparam("which"),
        agreement_party.c.organisation_id == bindparam("organisation"),
        agreement_party.c.accepted_at.is_(None),
    )
    .values(accepted_by=bindparam("who"), accepted_at=bindparam("at"))
)


class SqlAgreements:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, one: Agreement) -> None:
        row = {
            "id": one.id,
            "title": one.title,
            "purposes": " ".join(sorted(one.purposes)),
            "data_classes": " ".join(sorted(one.data_classes)),
            "expires_on": one.expires_on,
        }
        await self._tx.execute(_ADD, row)
        parties = [
            {"agreement_id": one.id, "organisation_id": party, "accepted_by": "", "accepted_at": None}
            for party in sorted(one.parties)
        ]
        await self._tx.execute(_ADD_PARTY, parties)

    async def accept(self, agreement_id: str, organisation_id: str, by: str, at: datetime) -> None:
        which = {"which": agreement_id, "organisation": organisation_id, "who": by, "at": at}
        await self._tx.execute(_ACCEPT, which)

    async def get(self, agreement_id: str) -> Agreement:
        found = await self.find(agreement_id)
        if found is None:
            raise NotFound("there is no such agreement")
        return found

    async def find(self, agreement_id: str) -> Agreement | None:
        return (await self.these([agreement_id])).get(agreement_id)

    async def of(self, organisation_id: str, page: Page) -> Sequence[Agreement]:
        rest = after(agreement.c.expires_on, agreement.c.id, page.after)
        rows = await self._tx.execute(_OF.where(rest).limit(page.limit), {"organisation": organisation_id})
        ids = rows.scalars().all()
        found = await self.these(ids)
        return [found[id_] for id_ in ids]

    async def these(self, agreement_ids: Collection[str]) -> Mapping[str, Agreement]:
        """Those there are, by id."""
        which = {"ids": sorted(set(agreement_ids))}
        if not which["ids"]:
            return {}
        parties: dict[str, set[str]] = {}
        accepted: dict[str, set[str]] = {}
        for row in await self._tx.execute(_PARTIES, which):
            parties.setdefault(row.agreement_id, set()).add(row.organisation_id)
            if row.accepted_at is not None:
                accepted.setdefault(row.agreement_id, set()).add(row.organisation_id)
        return {
            row.id: agreement_in(row, frozenset(parties[row.id]), frozenset(accepted.get(row.id, ())))
            for row in await self._tx.execute(_THESE, which)
        }


def agreement_in(row: Sequence[Any], parties: frozenset[str], accepted_by: frozenset[str]) -> Agreement:
    """From the table's columns, in their order."""
    id_, title, purposes, classes, expires_on = row
    return Agreement(
        id=id_,
        title=title,
        parties=parties,
        accepted_by=accepted_by,
        purposes=purposes_in(purposes),
        data_classes=classes_in(classes),
        expires_on=expires_on,
    )
