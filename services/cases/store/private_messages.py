"""Private messages over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, exists, func, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.days import day
from services.cases.domain.private_messages.private_message import WAITS, PrivateAnswer, PrivateMessage
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.store.gate.private_messages import private_messages_visible
from services.cases.store.networks.involvements import CURRENT
from services.cases.store.paging import after, beyond
from services.cases.store.person_keys import PersonKeys
from services.cases.store.retention.purge import PRIVATE_MESSAGES
from services.cases.store.tables.people import involvement, knowledge
from services.cases.store.tables.private_messages import private_answer, private_message

_BROKERS = (
    select(func.aggregate_strings(involvement.c.organisation_id, " "))
    .where(involvement.c.person_id == private_message.c.person_id, involvement.c.shielded, CURRENT)
    .correlate(private_message)
    .scalar_subquery()
)
_ALL = select(private_message, _BROKERS.label("brokers"))
_GET = _ALL.where(private_message.c.id == bindparam("which"))
# Whoever left one is told nothing that rests on who works with her: it is not even read.
_LEFT = (
    select(private_message, literal("").label("brokers"))
    .where(
        private_message.c.person_id == bindparam("person"),
        private_message.c.organisation_id == bindparam("organisation"),
        private_message.c.left_by == bindparam("account"),
    )
    .order_by(private_message.c.left_at.desc(), private_message.c.id.desc())
)
_HANDLED = exists().where(
    private_answer.c.message_id == private_message.c.id, private_answer.c.organisation_id == bindparam("organisation")
)
# Whom nobody has an entry of any more that the organisation may be told by is nobody, as on the person's page.
_KNOWN = exists().where(
    knowledge.c.person_id == private_message.c.person_id,
    or_(~knowledge.c.shielded, knowledge.c.organisation_id == bindparam("organisation")),
)
# Of people with whom the organisation works privately; the gate says so again, and who may look.
_WAITING = _ALL.where(
    private_message.c.left_at > bindparam("since"),
    private_message.c.person_id.in_(
        select(involvement.c.person_id).where(
            involvement.c.organisation_id == bindparam("organisation"), involvement.c.shielded, CURRENT
        )
    ),
    ~_HANDLED,
    _KNOWN,
).order_by(private_message.c.left_at, private_message.c.id)
_DEALT_WITH = select(
    exists().where(
        private_answer.c.message_id == bindparam("which"), private_answer.c.organisation_id == bindparam("organisation")
    )
)
_ANSWERS = (
    select(private_answer)
    .where(private_answer.c.message_id.in_(bindparam("ids", expanding=True)), private_answer.c.words.is_not(None))
    .order_by(private_answer.c.at, private_answer.c.organisation_id)
)
_COUNTS = select(
    func.coalesce(func.sum(case((private_message.c.person_id == bindparam("person"), 1), else_=0)), 0),
    func.count(),
).where(private_message.c.left_by == bindparam("account"), private_message.c.left_at > bindparam("since"))
_ADD, _ANSWER = insert(private_message), insert(private_answer)


def to_handle(viewer: Viewer, now: datetime) -> Select[Any]:
    """On `organisation`, `today` and `since`."""
    return _WAITING.where(private_messages_visible(viewer, now))


class SqlPrivateMessages:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def add(self, one: PrivateMessage) -> None:
        row = {
            "id": one.id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "left_by": one.left_by,
            "words": await self._keys.seal(*_whose(one), f"{one.id}/words", {"words": one.words}),
            "left_at": one.left_at,
        }
        await self._tx.execute(_ADD, row)

    async def answer(self, one: PrivateAnswer) -> None:
        row: dict[str, Any] = {
            "message_id": one.message_id,
            "organisation_id": one.organisation_id,
            "person_id": one.person_id,
            "words": None,
            "at": one.at,
            "by": one.by,
        }
        if one.words:
            words = {"words": one.words, "signed": one.signed}
            row["words"] = await self._keys.seal(*_whose(one), f"{one.message_id}/answer", words)
        await self._tx.execute(_ANSWER, row)

    async def dealt_with(self, message_id: str, organisation_id: str) -> bool:
        which = {"which": message_id, "organisation": organisation_id}
        return bool((await self._tx.execute(_DEALT_WITH, which)).scalar_one())

    async def get(self, message_id: str, now: datetime) -> PrivateMessage:
        found = await self._these(_GET, {"which": message_id, "today": day(now)})
        if not found:
            raise NotFound("there is nothing here that you may see")
        return found[0]

    async def forget(self, person_id: str, organisation_id: str) -> None:
        for statement in PRIVATE_MESSAGES:
            await self._tx.execute(statement, {"person": person_id, "organisation": organisation_id})

    async def counts(self, left_by: str, person_id: str, since: datetime) -> tuple[int, int]:
        which = {"account": left_by, "person": person_id, "since": since}
        about_her, in_all = (await self._tx.execute(_COUNTS, which)).one()
        return int(about_her), int(in_all)

    async def left_by(self, viewer: Viewer, person_id: str, now: datetime, page: Page) -> Sequence[PrivateMessage]:
        rest = after(private_message.c.left_at, private_message.c.id, page.after)
        listed = _LEFT.where(private_messages_visible(viewer, now), rest).limit(page.limit)
        which: dict[str, Any] = {"organisation": viewer.organisation_id, "account": viewer.subject}
        which |= {"person": person_id, "today": day(now)}
        found = await self._these(listed, which)
        ids = [one.id for one in found]
        answers = defaultdict[str, list[PrivateAnswer]](list)
        for row in (await self._tx.execute(_ANSWERS, {"ids": ids})).all() if ids else ():
            answers[row.message_id].append(await self._answer(row))
        return [replace(one, answers=tuple(answers[one.id])) for one in found]

    async def waiting(self, viewer: Viewer, now: datetime, page: Page) -> Sequence[PrivateMessage]:
        rest = beyond(private_message.c.left_at, private_message.c.id, page.after)
        listed = to_handle(viewer, now).where(rest).limit(page.limit)
        which = {"organisation": viewer.organisation_id, "today": day(now), "since": now - WAITS}
        return await self._these(listed, which)

    async def _these(self, statement: Select[Any], which: dict[str, Any]) -> list[PrivateMessage]:
        return [await self._message(row) for row in (await self._tx.execute(statement, which)).all()]

    async def _message(self, row: Row[Any]) -> PrivateMessage:
        return PrivateMessage(
            id=row.id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            left_by=row.left_by,
            words=(await self._keys.opened(*_whose(row), f"{row.id}/words", row.words))["words"],
            left_at=row.left_at,
            brokers=frozenset((row.brokers or "").split()),
        )

    async def _answer(self, row: Row[Any]) -> PrivateAnswer:
        told = await self._keys.opened(*_whose(row), f"{row.message_id}/answer", row.words)
        return PrivateAnswer(
            row.message_id, row.person_id, row.organisation_id, told["words"], told["signed"], row.at, row.by
        )


def _whose(one: PrivateMessage | PrivateAnswer | Row[Any]) -> tuple[str, str, Retention]:
    return one.person_id, one.organisation_id, Retention.DEALINGS
