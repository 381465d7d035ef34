"""Consents over SQLAlchemy Core."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.consents.consent import REMINDERS, Consent, Method
from services.cases.domain.consents.notices import Notice
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from services.cases.ports.due import Due
from services.cases.store.gate.conditions import consents_visible
from services.cases.store.spelt import classes_in, words_in, words_of
from services.cases.store.tables.sharing import consent

_PURPOSES, _METHODS = words_of(Purpose), words_of(Method)

_ADD = insert(consent)
_THESE = select(consent).where(consent.c.id.in_(bindparam("ids", expanding=True)))
_OF = (
    select(consent).where(consent.c.person_id == bindparam("person")).order_by(consent.c.given_at.desc(), consent.c.id)
)
_PUT = update(consent).where(consent.c.id == bindparam("which"))
ENDING = (
    select(consent.c.person_id, consent.c.id)
    .where(
        consent.c.withdrawn_at.is_(None),
        # What is not due yet is not read to see that: PostgreSQL finds no bound of an index within an OR.
        consent.c.expires_on.between(bindparam("today"), bindparam(f"within_{max(REMINDERS)}")),
        or_(
            *(
                and_(
                    consent.c.expires_on <= bindparam(f"within_{days}"),
                    or_(consent.c.reminded == 0, consent.c.reminded > days),
                )
                for days in REMINDERS
            )
        ),
    )
    .order_by(consent.c.expires_on, consent.c.id)
    .limit(bindparam("most"))
)


class SqlConsents:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, one: Consent) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "from_organisation_id": one.from_organisation_id,
            "to_organisation_ids": " ".join(sorted(one.to_organisation_ids)),
            "data_classes": " ".join(sorted(one.data_classes)),
            "purpose": one.purpose.value,
            "expires_on": one.expires_on,
            "method": one.method.value,
            "notice_language": one.notice.language,
            "notice_version": one.notice.version,
            "notice_hash": one.notice.hash,
            "given_at": one.given_at,
            "given_by": one.given_by,
            "withdrawn_at": one.withdrawn_at,
            "withdrawn_epoch": one.withdrawn_epoch,
            "renewed_by": one.renewed_by,
            "reminded": one.reminded,
        }
        await self._tx.execute(_ADD, row)

    async def put(self, one: Consent) -> None:
        changed = {
            "withdrawn_at": one.withdrawn_at,
            "withdrawn_epoch": one.withdrawn_epoch,
            "renewed_by": one.renewed_by,
            "reminded": one.reminded,
        }
        await self._tx.execute(_PUT, {"which": one.id, **changed})

    async def get(self, consent_id: str) -> Consent:
        found = await self.find(consent_id)
        if found is None:
            raise NotFound("there is no such consent")
        return found

    async def find(self, consent_id: str) -> Consent | None:
        return (await self.these([consent_id])).get(consent_id)

    async def of(self, person_id: str) -> Sequence[Consent]:
        return [consent_in(row) for row in await self._tx.execute(_OF, {"person": person_id})]

    async def shown(self, viewer: Viewer, person_id: str) -> Sequence[Consent]:
        visible = _OF.where(consents_visible(viewer))
        return [consent_in(row) for row in await self._tx.execute(visible, {"person": person_id})]

    async def ending(self, today: date, limit: int) -> Sequence[Due]:
        steps = {f"within_{days}": today + timedelta(days=days) for days in REMINDERS}
        which = {"today": today, "most": limit, **steps}
        return [Due(*row) for row in await self._tx.execute(ENDING, which)]

    async def these(self, consent_ids: Collection[str]) -> Mapping[str, Consent]:
        """Those there are, by id."""
        ids = sorted(set(consent_ids))
        return {row.id: consent_in(row) for row in await self._tx.execute(_THESE, {"ids": ids})} if ids else {}


def consent_in(row: Sequence[Any]) -> Consent:
    """From the table's columns, in their order."""
    id_, person_id, giver, recipients, classes, purpose, expires_on, method, *rest = row
    language, version, hashed, given_at, given_by, withdrawn_at, withdrawn_epoch, renewed_by, reminded = rest
    return Consent(
        id=id_,
        person_id=person_id,
        from_organisation_id=giver,
        to_organisation_ids=words_in(recipients),
        data_classes=classes_in(classes),
        purpose=_PURPOSES[purpose],
        expires_on=expires_on,
        method=_METHODS[method],
        notice=Notice(language, version, hashed),
        given_at=given_at,
        given_by=given_by,
        withdrawn_at=withdrawn_at,
        withdrawn_epoch=withdrawn_epoch,
        renewed_by=renewed_by,
        reminded=reminded,
    )
