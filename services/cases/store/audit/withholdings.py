"""What is kept back from residents, over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.audit.withheld import FURTHER_AFTER, Ground, ToReview, Withheld, Withholding
from services.cases.domain.days import day
from services.cases.domain.escalation import Escalation
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.ports.keys import Keys, log_key
from services.cases.store.audit.against_him import against_him
from services.cases.store.audit.disclosures import WITH_PAYLOAD, disclosure_in
from services.cases.store.gate.enquiries import enquiries_visible
from services.cases.store.gate.parts import exists, herself
from services.cases.store.paging import ranked_beyond
from services.cases.store.tables.disclosures import disclosure, withheld
from services.cases.store.tables.hubs import enquiry
from services.cases.store.tables.sharing import share
from services.cases.store.words import opened, seal

_UNTOLD_BY = (
    select(share.c.created_by)
    .join(disclosure, disclosure.c.share_id == share.c.id)
    .where(disclosure.c.id == withheld.c.disclosure_id)
    .correlate(withheld)
    .scalar_subquery()
)
# What happened inside a hub is its host's to look over, and nobody else's to learn of.
_IN_ENQUIRY = (
    select(disclosure.c.enquiry_id)
    .where(disclosure.c.id == withheld.c.disclosure_id)
    .correlate(withheld)
    .scalar_subquery()
)
_HOST = (
    select(enquiry.c.host_id)
    .join(disclosure, disclosure.c.enquiry_id == enquiry.c.id)
    .where(disclosure.c.id == withheld.c.disclosure_id)
    .correlate(withheld)
    .scalar_subquery()
)
_REVIEWER = func.coalesce(_HOST, withheld.c.organisation_id)
_KEPT_BACK = select(
    withheld, _UNTOLD_BY.label("untold_by"), _REVIEWER.label("reviewer_id"), _IN_ENQUIRY.label("enquiry_id")
)
_LOCKED = _KEPT_BACK.where(withheld.c.disclosure_id == bindparam("which")).with_for_update()
_PUT = (
    update(withheld)
    .where(withheld.c.disclosure_id == bindparam("which"))
    .values(
        review_on=bindparam("again"),
        kept_because=bindparam("because"),
        escalated=bindparam("taken"),
        released_at=bindparam("at"),
        released_by=bindparam("who"),
    )
)
_LOOKS = WITH_PAYLOAD.where(disclosure.c.id.in_(bindparam("ids", expanding=True)))
_TO_REVIEW = _KEPT_BACK.where(
    bindparam("organisation") == _REVIEWER,
    withheld.c.released_at.is_(None),
    withheld.c.review_on <= bindparam("today"),
    withheld.c.by != bindparam("account"),
    func.coalesce(_UNTOLD_BY, "") != bindparam("account"),
).order_by(withheld.c.escalated.desc(), withheld.c.review_on, withheld.c.disclosure_id)
_OVERDUE = (
    select(withheld.c.person_id, withheld.c.disclosure_id)
    .where(
        withheld.c.released_at.is_(None),
        or_(
            and_(withheld.c.escalated < Escalation.GUARDIAN, withheld.c.review_on < bindparam("guardian")),
            and_(withheld.c.escalated < Escalation.DPO, withheld.c.review_on < bindparam("dpo")),
        ),
    )
    .order_by(withheld.c.review_on, withheld.c.disclosure_id)
    .limit(bindparam("most"))
)


def to_review(viewer: Viewer, now: datetime) -> Select[Any]:
    """On `organisation`, `account` and `today`; what happened inside a hub only where that is open to him for audit."""
    opened_to_him = exists(enquiry, enquiry.c.id == _IN_ENQUIRY, enquiries_visible(viewer, Purpose.AUDIT, now))
    his = or_(
        herself(viewer, withheld.c.person_id), against_him(viewer, withheld.c.disclosure_id, withheld.c.person_id)
    )
    return _TO_REVIEW.where(~his, or_(_IN_ENQUIRY == "", opened_to_him))


class SqlWithholdings:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def locked(self, disclosure_id: str) -> Withheld:
        row = (await self._tx.execute(_LOCKED, {"which": disclosure_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such withheld disclosure")
        return await self._withheld(row)

    async def put(self, one: Withheld) -> None:
        because = None
        if one.kept_because:
            key, words = log_key(one.person_id, one.organisation_id), {"reason": one.kept_because}
            because = await seal(self._keys, key, f"{one.disclosure_id}/kept", words)
        row = {
            "which": one.disclosure_id,
            "again": one.withholding.review_on,
            "because": because,
            "taken": one.escalated.value,
            "at": one.released_at,
            "who": one.released_by,
        }
        await self._tx.execute(_PUT, row)

    async def to_review(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[ToReview]:
        rest = ranked_beyond(withheld.c.escalated, withheld.c.review_on, withheld.c.disclosure_id, page.after)
        found = to_review(viewer, now).where(rest).limit(page.limit)
        which = {"organisation": viewer.organisation_id, "account": viewer.subject, "today": day(now)}
        waiting = [await self._withheld(row) for row in (await self._tx.execute(found, which)).all()]
        if not waiting:
            return []
        rows = (await self._tx.execute(_LOOKS, {"ids": [one.disclosure_id for one in waiting]})).all()
        looks = {row.id: await disclosure_in(self._keys, row) for row in rows}
        return [ToReview(one, looks[one.disclosure_id]) for one in waiting]

    async def overdue(self, today: date, limit: int) -> Sequence[Due]:
        which = {"guardian": today, "dpo": today - FURTHER_AFTER, "most": limit}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def _withheld(self, row: Row[Any]) -> Withheld:
        key, kept = log_key(row.person_id, row.organisation_id), ""
        if row.kept_because is not None:
            kept = (await opened(self._keys, key, f"{row.disclosure_id}/kept", row.kept_because))["reason"]
        words = await opened(self._keys, key, f"{row.disclosure_id}/reason", row.reason)
        return Withheld(
            disclosure_id=row.disclosure_id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            by=row.by,
            withholding=Withholding(Ground(row.ground), words["reason"], row.review_on),
            reviewer_id=row.reviewer_id,
            enquiry_id=row.enquiry_id,
            untold_by=row.untold_by or "",
            kept_because=kept,
            escalated=Escalation(row.escalated),
            released_at=row.released_at,
            released_by=row.released_by,
        )
