"""What was decided about the items of subject access requests, and the copies, over SQLAlchemy Core."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.access.decision import Decision, Exemption, Opinion, Outcome, Profession, Verdict
from services.cases.domain.access.request import AccessRequest
from services.cases.domain.retention.schedule import Retention
from services.cases.ports.keys import Keys
from services.cases.store.person_keys import PersonKeys
from services.cases.store.tables.access import access_copy, access_decision

_one, _part = access_decision.c, access_copy.c
_OF_REQUEST: Any = bindparam("request")
_DECISIONS = select(access_decision).where(_one.request_id == _OF_REQUEST).order_by(_one.kind, _one.item_id)
_DECIDE = insert(access_decision)
_UNDECIDE = delete(access_decision).where(
    _one.request_id == _OF_REQUEST, _one.kind == bindparam("which_kind"), _one.item_id == bindparam("which")
)
_ADD_COPY = insert(access_copy)
_COPY = select(_part.sealed).where(_part.request_id == _OF_REQUEST, _part.part == bindparam("which"))
_REMOVE = delete(access_copy).where(_part.request_id == _OF_REQUEST)


class SqlAccessAnswers:
    def __init__(self, tx: AsyncConnection, keys: Keys, person_keys: PersonKeys) -> None:
        self._tx, self._keys, self._person_keys = tx, keys, person_keys

    async def decisions(self, request: AccessRequest) -> Sequence[Decision]:
        rows = (await self._tx.execute(_DECISIONS, {"request": request.id})).all()
        return [await self._decision(request, row) for row in rows]

    async def decide(self, request: AccessRequest, decisions: Sequence[Decision]) -> None:
        await self.undecide(request, [one.key for one in decisions])
        rows = [
            {
                "request_id": request.id,
                "kind": one.kind,
                "item_id": one.item_id,
                "version": one.version,
                "outcome": one.verdict.outcome.value,
                "exemption": one.verdict.exemption.value,
                "words": await self._sealed(request, one),
                "decided_by": one.decided_by,
                "decided_at": one.decided_at,
                "seconded_by": one.seconded_by,
            }
            for one in decisions
        ]
        await self._tx.execute(_DECIDE, rows)

    async def undecide(self, request: AccessRequest, keys: Sequence[tuple[str, str]]) -> None:
        rows = [{"request": request.id, "which_kind": kind, "which": id_} for kind, id_ in keys]
        await self._tx.execute(_UNDECIDE, rows)

    async def add_copy(self, request: AccessRequest, parts: Sequence[str]) -> None:
        rows = [
            {
                "request_id": request.id,
                "part": number,
                "sealed": await self._keys.seal(await self._key(request), text.encode(), _place(request, number)),
            }
            for number, text in enumerate(parts, 1)
        ]
        await self._tx.execute(_ADD_COPY, rows)

    async def copy(self, request: AccessRequest, part: int) -> str:
        which = {"request": request.id, "which": part}
        sealed = (await self._tx.execute(_COPY, which)).scalar_one_or_none()
        if sealed is None:
            raise NotFound("there is no such part of a copy")
        return (await self._keys.open(await self._key(request), sealed, _place(request, part))).decode()

    async def remove_copy(self, request: AccessRequest) -> None:
        await self._tx.execute(_REMOVE, {"request": request.id})

    async def _key(self, request: AccessRequest) -> str:
        return await self._person_keys.name(request.person_id, request.organisation_id, Retention.DEALINGS)

    async def _sealed(self, request: AccessRequest, one: Decision) -> bytes:
        opinion = one.verdict.opinion
        words = {
            "reason": one.verdict.reason,
            "opinion": opinion
            and {
                "given_by": opinion.given_by,
                "profession": opinion.profession.value,
                "given_on": opinion.given_on.isoformat(),
                "words": opinion.words,
            },
        }
        return await self._keys.seal(
            await self._key(request), orjson.dumps(words), f"{request.id}/{one.item_id}".encode()
        )

    async def _decision(self, request: AccessRequest, row: Row[Any]) -> Decision:
        place = f"{request.id}/{row.item_id}".encode()
        words: dict[str, Any] = orjson.loads(await self._keys.open(await self._key(request), row.words, place))
        opinion = None
        if said := words["opinion"]:
            on = date.fromisoformat(said["given_on"])
            opinion = Opinion(said["given_by"], Profession(said["profession"]), on, said["words"])
        verdict = Verdict(Outcome(row.outcome), Exemption(row.exemption), words["reason"], opinion)
        return Decision(row.kind, row.item_id, row.version, verdict, row.decided_by, row.decided_at, row.seconded_by)


def _place(request: AccessRequest, part: int) -> bytes:
    return f"{request.id}/copy/{part}".encode()
