"""Recalls over SQLAlchemy Core."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Date,
    Row,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.db import Instant
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.retention.recall import Recall, Recalled, Recipient
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.share import Ended
from services.cases.domain.subscriptions.delivery import DeliveryState
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.store.gate.conditions import works_privately
from services.cases.store.gate.parts import herself
from services.cases.store.paging import beyond
from services.cases.store.retention.purge import RECORDS
from services.cases.store.tables.casework import record
from services.cases.store.tables.disclosures import disclosure, disclosure_record, withheld
from services.cases.store.tables.events import delivery
from services.cases.store.tables.keeping import recall
from services.cases.store.tables.sharing import share, share_recipient

_OWN = bindparam("organisation", type_=recall.c.organisation_id.type)
_KEPT_BACK = and_(withheld.c.disclosure_id == disclosure.c.id, withheld.c.released_at.is_(None))
# The last of each is what counts: a look that is not kept back, where there was one, and of those the newest.
_LEFT = (
    select(
        record.c.id.label("record_id"),
        disclosure.c.organisation_id.label("recipient_id"),
        record.c.person_id,
        record.c.organisation_id,
        disclosure.c.id.label("disclosure_id"),
    )
    .join(disclosure_record, disclosure_record.c.record_id == record.c.id)
    .join(disclosure, disclosure.c.id == disclosure_record.c.disclosure_id)
    .where(disclosure.c.organisation_id.not_in(["", record.c.organisation_id]))
    .order_by(case((exists().where(_KEPT_BACK), 0), else_=1), disclosure.c.at, disclosure.c.id)
)
# That it was read about the wrong person stands, whatever it says since.
_MISREAD = exists().where(
    recall.c.record_id == record.c.id,
    recall.c.recipient_id == disclosure.c.organisation_id,
    recall.c.what == Recalled.SEPARATED.value,
)
_OF_RECORD = _LEFT.where(record.c.id == bindparam("record"), ~_MISREAD)
_ON_LINK = _LEFT.where(
    record.c.person_id == bindparam("person"),
    disclosure.c.organisation_id == bindparam("reader"),
    disclosure.c.at >= bindparam("since"),
)
# What the reader keeps back, or shows that it works with her privately, is not the holder's to learn of.
_ITS_HOLDER_MAY_KNOW = _ON_LINK.where(
    ~exists().where(_KEPT_BACK), ~works_privately(record.c.person_id, disclosure.c.organisation_id)
)
_OF_CLASS = _LEFT.where(record.c.id.in_(RECORDS))
_ADD = insert(recall)
_THIS = and_(recall.c.record_id == bindparam("which"), recall.c.recipient_id == bindparam("whose"))
_FORGET = delete(recall).where(_THIS)
_PUT = update(recall).where(_THIS)
_ALL = (
    select(
        recall,
        withheld.c.review_on.label("kept_until"),
        disclosure.c.at.label("looked_at"),
        disclosure.c.person_id.label("seen_id"),
    )
    .join(disclosure, disclosure.c.id == recall.c.disclosure_id)
    .outerjoin(withheld, and_(withheld.c.disclosure_id == recall.c.disclosure_id, withheld.c.released_at.is_(None)))
)
_FIND = _ALL.where(_THIS)
_TOOK_THE_EVENT = exists().where(
    delivery.c.object_id == recall.c.record_id,
    delivery.c.recipient_id == recall.c.recipient_id,
    delivery.c.type == "case.record." + recall.c.what,
    delivery.c.state == DeliveryState.DELIVERED.value,
    delivery.c.happened_at >= recall.c.at,
)
_again = disclosure.alias()
_READ_AGAIN = exists().where(
    disclosure_record.c.record_id == recall.c.record_id,
    disclosure_record.c.disclosure_id == _again.c.id,
    _again.c.organisation_id == recall.c.recipient_id,
    _again.c.at >= recall.c.at,
)
_HEARD = or_(
    recall.c.heard_at.is_not(None), and_(recall.c.what != Recalled.SEPARATED.value, or_(_TOOK_THE_EVENT, _READ_AGAIN))
)
_WAITING = _ALL.where(recall.c.recipient_id == _OWN, ~_HEARD)
OF_LOOKER = _WAITING.where(recall.c.looker == bindparam("account")).order_by(recall.c.at, recall.c.record_id)
_PART = (
    update(share_recipient)
    .where(
        share_recipient.c.organisation_id == bindparam("reader"),
        share_recipient.c.parted_at.is_(None),
        share_recipient.c.share_id.in_(
            select(share.c.id).where(
                share.c.person_id == bindparam("person"),
                share.c.ended == Ended.NOT.value,
                ~share.c.private,
                ~works_privately(share.c.person_id, bindparam("reader")),
            )
        ),
    )
    .values(parted_at=bindparam("parted_when"))
)
# In the columns of a recall, to be read with them. A referral to a private service opens nothing.
_STILL_SHARED = (
    select(
        share.c.id.label("record_id"),
        share.c.from_organisation_id.label("recipient_id"),
        case((share.c.involvement_id == "", share.c.person_id), else_="").label("person_id"),
        share.c.from_organisation_id.label("organisation_id"),
        literal(Recalled.SHARED.value).label("what"),
        func.max(share_recipient.c.parted_at).label("at"),
        literal("").label("heard_by"),
        cast(null(), Instant).label("heard_at"),
        literal("").label("looker"),
        cast(null(), Date).label("kept_until"),
        cast(null(), Instant).label("looked_at"),
        share.c.person_id.label("seen_id"),
    )
    .join(share_recipient, share_recipient.c.share_id == share.c.id)
    .where(share_recipient.c.parted_at.is_not(None), share.c.ended == Ended.NOT.value)
    .where(share.c.from_organisation_id == _OWN)
    .group_by(share.c.id)
)
_KEPT_BY = withheld.c.organisation_id
# What another organisation keeps back, or shows that it works with her privately, is not this one's to learn of.
_RECIPIENTS = (
    select(
        recall.c.recipient_id,
        func.count().label("records"),
        func.sum(case((_HEARD, 1), else_=0)).label("heard"),
        func.max(case((or_(_KEPT_BY.is_not(None), works_privately(recall.c.person_id, _OWN)), 1), else_=0)).label(
            "kept"
        ),
    )
    .select_from(recall)
    .outerjoin(withheld, and_(withheld.c.disclosure_id == recall.c.disclosure_id, withheld.c.released_at.is_(None)))
    .where(
        recall.c.erasure_id == bindparam("erasure"),
        recall.c.organisation_id == _OWN,
        or_(_KEPT_BY.is_(None), _KEPT_BY == _OWN),
        ~works_privately(recall.c.person_id, recall.c.recipient_id),
    )
    .group_by(recall.c.recipient_id)
    .order_by(recall.c.recipient_id)
)


def to_hear(viewer: Viewer) -> Select[Any]:
    """On `organisation`; not about himself. Shares that are open to an agency which took her for somebody else too."""
    received = _WAITING.where(~herself(viewer, recall.c.person_id), ~herself(viewer, disclosure.c.person_id))
    shared, columns = _still_shared(viewer), received.subquery().c
    same: Select[Any] = select(*(columns[str(one.key)] for one in shared.selected_columns))
    told = union_all(same, shared).subquery()
    return select(told).order_by(told.c.at, told.c.record_id)


def _still_shared(viewer: Viewer) -> Select[Any]:
    return _STILL_SHARED.where(~herself(viewer, share.c.person_id))


class SqlRecalls:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def corrected(self, record_id: str, now: datetime) -> None:
        left = (await self._tx.execute(_OF_RECORD, {"record": record_id})).mappings().all()
        await self._add(left, Recalled.CORRECTED, "", now)

    async def erased(
        self, organisation_id: str, person_id: str, retention: Retention, erasure_id: str, now: datetime
    ) -> Sequence[str]:
        which = {"organisation": organisation_id, "person": person_id, "kept": retention.value}
        left = (await self._tx.execute(_OF_CLASS, which)).mappings().all()
        await self._add(left, Recalled.ERASED, erasure_id, now)
        return sorted({row["record_id"] for row in left})

    async def separated(self, person_id: str, reader_id: str, since: datetime, now: datetime) -> None:
        which = {"person": person_id, "reader": reader_id, "since": since}
        left = (await self._tx.execute(_ON_LINK, which)).mappings().all()
        await self._add(left, Recalled.SEPARATED, "", now)
        told = (await self._tx.execute(_ITS_HOLDER_MAY_KNOW, which)).mappings().all()
        to_holders = [{**row, "recipient_id": row["organisation_id"]} for row in told]
        await self._add(to_holders, Recalled.SEPARATED, "", now)

    async def _add(self, left: Sequence[Mapping[Any, Any]], what: Recalled, erasure_id: str, now: datetime) -> None:
        rows = {
            (row["record_id"], row["recipient_id"]): {
                **row,
                "what": what.value,
                "erasure_id": erasure_id,
                "at": now,
                "heard_by": "",
                "heard_at": None,
                "looker": "",
            }
            for row in left
        }
        if rows:
            await self._tx.execute(_FORGET, [{"which": record_id, "whose": to} for record_id, to in rows])
            await self._tx.execute(_ADD, list(rows.values()))

    async def looked(self, looks: Sequence[Disclosure], person_id: str, now: datetime) -> None:
        rows = [
            {
                "record_id": one.id,
                "recipient_id": one.organisation_id,
                "person_id": person_id,
                "organisation_id": one.organisation_id,
                "what": Recalled.LOOKED.value,
                "erasure_id": "",
                "disclosure_id": one.id,
                "at": now,
                "heard_by": "",
                "heard_at": None,
                "looker": one.by,
            }
            for one in looks
        ]
        if rows:
            await self._tx.execute(_ADD, rows)

    async def parted(self, person_id: str, recipient_id: str, now: datetime) -> None:
        await self._tx.execute(_PART, {"person": person_id, "reader": recipient_id, "parted_when": now})

    async def still_shared(self, viewer: Viewer, share_id: str) -> bool:
        this = _still_shared(viewer).where(share.c.id == bindparam("which"))
        which = {"organisation": viewer.organisation_id, "which": share_id}
        return (await self._tx.execute(this, which)).first() is not None

    async def find(self, record_id: str, recipient_id: str) -> Recall | None:
        row = (await self._tx.execute(_FIND, {"which": record_id, "whose": recipient_id})).one_or_none()
        return _recall(row) if row else None

    async def waiting(self, viewer: Viewer, page: Page) -> Sequence[Recall]:
        return await self._page(to_hear(viewer), page, {"organisation": viewer.organisation_id})

    async def of_looker(self, account_id: str, recipient_id: str, page: Page) -> Sequence[Recall]:
        return await self._page(OF_LOOKER, page, {"account": account_id, "organisation": recipient_id})

    async def _page(self, found: Select[Any], page: Page, which: Mapping[str, str]) -> Sequence[Recall]:
        one = found.selected_columns
        rest = found.where(beyond(one["at"], one["record_id"], page.after)).limit(page.limit)
        return [_recall(row) for row in (await self._tx.execute(rest, which)).all()]

    async def put(self, one: Recall) -> None:
        which = {"which": one.record_id, "whose": one.recipient_id}
        await self._tx.execute(_PUT, {**which, "heard_by": one.heard_by, "heard_at": one.heard_at})

    async def recipients(self, organisation_id: str, erasure_id: str) -> Sequence[Recipient]:
        which = {"organisation": organisation_id, "erasure": erasure_id}
        rows = (await self._tx.execute(_RECIPIENTS, which)).all()
        return [Recipient(row.recipient_id, row.records, int(row.heard), not row.kept) for row in rows]


def _recall(row: Row[Any]) -> Recall:
    return Recall(
        record_id=row.record_id,
        recipient_id=row.recipient_id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        what=Recalled(row.what),
        at=row.at,
        kept_until=row.kept_until,
        heard_by=row.heard_by,
        heard_at=row.heard_at,
        looker=row.looker,
        looked_at=row.looked_at if row.looker else None,
        seen_id=row.seen_id,
    )
