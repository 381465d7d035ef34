"""People, and what agencies know of them, over SQLAlchemy Core."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.people.blocking import all_keys, homes, keys
from services.cases.domain.people.matching import KnownAs
from services.cases.domain.people.person import Carried, Identity, IdentityLink, Knowledge, Person
from services.cases.domain.viewer import Viewer
from services.cases.store.gate.parts import ANY_COLLEAGUE, told_of, whose
from services.cases.store.people.look_ups import BEARERS, CROWDS, MAY_BE, OF_PEOPLE
from services.cases.store.tables.people import (
    identity_link,
    involvement,
    knowledge,
    matching_key,
    person,
    possible_link,
)

_COLUMNS = (person.c.id, person.c.sequence, person.c.epoch)
_GET = select(*_COLUMNS).where(person.c.id == bindparam("id"))
_LOCKED = _GET.with_for_update()
_HELD = select(*_COLUMNS).where(person.c.id.in_(bindparam("ids", expanding=True)))
# On PostgreSQL, row locks let readers who keep coming pass a withdrawal that waits, without end; advisory locks are
# granted in the order they were asked for. SQLite has one writer, and its units of work take turns.
_TOGETHER = select(func.pg_advisory_xact_lock_shared(func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))))
_ALONE = text("SELECT pg_advisory_xact_lock(:key)")
_EPOCH = update(person).where(person.c.id == bindparam("whom")).values(epoch=bindparam("to"))
_ADD = insert(person)
_MATCH_ALONE = text("SELECT pg_advisory_xact_lock(7205759403792794)")

_KNOWN = select(knowledge).where(
    knowledge.c.organisation_id == bindparam("organisation"),
    knowledge.c.local_id.in_(bindparam("local_ids", expanding=True)),
)
# What a shielded service knows is told to nobody else (`look_ups`), nor to a colleague whom its work does not name.
_private = involvement.alias("private")
TOLD = or_(
    knowledge.c.shielded.is_(False),
    and_(
        knowledge.c.organisation_id == ANY_COLLEAGUE.organisation_id,
        or_(
            ANY_COLLEAGUE.speaks,
            exists().where(
                _private.c.person_id == knowledge.c.person_id,
                _private.c.organisation_id == knowledge.c.organisation_id,
                _private.c.shielded,
                _private.c.confirmed,
                told_of(_private.c, ANY_COLLEAGUE),
            ),
        ),
    ),
)
_OWN = knowledge.c.organisation_id == ANY_COLLEAGUE.organisation_id
_OWN_FIRST = select(knowledge).where(TOLD).order_by(_OWN.desc(), knowledge.c.shielded, knowledge.c.id)
_NUMBERED = _OWN_FIRST.where(knowledge.c.nhs_number.in_(bindparam("numbers", expanding=True)))
_NAMED = _OWN_FIRST.where(
    knowledge.c.family_folded == bindparam("family"),
    knowledge.c.given_folded == bindparam("given"),
    knowledge.c.date_of_birth == bindparam("birth"),
)
_LOCAL = _OWN_FIRST.where(_OWN, knowledge.c.local_id == bindparam("local_id"))
_SHOWN_AS = _OWN_FIRST.where(knowledge.c.person_id.in_(bindparam("people", expanding=True)))
_OWN_ENTRIES = _SHOWN_AS.where(_OWN)
_SHOWN_AS_EACH = (
    select(knowledge)
    .where(
        knowledge.c.person_id.in_(bindparam("people", expanding=True)),
        or_(
            knowledge.c.shielded.is_(False),
            knowledge.c.organisation_id.in_(bindparam("agencies", expanding=True)),
        ),
    )
    .order_by(knowledge.c.shielded, knowledge.c.id)
)
_AGENCIES = (
    select(knowledge.c.person_id, func.count(knowledge.c.organisation_id.distinct()))
    .where(knowledge.c.person_id.in_(bindparam("people", expanding=True)), knowledge.c.shielded.is_(False))
    .group_by(knowledge.c.person_id)
)
_LEARN = insert(knowledge)
_CHANGED = update(knowledge).where(knowledge.c.id == bindparam("which"))
_KEYS = insert(matching_key)
_NO_KEYS = delete(matching_key).where(matching_key.c.knowledge_id == bindparam("which"))
_LINK = insert(identity_link)
_LINK_OF = select(identity_link).where(
    identity_link.c.knowledge_id == bindparam("knowledge"), identity_link.c.ended_at.is_(None)
)
_other = knowledge.alias()
_LONELY = select(knowledge.c.id).where(
    knowledge.c.id.in_(bindparam("entries", expanding=True)),
    ~exists().where(identity_link.c.knowledge_id == knowledge.c.id, identity_link.c.ended_at.is_(None)),
    ~exists().where(
        _other.c.person_id == knowledge.c.person_id,
        _other.c.id != knowledge.c.id,
        or_(_other.c.shielded.is_(False), _other.c.organisation_id == bindparam("organisation")),
    ),
    ~exists().where(possible_link.c.knowledge_id == knowledge.c.id, possible_link.c.decided == ""),
)
_CAME_FROM = select(identity_link.c.knowledge_id, identity_link.c.from_person_id).where(
    identity_link.c.knowledge_id.in_(bindparam("entries", expanding=True)), identity_link.c.ended_at.is_(None)
)
_UNLINK = update(identity_link).where(identity_link.c.id == bindparam("which")).values(ended_at=bindparam("at"))


class SqlPeople:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    @property
    def alone(self) -> bool:
        return self._tx.dialect.name == "sqlite"

    async def get(self, person_id: str) -> Person:
        return await self._one(_GET, person_id)

    async def locked(self, person_id: str) -> Person:
        if self._tx.dialect.name == "postgresql":
            await self._tx.execute(_ALONE, {"key": _lock(person_id)})
        return await self._one(_LOCKED, person_id)

    async def held(self, person_ids: Collection[str]) -> Mapping[str, Person]:
        # In one order for everybody, so that two who hold several never wait for each other.
        ids = sorted(set(person_ids))
        if self._tx.dialect.name == "postgresql":
            await self._tx.execute(_TOGETHER, {"keys": [_lock(one) for one in ids]})
        rows = await self._tx.execute(_HELD, {"ids": ids})
        return {row.id: Person(row.id, row.sequence, row.epoch) for row in rows}

    async def put(self, person: Person) -> None:
        await self._tx.execute(_EPOCH, {"whom": person.id, "to": person.epoch})

    async def add(self, people: Sequence[Person]) -> None:
        if people:
            await self._tx.execute(_ADD, [{"id": p.id, "sequence": p.sequence, "epoch": p.epoch} for p in people])

    async def match_alone(self) -> None:
        if not self.alone:
            await self._tx.execute(_MATCH_ALONE)

    async def known(self, organisation_id: str, local_ids: Collection[str]) -> Mapping[str, Knowledge]:
        rows = await self._tx.execute(_KNOWN, {"organisation": organisation_id, "local_ids": list(local_ids)})
        return {row.local_id: _knowledge(row) for row in rows}

    async def known_of(self, person_ids: Collection[str], organisation_id: str) -> list[Knowledge]:
        rows = await self._tx.execute(OF_PEOPLE, {"people": list(person_ids), "organisation": organisation_id})
        return [_knowledge(row) for row in rows]

    async def learn(self, new: Sequence[Knowledge], changed: Sequence[Knowledge]) -> None:
        if new:
            await self._tx.execute(_LEARN, [{"id": k.id, **_columns(k)} for k in new])
        if changed:
            await self._tx.execute(_CHANGED, [{"which": k.id, **_columns(k)} for k in changed])
            await self._tx.execute(_NO_KEYS, [{"which": k.id} for k in changed])
        if found_by := [{"key": key, "knowledge_id": k.id} for k in (*new, *changed) for key in keys(k.identity)]:
            await self._tx.execute(_KEYS, found_by)

    async def link(self, links: Sequence[IdentityLink]) -> None:
        if links:
            await self._tx.execute(
                _LINK,
                [
                    {
                        "id": link.id,
                        "knowledge_id": link.knowledge_id,
                        "person_id": link.person_id,
                        "from_person_id": link.from_person_id,
                        "rule": link.rule,
                        "score": link.score,
                        "made_at": link.made_at,
                        "ended_at": link.ended_at,
                        "carried": _spelt(link.carried),
                    }
                    for link in links
                ],
            )

    async def link_of(self, knowledge_id: str) -> IdentityLink | None:
        row = (await self._tx.execute(_LINK_OF, {"knowledge": knowledge_id})).one_or_none()
        if row is None:
            return None
        return IdentityLink(
            id=row.id,
            knowledge_id=row.knowledge_id,
            person_id=row.person_id,
            from_person_id=row.from_person_id,
            rule=row.rule,
            score=row.score,
            made_at=row.made_at,
            ended_at=row.ended_at,
            carried=_carried(row.carried),
        )

    async def lonely(self, knowledge_ids: Collection[str], organisation_id: str) -> set[str]:
        asked = {"entries": list(knowledge_ids), "organisation": organisation_id}
        return {row.id for row in await self._tx.execute(_LONELY, asked)}

    async def came_from(self, knowledge_ids: Collection[str]) -> dict[str, str]:
        rows = await self._tx.execute(_CAME_FROM, {"entries": list(knowledge_ids)})
        return {row.knowledge_id: row.from_person_id for row in rows}

    async def unlink(self, link: IdentityLink) -> None:
        await self._tx.execute(_UNLINK, {"which": link.id, "at": link.ended_at})

    async def likely(self, identities: Collection[Identity], organisation_id: str) -> list[Knowledge]:
        asked = {
            "keys": sorted(all_keys(identities)),
            "homes": sorted(homes(identities)),
            "numbers": sorted({one.nhs_number for one in identities if one.nhs_number}),
            "organisation": organisation_id,
        }
        people = [row.person_id for row in await self._tx.execute(MAY_BE, asked)]
        return await self.known_of(people, organisation_id)

    async def bearers(self, identities: Collection[Identity], organisation_id: str) -> dict[tuple[str, str], int]:
        names = sorted({name for one in identities for name in (one.given_folded, one.family_folded)})
        asked = {"families": names, "givens": names, "organisation": organisation_id}
        rows = await self._tx.execute(BEARERS, asked)
        return {(given, family): int(count) for given, family, count in rows}

    async def crowds(self, identities: Collection[Identity], organisation_id: str) -> dict[int, int]:
        asked = {"keys": sorted(homes(identities)), "organisation": organisation_id}
        return {key: int(count) for key, count in await self._tx.execute(CROWDS, asked)}

    async def numbered(self, nhs_numbers: Collection[str], viewer: Viewer, now: datetime) -> list[KnownAs]:
        return await self._found(_NUMBERED, viewer, now, numbers=list(nhs_numbers))

    async def named(self, identity: Identity, viewer: Viewer, now: datetime) -> list[KnownAs]:
        names = {"family": identity.family_folded, "given": identity.given_folded}
        return await self._found(_NAMED, viewer, now, **names, birth=identity.date_of_birth)

    async def local(self, local_id: str, viewer: Viewer, now: datetime) -> list[KnownAs]:
        return await self._found(_LOCAL, viewer, now, local_id=local_id)

    async def _found(self, statement: Select[Any], viewer: Viewer, now: datetime, **which: Any) -> list[KnownAs]:
        rows = await self._tx.execute(statement, {**which, **who_asks(viewer, now)})
        return [KnownAs(row.person_id, _identity(row)) for row in rows]

    async def shown_as(self, person_id: str, viewer: Viewer, now: datetime) -> Identity:
        shown = await self.shown_as_each([person_id], viewer, now)
        if person_id not in shown:
            raise NotFound("there is nothing here that you may see")
        return shown[person_id]

    async def shown_as_each(self, person_ids: Collection[str], viewer: Viewer, now: datetime) -> Mapping[str, Identity]:
        rows = await self._tx.execute(_SHOWN_AS, {"people": list(person_ids), **who_asks(viewer, now)})
        shown = dict[str, Identity]()
        for row in rows:
            shown.setdefault(row.person_id, _identity(row))
        return shown

    async def known_as(self, person_id: str, organisation_id: str) -> Identity:
        known = await self.known_as_each([(person_id, organisation_id)])
        if not known:
            raise NotFound("there is nothing here that you may see")
        return known[person_id, organisation_id]

    async def known_as_each(self, whom: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Identity]:
        people, agencies = zip(*whom, strict=True) if whom else ((), ())
        rows = (await self._tx.execute(_SHOWN_AS_EACH, {"people": people, "agencies": agencies})).all()
        shown = dict[tuple[str, str], Identity]()
        for person_id, organisation_id in whom:
            known = [row for row in rows if row.person_id == person_id]
            own = [row for row in known if row.organisation_id == organisation_id]
            told = own or [row for row in known if not row.shielded]
            if told:
                shown[person_id, organisation_id] = _identity(told[0])
        return shown

    async def own_entries(self, viewer: Viewer, person_ids: Collection[str], now: datetime) -> list[Knowledge]:
        rows = await self._tx.execute(_OWN_ENTRIES, {"people": list(person_ids), **who_asks(viewer, now)})
        return [_knowledge(row) for row in rows]

    async def known_from(self, organisation_id: str, areas: Collection[str], few: int) -> tuple[int, bool]:
        own = knowledge.c.organisation_id == organisation_id
        some = select(knowledge.c.id).where(own).limit(few).subquery()
        # An area is letters up to the first digit: that of W1 is not that of WS13.
        there = [
            and_(knowledge.c.postcode.startswith(area), func.substr(knowledge.c.postcode, len(area) + 1, 1) <= "9")
            for area in sorted(areas)
        ]
        near = select(knowledge.c.id).where(own, or_(false(), *there)).exists()
        row = (await self._tx.execute(select(select(func.count()).select_from(some).scalar_subquery(), near))).one()
        return int(row[0]), bool(row[1])

    async def agencies(self, person_ids: Collection[str]) -> Mapping[str, int]:
        rows = await self._tx.execute(_AGENCIES, {"people": list(person_ids)})
        return {person_id: int(count) for person_id, count in rows}

    async def _one(self, statement: Select[tuple[str, int, int]], person_id: str) -> Person:
        row = (await self._tx.execute(statement, {"id": person_id})).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        return Person(row.id, row.sequence, row.epoch)


def who_asks(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Who looks over what his organisation did has to find whom its private services know."""
    return {**whose(viewer, now), "speaks": viewer.speaks or viewer.audits}


def _identity(row: Row[Any]) -> Identity:
    return Identity(row.given_name, row.family_name, row.date_of_birth, row.nhs_number or "", row.postcode)


def _knowledge(row: Row[Any]) -> Knowledge:
    return Knowledge(
        row.id, row.person_id, row.organisation_id, row.local_id, _identity(row), row.particulars, row.shielded
    )


def _spelt(carried: Carried | None) -> str | None:
    if carried is None:
        return None
    left = (f"{id_}@{until or ''}" for id_, until in carried.left.items())
    return " ".join([*sorted(carried.came), *left])


def _carried(spelt: str | None) -> Carried | None:
    if spelt is None:
        return None
    left = dict(word.split("@") for word in spelt.split() if "@" in word)
    came = frozenset(word for word in spelt.split() if "@" not in word)
    return Carried(came, {id_: date.fromisoformat(until) if until else None for id_, until in left.items()})


def _columns(known: Knowledge) -> dict[str, object]:
    identity = known.identity
    return {
        "person_id": known.person_id,
        "organisation_id": known.organisation_id,
        "local_id": known.local_id,
        "given_name": identity.given_name,
        "family_name": identity.family_name,
        "given_folded": identity.given_folded,
        "family_folded": identity.family_folded,
        "date_of_birth": identity.date_of_birth,
        "nhs_number": identity.nhs_number or None,
        "postcode": identity.postcode,
        "particulars": known.sealed,
        "shielded": known.shielded,
    }


def _lock(person_id: str) -> int:
    """The person's advisory lock: two people who share one by chance only wait for each other."""
    return int.from_bytes(hashlib.sha256(person_id.encode()).digest()[:8], signed=True)
