"""Disclosures, their leaves and what is withheld, over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, and_, bindparam, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from chassis.merkle import LeafDraft, Log, canonical
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.audit.withheld import Withholding
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.disclosures import Evidence, Wanted
from services.cases.ports.keys import Keys, log_key
from services.cases.store.audit.against_him import against_him
from services.cases.store.audit.evidence import evidence
from services.cases.store.gate.conditions import works_privately
from services.cases.store.paging import after
from services.cases.store.tables.disclosures import disclosure, disclosure_record, withheld
from services.cases.store.tables.metadata import log
from services.cases.store.words import seal

KIND = "disclosure"
_LOG = Log(log)

_ADD, _WITHHOLD, _OF_RECORDS = insert(disclosure), insert(withheld), insert(disclosure_record)
_KEPT_BACK = (
    select(withheld.c.disclosure_id)
    .where(withheld.c.disclosure_id == disclosure.c.id, withheld.c.released_at.is_(None))
    .exists()
)
# The looks of a service whose existence in her life is itself sensitive, and others' at what it holds, are not for a
# shared screen. Whoever merely says of himself that his work is private does not take his looks off it.
_PRIVATE = or_(
    works_privately(disclosure.c.person_id, disclosure.c.organisation_id),
    works_privately(disclosure.c.person_id, disclosure.c.holder_id),
)
_SHOWN = and_(disclosure.c.person_id == bindparam("person"), ~_KEPT_BACK, ~_PRIVATE)
WITH_PAYLOAD = select(disclosure, log.leaf.c.sealed.label("payload")).join(log.leaf, log.leaf.c.id == disclosure.c.id)
_PAGE = WITH_PAYLOAD.where(_SHOWN).order_by(disclosure.c.at.desc(), disclosure.c.id.desc())
_GET = WITH_PAYLOAD.where(disclosure.c.id == bindparam("which"))
_SINCE = WITH_PAYLOAD.where(
    disclosure.c.person_id == bindparam("person"),
    disclosure.c.organisation_id == bindparam("organisation"),
    disclosure.c.at >= bindparam("since"),
    disclosure.c.enquiry_id == "",
).order_by(disclosure.c.at, disclosure.c.id)
_COUNT = select(func.count()).select_from(disclosure).where(_SHOWN)
_SHOWN_TO = select(disclosure.c.id).where(_SHOWN, disclosure.c.id == bindparam("which"))
_OF_ORGANISATION = select(disclosure.c.id).where(
    disclosure.c.id == bindparam("which"),
    or_(
        disclosure.c.organisation_id == bindparam("organisation"),
        # Of what is its own another's look, unless that is kept back, of a private service, or inside a hub.
        and_(
            disclosure.c.holder_id == bindparam("organisation"),
            disclosure.c.enquiry_id == "",
            ~_KEPT_BACK,
            ~works_privately(disclosure.c.person_id, disclosure.c.organisation_id),
        ),
    ),
)


class SqlDisclosures:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Disclosure, withholding: Withholding | None, record_ids: Collection[str] = ()) -> None:
        await self.add_all([(one, withholding)])
        if record_ids:
            await self._tx.execute(_OF_RECORDS, [{"disclosure_id": one.id, "record_id": id_} for id_ in record_ids])

    async def add_all(self, ones: Sequence[tuple[Disclosure, Withholding | None]]) -> None:
        if not ones:
            return
        rows = [
            {
                "id": one.id,
                "person_id": one.person_id,
                "at": one.at,
                "epoch": one.epoch,
                "holder_id": one.holder_id,
                "organisation_id": one.organisation_id,
                "share_id": one.share_id,
                "consent_id": one.consent_id,
                "enquiry_id": one.enquiry_id,
            }
            for one, _ in ones
        ]
        await self._tx.execute(_ADD, rows)
        await self._keys.make(*(log_key(one.person_id, one.holder_id) for one, _ in ones))
        await _LOG.append(self._tx, *[await self._leaf(one) for one, _ in ones])
        for one, withholding in ones:
            if withholding:
                await self._withhold(one, withholding)

    async def _leaf(self, one: Disclosure) -> LeafDraft:
        plaintext = canonical(one.payload())
        sealed = await self._keys.seal(log_key(one.person_id, one.holder_id), plaintext, one.id.encode())
        return LeafDraft(one.id, KIND, one.at, one.person_id, plaintext, sealed)

    async def shown(self, person_id: str, page: Page) -> Sequence[Disclosure]:
        behind = after(disclosure.c.at, disclosure.c.id, page.after)
        rows = (await self._tx.execute(_PAGE.where(behind).limit(page.limit), {"person": person_id})).all()
        return [await disclosure_in(self._keys, row) for row in rows]

    async def shown_count(self, person_id: str) -> int:
        return int((await self._tx.execute(_COUNT, {"person": person_id})).scalar_one())

    async def get(self, disclosure_id: str) -> Disclosure:
        row = (await self._tx.execute(_GET, {"which": disclosure_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such disclosure")
        return await disclosure_in(self._keys, row)

    async def shown_to(self, person_id: str, disclosure_id: str) -> bool:
        which = {"person": person_id, "which": disclosure_id}
        return (await self._tx.execute(_SHOWN_TO, which)).one_or_none() is not None

    async def of_organisation(self, organisation_id: str, disclosure_id: str) -> bool:
        which = {"organisation": organisation_id, "which": disclosure_id}
        return (await self._tx.execute(_OF_ORGANISATION, which)).one_or_none() is not None

    async def against_him(self, viewer: Viewer, disclosure_id: str) -> bool:
        his = against_him(viewer, disclosure.c.id, disclosure.c.person_id)
        found = select(disclosure.c.id).where(disclosure.c.id == disclosure_id, his)
        return (await self._tx.execute(found)).one_or_none() is not None

    async def since(self, person_id: str, organisation_id: str, at: datetime) -> Sequence[Disclosure]:
        which = {"person": person_id, "organisation": organisation_id, "since": at}
        return [await disclosure_in(self._keys, row) for row in (await self._tx.execute(_SINCE, which)).all()]

    async def evidence(self, wanted: Wanted, page: Page) -> Sequence[Evidence]:
        return await evidence(self._tx, self._keys, wanted, page)

    async def _withhold(self, one: Disclosure, withholding: Withholding) -> None:
        key = log_key(one.person_id, one.organisation_id)
        row = {
            "disclosure_id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "by": one.by,
            "ground": withholding.ground.value,
            "reason": await seal(self._keys, key, f"{one.id}/reason", {"reason": withholding.reason}),
            "review_on": withholding.review_on,
            "kept_because": None,
            "escalated": 0,
            "released_at": None,
            "released_by": "",
        }
        await self._tx.execute(_WITHHOLD, row)


async def disclosure_in(keys: Keys, row: Row[Any]) -> Disclosure:
    """From its row, with its leaf's `payload`."""
    payload: dict[str, Any] = orjson.loads(
        await keys.open(log_key(row.person_id, row.holder_id), row.payload, row.id.encode())
    )
    return Disclosure(
        id=row.id,
        person_id=row.person_id,
        at=row.at,
        epoch=row.epoch,
        holder_id=row.holder_id,
        organisation_id=row.organisation_id,
        organisation_name=payload["name"],
        by=payload["by"],
        role=payload["role"],
        what=payload["what"],
        data_classes=tuple(payload["classes"]),
        purpose=payload["purpose"],
        basis=payload["basis"],
        because=payload["because"],
        share_id=row.share_id,
        consent_id=row.consent_id,
        emergency=payload["emergency"],
        enquiry_id=row.enquiry_id,
    )
