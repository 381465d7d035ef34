"""Referrals over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, insert, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.days import day
from services.cases.domain.escalation import Escalation
from services.cases.domain.referrals.referral import FURTHER_AFTER, Referral, ReferralState
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.share import Ended
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.store.gate.conditions import shares_visible
from services.cases.store.paging import after
from services.cases.store.person_keys import PersonKeys
from services.cases.store.tables.referrals import referral
from services.cases.store.tables.sharing import share

_ADD = insert(referral)
_PUT = update(referral).where(referral.c.id == bindparam("which"))
_GET = select(referral).where(referral.c.id == bindparam("which"))
_TOLD = select(referral).join(share, share.c.id == referral.c.share_id)
_NEWEST = _TOLD.order_by(referral.c.requested_at.desc(), referral.c.id.desc())
_SENT_TO_US = referral.c.to_organisation_id == bindparam("organisation")
_MADE_BY_US = referral.c.from_organisation_id == bindparam("organisation")
_WAITS = and_(
    _SENT_TO_US,
    referral.c.state == ReferralState.REQUESTED.value,
    share.c.ended == Ended.NOT.value,
    share.c.until >= bindparam("today"),
)
_OVERDUE = (
    _TOLD.with_only_columns(referral.c.person_id, referral.c.id)
    .where(
        referral.c.state == ReferralState.REQUESTED.value,
        ~referral.c.private,
        share.c.ended == Ended.NOT.value,
        or_(
            and_(referral.c.escalated < Escalation.GUARDIAN, referral.c.due_on < bindparam("guardian")),
            and_(referral.c.escalated < Escalation.DPO, referral.c.due_on < bindparam("dpo")),
        ),
    )
    .order_by(referral.c.due_on, referral.c.id)
    .limit(bindparam("most"))
)


def to_answer(viewer: Viewer) -> Select[Any]:
    """On `organisation` and `today`; the newest first."""
    return _NEWEST.where(_WAITS, shares_visible(viewer))


class SqlReferrals:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: Referral) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "from_organisation_id": one.from_organisation_id,
            "to_organisation_id": one.to_organisation_id,
            "share_id": one.share_id,
            "private": one.private,
            "requested_at": one.requested_at,
            "requested_by": one.requested_by,
            "due_on": one.due_on,
            **await self._changing(one),
        }
        await self._tx.execute(_ADD, row)

    async def put(self, one: Referral) -> None:
        await self._tx.execute(_PUT, {"which": one.id, **await self._changing(one)})

    async def get(self, referral_id: str) -> Referral:
        found = await self._these(_GET, {"which": referral_id})
        if not found:
            raise NotFound("there is nothing here that you may see")
        return found[0]

    async def told(self, viewer: Viewer, referral_id: str) -> Referral:
        found = await self._these(
            _TOLD.where(referral.c.id == bindparam("which"), shares_visible(viewer)), {"which": referral_id}
        )
        if not found:
            raise NotFound("there is nothing here that you may see")
        return found[0]

    async def shown(self, viewer: Viewer, today: date, page: Page, *, waiting: bool) -> Sequence[Referral]:
        rest = after(referral.c.requested_at, referral.c.id, page.after)
        sides = [_NEWEST.where(side, shares_visible(viewer)) for side in (_SENT_TO_US, and_(_MADE_BY_US, ~_SENT_TO_US))]
        # Each branch reads one index in order, and stops when it has enough.
        branches = [
            select(side.where(rest).limit(page.limit).subquery())
            for side in ([to_answer(viewer)] if waiting else sides)
        ]
        found = union_all(*branches).subquery()
        newest = select(found).order_by(found.c.requested_at.desc(), found.c.id.desc()).limit(page.limit)
        return await self._these(newest, {"organisation": viewer.organisation_id, "today": today})

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        which = {"guardian": day(now), "dpo": day(now - FURTHER_AFTER), "most": limit}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def _changing(self, one: Referral) -> dict[str, Any]:
        whose = one.person_id, one.from_organisation_id, Retention.DEALINGS
        words = {"asks": one.asks, "said": one.said}
        return {
            "words": await self._keys.seal(*whose, f"{one.id}/words", words),
            "state": one.state.value,
            "moved_at": one.moved_at,
            "moved_by": one.moved_by,
            "involvement_id": one.involvement_id,
            "escalated": one.escalated.value,
        }

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[Referral]:
        return [await self._referral(row) for row in (await self._tx.execute(statement, which)).all()]

    async def _referral(self, row: Row[Any]) -> Referral:
        whose = row.person_id, row.from_organisation_id, Retention.DEALINGS
        words = await self._keys.opened(*whose, f"{row.id}/words", row.words)
        return Referral(
            id=row.id,
            person_id=row.person_id,
            from_organisation_id=row.from_organisation_id,
            to_organisation_id=row.to_organisation_id,
            share_id=row.share_id,
            private=row.private,
            asks=words["asks"],
            requested_at=row.requested_at,
            requested_by=row.requested_by,
            due_on=row.due_on,
            state=ReferralState(row.state),
            said=words["said"],
            moved_at=row.moved_at,
            moved_by=row.moved_by,
            involvement_id=row.involvement_id,
            escalated=Escalation(row.escalated),
        )
