"""Looks that somebody reviews, over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.audit.disclosed import Disclosure
from services.cases.domain.escalation import Escalation
from services.cases.domain.looks.review import REVIEW_WITHIN, Judgement, LookReview, LookToReview, Why
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.ports.keys import Keys, log_key
from services.cases.store.audit.against_him import against_him
from services.cases.store.audit.disclosures import WITH_PAYLOAD, disclosure_in
from services.cases.store.gate.parts import herself
from services.cases.store.paging import ranked_beyond
from services.cases.store.tables.disclosures import disclosure
from services.cases.store.tables.looks import look_review, sifted
from services.cases.store.tables.metadata import log
from services.cases.store.words import opened, seal

_leaf = log.leaf
_SIFTED = select(sifted.c.entries).with_for_update()
_NEXT = (
    select(_leaf.c.index.label("placed"), _leaf.c.id)
    .where(_leaf.c.index >= bindparam("entries"))
    .order_by(_leaf.c.index)
    .limit(bindparam("most"))
)
_ON = update(sifted).values(entries=bindparam("to"))
_LOOKS = WITH_PAYLOAD.where(disclosure.c.id.in_(bindparam("ids", expanding=True)))

_ADD = insert(look_review)
_GET = select(look_review).where(look_review.c.id == bindparam("which"))
_LOCKED = _GET.with_for_update()
_WAITING = (
    select(look_review)
    .where(
        look_review.c.organisation_id == bindparam("organisation"),
        look_review.c.judgement == "",
        look_review.c.by != bindparam("account"),
    )
    .order_by(look_review.c.escalated.desc(), look_review.c.flagged_at, look_review.c.id)
)
_OF_ACCOUNTS = select(look_review).where(
    look_review.c.by.in_(bindparam("accounts", expanding=True)), look_review.c.judgement == ""
)
_OVERDUE = (
    select(look_review.c.person_id, look_review.c.id)
    .where(
        look_review.c.judgement == "",
        look_review.c.escalated < Escalation.DPO,
        look_review.c.flagged_at <= bindparam("flagged"),
    )
    .order_by(look_review.c.flagged_at, look_review.c.id)
    .limit(bindparam("most"))
)
_PUT = update(look_review).where(look_review.c.id == bindparam("which"))


def to_judge(viewer: Viewer) -> Select[Any]:
    """On `organisation` and `account`; neither his own nor at himself, nor at an allegation about him."""
    one = look_review.c
    return _WAITING.where(~herself(viewer, one.person_id), ~against_him(viewer, one.disclosure_id, one.person_id))


class SqlLookReviews:
    def __init__(self, tx: AsyncConnection, keys: Keys) -> None:
        self._tx, self._keys = tx, keys

    async def unsifted(self, limit: int) -> tuple[Sequence[Disclosure], int]:
        rows = await self._next(limit)
        if not rows:
            return [], 0
        looks = await self._looks([row.id for row in rows])
        return [looks[row.id] for row in rows if row.id in looks], len(rows)

    async def pass_over(self) -> tuple[int, str]:
        [row] = await self._next(1)
        return row.placed, row.id

    async def _next(self, limit: int) -> Sequence[Any]:
        entries = (await self._tx.execute(_SIFTED)).scalar_one()
        rows = (await self._tx.execute(_NEXT, {"entries": entries, "most": limit})).all()
        if rows:
            await self._tx.execute(_ON, {"to": rows[-1].placed + 1})
        return rows

    async def add(self, reviews: Sequence[LookReview]) -> None:
        if reviews:
            await self._tx.execute(_ADD, [{"id": one.id, **await self._columns(one)} for one in reviews])

    async def get(self, review_id: str) -> LookReview:
        return await self._one(_GET, review_id)

    async def locked(self, review_id: str) -> LookReview:
        return await self._one(_LOCKED, review_id)

    async def put(self, review: LookReview) -> None:
        await self._tx.execute(_PUT, {"which": review.id, **await self._columns(review)})

    async def waiting(self, viewer: Viewer, page: Page) -> Sequence[LookToReview]:
        rest = ranked_beyond(look_review.c.escalated, look_review.c.flagged_at, look_review.c.id, page.after)
        found = to_judge(viewer).where(rest).limit(page.limit)
        which: dict[str, object] = {"organisation": viewer.organisation_id, "account": viewer.subject}
        reviews = await self._these(found, which)
        looks = await self._looks([one.disclosure_id for one in reviews])
        return [LookToReview(one, looks[one.disclosure_id]) for one in reviews]

    async def of_accounts(self, account_ids: Collection[str]) -> Sequence[LookReview]:
        return await self._these(_OF_ACCOUNTS, {"accounts": sorted(account_ids)})

    async def overdue(self, now: datetime, limit: int) -> Sequence[Due]:
        which = {"flagged": now - REVIEW_WITHIN, "most": limit}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def _looks(self, ids: Sequence[str]) -> dict[str, Disclosure]:
        rows = (await self._tx.execute(_LOOKS, {"ids": list(ids)})).all()
        await self._keys.fetch(*(log_key(row.person_id, row.holder_id) for row in rows))
        return {row.id: await disclosure_in(self._keys, row) for row in rows}

    async def _one(self, statement: Select[Any], review_id: str) -> LookReview:
        found = await self._these(statement, {"which": review_id})
        if not found:
            raise NotFound("there is no such look to review")
        return found[0]

    async def _these(self, statement: Select[Any], which: dict[str, object]) -> list[LookReview]:
        rows = (await self._tx.execute(statement, which)).all()
        await self._keys.fetch(*(log_key(row.person_id, row.organisation_id) for row in rows))
        return [await self._review(row) for row in rows]

    async def _review(self, row: Row[Any]) -> LookReview:
        key = log_key(row.person_id, row.organisation_id)
        words = await opened(self._keys, key, f"{row.id}/words", row.words)
        return LookReview(
            id=row.id,
            disclosure_id=row.disclosure_id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            by=row.by,
            why=Why(row.why),
            flagged_at=row.flagged_at,
            judgement=Judgement(row.judgement) if row.judgement else None,
            judged_by=row.judged_by,
            reason=words["reason"],
            escalated=Escalation(row.escalated),
        )

    async def _columns(self, one: LookReview) -> dict[str, object]:
        key = log_key(one.person_id, one.organisation_id)
        return {
            "disclosure_id": one.disclosure_id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "by": one.by,
            "why": one.why.value,
            "flagged_at": one.flagged_at,
            "judgement": one.judgement.value if one.judgement else "",
            "judged_by": one.judged_by,
            "words": await seal(self._keys, key, f"{one.id}/words", {"reason": one.reason}),
            "escalated": one.escalated.value,
        }
