"""Subject access requests over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.access.clock import Move, Step
from services.cases.domain.access.request import COPY_DAYS, FURTHER_AFTER, AccessRequest, Way
from services.cases.domain.days import end_of
from services.cases.domain.escalation import Escalation
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.due import Due
from services.cases.store.gate.parts import herself
from services.cases.store.paging import beyond, ranked_beyond
from services.cases.store.person_keys import PersonKeys
from services.cases.store.spelt import classes_in
from services.cases.store.tables.access import access_move, access_request

_one = access_request.c
_ADD, _ADD_MOVE = insert(access_request), insert(access_move)
_PUT = update(access_request).where(_one.id == bindparam("which"))
_GET = select(access_request).where(_one.id == bindparam("which"))
_OF = (
    select(access_request)
    .where(_one.person_id == bindparam("person"))
    .order_by(_one.asked_on.desc(), _one.made_at.desc(), _one.id.desc())
)
# While its clock stands still it is due on no day.
_DUE = func.coalesce(_one.due_on, date.max)
_WAITING = (
    select(access_request)
    .where(_one.organisation_id == bindparam("organisation"), _one.released_at.is_(None))
    .order_by(_one.escalated.desc(), _DUE, _one.id)
)
_TO_HAND_OVER = (
    select(access_request)
    .where(
        _one.organisation_id == bindparam("organisation"),
        _one.way != Way.ONLINE.value,
    )
    .order_by(_one.released_at, _one.id)
)
_OVERDUE = (
    select(_one.person_id, _one.id)
    .where(
        or_(
            and_(_one.escalated < Escalation.GUARDIAN, _one.due_on < bindparam("guardian")),
            and_(_one.escalated < Escalation.DPO, _one.due_on < bindparam("dpo")),
        )
    )
    .order_by(_one.due_on, _one.id)
    .limit(bindparam("most"))
)
_COPIES_OVER = (
    select(_one.person_id, _one.id)
    .where(_one.parts > 0, _one.released_at < bindparam("before"))
    .order_by(_one.released_at, _one.id)
    .limit(bindparam("most"))
)
_MOVES = (
    select(access_move)
    .where(access_move.c.request_id.in_(bindparam("ids", expanding=True)))
    .order_by(access_move.c.request_id, access_move.c.number)
)
_MADE = select(func.count()).select_from(access_move).where(access_move.c.request_id == bindparam("which"))


def to_answer(viewer: Viewer) -> Select[Any]:
    """On `organisation`; not about himself."""
    return _WAITING.where(~herself(viewer, _one.person_id))


class SqlAccessRequests:
    def __init__(self, tx: AsyncConnection, person_keys: PersonKeys) -> None:
        self._tx, self._keys = tx, person_keys

    async def add(self, one: AccessRequest) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "way": one.way.value,
            "wanted": await self._keys.seal(*_kept(one), f"{one.id}/wanted", {"words": one.wanted}),
            "asked_on": one.asked_on,
            "made_by": one.made_by,
            "made_at": one.made_at,
            "mandate_id": one.mandate_id,
            **_changing(one),
        }
        await self._tx.execute(_ADD, row)

    async def put(self, one: AccessRequest) -> None:
        await self._tx.execute(_PUT, {"which": one.id, **_changing(one)})
        made = int((await self._tx.execute(_MADE, {"which": one.id})).scalar_one())
        for number, move in enumerate(one.moves[made:], made + 1):
            row = {
                "request_id": one.id,
                "number": number,
                "step": move.step.value,
                "on": move.on,
                "recorded_at": move.recorded_at,
                "by": move.by,
                "words": await self._keys.seal(*_kept(one), f"{one.id}/{number}", {"words": move.words}),
            }
            await self._tx.execute(_ADD_MOVE, row)

    async def get(self, request_id: str) -> AccessRequest:
        found = await self._these(_GET, {"which": request_id})
        if not found:
            raise NotFound("there is no such request")
        return found[0]

    async def of(self, person_id: str) -> Sequence[AccessRequest]:
        return await self._these(_OF, {"person": person_id})

    async def waiting(self, viewer: Viewer, page: Page, request_id: str) -> Sequence[AccessRequest]:
        which = _one.id == request_id if request_id else true()
        rest = ranked_beyond(_one.escalated, _DUE, _one.id, page.after)
        return await self._page(to_answer(viewer).where(which, rest), viewer, page)

    async def to_hand_over(self, viewer: Viewer, today: date, page: Page) -> Sequence[AccessRequest]:
        here = _one.released_at >= _first_released(today)
        rest = beyond(_one.released_at, _one.id, page.after)
        of_others = ~herself(viewer, _one.person_id)
        return await self._page(_TO_HAND_OVER.where(of_others, here, rest), viewer, page)

    async def _page(self, found: Select[Any], viewer: Viewer, page: Page) -> Sequence[AccessRequest]:
        return await self._these(found.limit(page.limit), {"organisation": viewer.organisation_id})

    async def overdue(self, today: date, limit: int) -> Sequence[Due]:
        which = {"guardian": today, "dpo": today - FURTHER_AFTER, "most": limit}
        return [Due(*row) for row in await self._tx.execute(_OVERDUE, which)]

    async def copies_over(self, today: date, limit: int) -> Sequence[Due]:
        which = {"before": _first_released(today), "most": limit}
        return [Due(*row) for row in await self._tx.execute(_COPIES_OVER, which)]

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[AccessRequest]:
        rows = (await self._tx.execute(statement, which)).all()
        moves = defaultdict[str, list[Row[Any]]](list)
        if rows:
            for row in await self._tx.execute(_MOVES, {"ids": [row.id for row in rows]}):
                moves[row.request_id].append(row)
        return [await self._request(row, moves[row.id]) for row in rows]

    async def _request(self, row: Row[Any], moves: Sequence[Row[Any]]) -> AccessRequest:
        kept = _kept(row)
        return AccessRequest(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            way=Way(row.way),
            wanted=(await self._keys.opened(*kept, f"{row.id}/wanted", row.wanted))["words"],
            asked_on=row.asked_on,
            made_by=row.made_by,
            made_at=row.made_at,
            mandate_id=row.mandate_id,
            reach=classes_in(row.reach),
            moves=tuple([await self._move(each, kept) for each in moves]),
            officer_id=row.officer_id,
            released_at=row.released_at,
            parts=row.parts,
            escalated=Escalation(row.escalated),
        )

    async def _move(self, row: Row[Any], kept: tuple[str, str, Retention]) -> Move:
        words = (await self._keys.opened(*kept, f"{row.request_id}/{row.number}", row.words))["words"]
        return Move(Step(row.step), row.on, row.recorded_at, row.by, words)


def _first_released(today: date) -> datetime:
    """Of the copies that can be fetched today."""
    return end_of(today - COPY_DAYS - timedelta(days=1))


def _kept(one: AccessRequest | Row[Any]) -> tuple[str, str, Retention]:
    return one.person_id, one.organisation_id, Retention.DEALINGS


def _changing(one: AccessRequest) -> dict[str, object]:
    return {
        "reach": " ".join(sorted(one.reach)),
        "officer_id": one.officer_id,
        "due_on": one.due_on,
        "released_at": one.released_at,
        "parts": one.parts,
        "escalated": one.escalated.value,
    }
