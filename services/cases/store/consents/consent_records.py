"""The records of consents, what happened to them, refusals and deaths, over SQLAlchemy Core."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.consents.authority import Authority, Competence, Outcome
from services.cases.domain.consents.consent import Consent
from services.cases.domain.consents.consent_record import ConsentEvent, ConsentRecord, EventType, Refusal
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.store.person_keys import PersonKeys
from services.cases.store.spelt import classes_in
from services.cases.store.tables.consents import consent_event, consent_record, refusal
from services.cases.store.tables.sharing import consent

_ADD, _APPEND, _REFUSE = insert(consent_record), insert(consent_event), insert(refusal)
_THESE = select(consent_record).where(consent_record.c.consent_id.in_(bindparam("ids", expanding=True)))
_ON_MANDATE = (
    select(consent.c.person_id, consent.c.id)
    .join(consent_record, consent_record.c.consent_id == consent.c.id)
    .where(consent_record.c.mandate_id == bindparam("mandate"), consent.c.withdrawn_at.is_(None))
    .order_by(consent.c.person_id, consent.c.id)
)
_EVENTS = (
    select(consent_event).where(consent_event.c.consent_id == bindparam("consent")).order_by(consent_event.c.number)
)
_COUNT = select(func.count()).select_from(consent_event).where(consent_event.c.consent_id == bindparam("consent"))
_REFUSAL = select(refusal).where(refusal.c.id == bindparam("id"))
_REFUSALS = (
    select(refusal).where(refusal.c.person_id == bindparam("person")).order_by(refusal.c.refused_at, refusal.c.id)
)


class SqlConsentRecords:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, consent: Consent, record: ConsentRecord) -> None:
        words = {
            "competence": _written(record.competence),
            "jurisdiction": record.jurisdiction,
            "storage": record.storage,
            "retention": record.retention,
            "how_to_withdraw": record.how_to_withdraw,
            "signature": record.signature,
        }
        row = {
            "consent_id": consent.id,
            "schema_version": record.schema,
            "authority": record.authority.value,
            "grantor_id": record.grantor_id,
            "mandate_id": record.mandate_id,
            "words": await self._keys.seal(*_whose(consent), f"{consent.id}/record", words),
        }
        await self._tx.execute(_ADD, row)

    async def these(self, consents: Collection[Consent]) -> Mapping[str, ConsentRecord]:
        by_id = {each.id: each for each in consents}
        if not by_id:
            return {}
        rows = await self._tx.execute(_THESE, {"ids": sorted(by_id)})
        return {row.consent_id: await self._record(by_id[row.consent_id], row) for row in rows}

    async def on_mandate(self, mandate_id: str) -> Sequence[tuple[str, str]]:
        return [(row.person_id, row.id) for row in await self._tx.execute(_ON_MANDATE, {"mandate": mandate_id})]

    async def append(self, consent: Consent, event: ConsentEvent) -> None:
        number = int((await self._tx.execute(_COUNT, {"consent": consent.id})).scalar_one()) + 1
        words = {"evidence": event.evidence, "receipt": event.receipt}
        row = {
            "consent_id": consent.id,
            "number": number,
            "type": event.type.value,
            "at": event.at,
            "actor": event.actor,
            "state": event.state,
            "method": event.method,
            "words": await self._keys.seal(*_whose(consent), f"{consent.id}/event/{number}", words),
        }
        await self._tx.execute(_APPEND, row)

    async def events(self, consent: Consent) -> Sequence[ConsentEvent]:
        rows = (await self._tx.execute(_EVENTS, {"consent": consent.id})).all()
        return [await self._event(consent, row) for row in rows]

    async def refuse(self, one: Refusal) -> None:
        words = {"competence": _written([one.competence] if one.competence else []), "evidence": one.evidence}
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "from_organisation_id": one.from_organisation_id,
            "to_organisation_ids": " ".join(sorted(one.to_organisation_ids)),
            "data_classes": " ".join(sorted(one.data_classes)),
            "purpose": one.purpose.value,
            "refused_at": one.refused_at,
            "recorded_by": one.recorded_by,
            "words": await self._keys.seal(*_whose(one), f"{one.id}/words", words),
        }
        await self._tx.execute(_REFUSE, row)

    async def refusal(self, refusal_id: str) -> Refusal:
        row = (await self._tx.execute(_REFUSAL, {"id": refusal_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such refusal")
        return await self._refusal(row)

    async def refusals(self, person_id: str) -> Sequence[Refusal]:
        rows = (await self._tx.execute(_REFUSALS, {"person": person_id})).all()
        return [await self._refusal(row) for row in rows]

    async def _record(self, consent: Consent, row: Row[Any]) -> ConsentRecord:
        words = await self._keys.opened(*_whose(consent), f"{consent.id}/record", row.words)
        return ConsentRecord(
            consent_id=row.consent_id,
            schema=row.schema_version,
            authority=Authority(row.authority),
            grantor_id=row.grantor_id,
            mandate_id=row.mandate_id,
            competence=_read(words["competence"]),
            jurisdiction=words["jurisdiction"],
            storage=words["storage"],
            retention=words["retention"],
            how_to_withdraw=words["how_to_withdraw"],
            signature=words["signature"],
        )

    async def _event(self, consent: Consent, row: Row[Any]) -> ConsentEvent:
        words = await self._keys.opened(*_whose(consent), f"{consent.id}/event/{row.number}", row.words)
        return ConsentEvent(
            EventType(row.type), row.at, row.actor, row.state, row.method, words["evidence"], words["receipt"]
        )

    async def _refusal(self, row: Row[Any]) -> Refusal:
        whose = row.person_id, row.from_organisation_id, Retention.DEALINGS
        words = await self._keys.opened(*whose, f"{row.id}/words", row.words)
        return Refusal(
            id=row.id,
            person_id=row.person_id,
            from_organisation_id=row.from_organisation_id,
            to_organisation_ids=frozenset(row.to_organisation_ids.split()),
            data_classes=classes_in(row.data_classes),
            purpose=Purpose(row.purpose),
            refused_at=row.refused_at,
            recorded_by=row.recorded_by,
            competence=next(iter(_read(words["competence"])), None),
            evidence=words.get("evidence", ""),  # of before it was asked for, none is kept
        )


def _whose(one: Consent | Refusal) -> tuple[str, str, Retention]:
    return one.person_id, one.from_organisation_id, Retention.DEALINGS


def _written(found: Collection[Competence]) -> str:
    return orjson.dumps([dataclasses.asdict(each) for each in found]).decode()


def _read(text: str) -> tuple[Competence, ...]:
    return tuple(
        Competence(Outcome(each["outcome"]), date.fromisoformat(each["assessed_on"]), each["assessor"])
        for each in orjson.loads(text)
    )
