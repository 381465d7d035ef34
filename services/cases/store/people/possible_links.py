"""Possible links over SQLAlchemy Core."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.people.possible_link import Decided, PossibleLink
from services.cases.ports.casework import Page
from services.cases.store.paging import after, beyond
from services.cases.store.tables.people import knowledge, possible_link

_ALL = select(possible_link, knowledge.c.local_id, knowledge.c.person_id.label("entry_person_id")).join(
    knowledge, knowledge.c.id == possible_link.c.knowledge_id
)
_GET = _ALL.where(possible_link.c.id == bindparam("id"), possible_link.c.organisation_id == bindparam("organisation"))
_OF_OTHERS = _ALL.where(
    possible_link.c.organisation_id == bindparam("organisation"),
    possible_link.c.person_id != bindparam("himself"),
    knowledge.c.person_id != bindparam("himself"),
)
WAITING = _OF_OTHERS.where(possible_link.c.decided == "").order_by(possible_link.c.found_at, possible_link.c.id)
_LINKED = _OF_OTHERS.where(possible_link.c.decided == "linked").order_by(
    possible_link.c.decided_at.desc(), possible_link.c.id.desc()
)
_OF = _ALL.where(possible_link.c.knowledge_id == bindparam("knowledge")).order_by(possible_link.c.id)
_REFUSED = select(possible_link.c.knowledge_id, possible_link.c.person_id).where(
    possible_link.c.knowledge_id.in_(bindparam("entries", expanding=True)), possible_link.c.decided == "refused"
)
_ADD = insert(possible_link)
_PUT = update(possible_link).where(possible_link.c.id == bindparam("which"))


class SqlPossibleLinks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, link_id: str, organisation_id: str) -> PossibleLink:
        row = (await self._tx.execute(_GET, {"id": link_id, "organisation": organisation_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such possible link of yours")
        return _link(row)

    async def waiting(self, organisation_id: str, himself: str, page: Page) -> Sequence[PossibleLink]:
        rest = beyond(possible_link.c.found_at, possible_link.c.id, page.after)
        return await self._page(WAITING.where(rest), organisation_id, himself, page)

    async def linked(self, organisation_id: str, himself: str, page: Page) -> Sequence[PossibleLink]:
        rest = after(possible_link.c.decided_at, possible_link.c.id, page.after)
        return await self._page(_LINKED.where(rest), organisation_id, himself, page)

    async def _page(self, found: Select[Any], organisation_id: str, himself: str, page: Page) -> Sequence[PossibleLink]:
        which = {"organisation": organisation_id, "himself": himself}
        return [_link(row) for row in await self._tx.execute(found.limit(page.limit), which)]

    async def of(self, knowledge_id: str) -> Sequence[PossibleLink]:
        return [_link(row) for row in await self._tx.execute(_OF, {"knowledge": knowledge_id})]

    async def refused(self, knowledge_ids: Collection[str]) -> set[tuple[str, str]]:
        rows = await self._tx.execute(_REFUSED, {"entries": list(knowledge_ids)})
        return {(row.knowledge_id, row.person_id) for row in rows}

    async def add(self, links: Sequence[PossibleLink]) -> None:
        if links:
            await self._tx.execute(_ADD, [{"id": link.id, **_columns(link)} for link in links])

    async def put(self, links: Sequence[PossibleLink]) -> None:
        if links:
            await self._tx.execute(_PUT, [{"which": link.id, **_columns(link)} for link in links])


def _link(row: Row[Any]) -> PossibleLink:
    said = dict(word.split(":", 1) for word in row.said.split())
    return PossibleLink(
        row.id,
        row.organisation_id,
        row.knowledge_id,
        row.local_id,
        row.person_id,
        row.score,
        said,
        row.found_at,
        Decided(row.decided),
        row.decided_at,
        row.entry_person_id,
    )


def _columns(link: PossibleLink) -> dict[str, object]:
    return {
        "organisation_id": link.organisation_id,
        "knowledge_id": link.knowledge_id,
        "person_id": link.person_id,
        "score": link.score,
        "said": " ".join(f"{field}:{said}" for field, said in link.said.items()),
        "found_at": link.found_at,
        "decided": link.decided.value,
        "decided_at": link.decided_at,
    }
