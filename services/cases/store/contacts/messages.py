"""Messages to people over SQLAlchemy Core."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.contacts.message import Message, MessageKind, MessageState
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.store.gate.parts import herself
from services.cases.store.paging import beyond
from services.cases.store.tables.contacts import message

_ADD = insert(message)
_GET = select(message).where(message.c.id == bindparam("which"))
_PUT = update(message).where(message.c.id == bindparam("which"))
_DUE = (
    select(message)
    .where(message.c.state == MessageState.WAITING.value, message.c.due_at <= bindparam("now"))
    .order_by(message.c.due_at, message.c.id)
    .limit(bindparam("most"))
)
_BY_HAND = (
    select(message)
    .where(
        message.c.organisation_id == bindparam("organisation"),
        message.c.state == MessageState.BY_HAND.value,
        or_(message.c.useful_until.is_(None), message.c.useful_until > bindparam("now")),
    )
    .order_by(message.c.made_at, message.c.id)
)
_CALL_OFF = (
    update(message)
    .where(
        message.c.about_id == bindparam("about"),
        message.c.kind == MessageKind.REMINDER.value,
        message.c.state.in_((MessageState.WAITING.value, MessageState.BY_HAND.value)),
    )
    .values(state=MessageState.OVER.value)
)


def to_give(viewer: Viewer) -> Select[Any]:
    """By hand, on `organisation` and `now`; not to himself."""
    return _BY_HAND.where(~herself(viewer, message.c.person_id))


class SqlMessages:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, one: Message) -> None:
        await self._tx.execute(_ADD, asdict(one) | {"kind": one.kind.value, "state": one.state.value})

    async def get(self, message_id: str) -> Message:
        row = (await self._tx.execute(_GET, {"which": message_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such message")
        return _message(row)

    async def put(self, one: Message) -> None:
        changed = {"state": one.state.value, "due_at": one.due_at, "tries": one.tries, "how": one.how}
        await self._tx.execute(_PUT, {"which": one.id, **changed})

    async def due(self, now: datetime, limit: int) -> Sequence[Message]:
        return [_message(row) for row in await self._tx.execute(_DUE, {"now": now, "most": limit})]

    async def by_hand(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[Message]:
        rest = beyond(message.c.made_at, message.c.id, page.after)
        found = to_give(viewer).where(rest).limit(page.limit)
        which = {"organisation": viewer.organisation_id, "now": now}
        return [_message(row) for row in await self._tx.execute(found, which)]

    async def call_off(self, about_id: str) -> None:
        await self._tx.execute(_CALL_OFF, {"about": about_id})


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        kind=MessageKind(row.kind),
        about_id=row.about_id,
        state=MessageState(row.state),
        made_at=row.made_at,
        due_at=row.due_at,
        useful_until=row.useful_until,
        tries=row.tries,
        how=row.how,
    )
