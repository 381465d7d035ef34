"""What organisations hold of people, by class of retention, over SQLAlchemy Core; and its end."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from services.cases.domain.casework.case import CaseStatus
from services.cases.domain.days import day, end_of
from services.cases.domain.retention.held import Held
from services.cases.domain.retention.schedule import TABLE, Retention, Rule, years_after
from services.cases.domain.sharing.share import Ended
from services.cases.ports.keys import document_key, enquiry_key, knowledge_key
from services.cases.store.person_keys import PersonKeys
from services.cases.store.retention.purge import (
    DOCUMENTS,
    ENDED_INVOLVEMENTS,
    KEY_OF_CLASS,
    KEYS_OF_DEALINGS,
    KNOWN_AS,
    OF_CASES,
    OF_DEALINGS,
    OF_ENQUIRIES,
)
from services.cases.store.tables.access import access_request
from services.cases.store.tables.casework import case
from services.cases.store.tables.concerns import concern
from services.cases.store.tables.consents import death
from services.cases.store.tables.hubs import contribution, enquiry, hub_release
from services.cases.store.tables.keeping import legal_hold, person_key
from services.cases.store.tables.people import involvement, knowledge, organisation
from services.cases.store.tables.private_messages import private_message
from services.cases.store.tables.sharing import share

_DEALINGS, _HUBS = Retention.DEALINGS, Retention.ENQUIRIES
_CHUNK = 500
_PARTS = 4
"""Of a key's name: the person, the organisation, the class, which one."""

_NATION = select(organisation.c.nation).where(organisation.c.id == bindparam("organisation"))
_DIED = select(death.c.died_on).where(death.c.person_id == bindparam("person"))
_CASES = select(case.c.id, case.c.retention, case.c.status, case.c.closed_at).where(
    case.c.person_id == bindparam("person"), case.c.organisation_id == bindparam("organisation")
)
_HELD_BACK = select(func.count()).where(
    legal_hold.c.person_id == bindparam("person"),
    legal_hold.c.organisation_id == bindparam("organisation"),
    legal_hold.c.lifted_at.is_(None),
)
_ASKED_FOR = select(func.count()).where(
    access_request.c.person_id == bindparam("person"),
    access_request.c.organisation_id == bindparam("organisation"),
    access_request.c.released_at.is_(None),
)
_LIVE_SHARES = select(share.c.case_id, share.c.contribution_id).where(
    share.c.person_id == bindparam("person"),
    share.c.from_organisation_id == bindparam("organisation"),
    share.c.ended == Ended.NOT.value,
)
_SEALED_BY = select(person_key).where(person_key.c.name.in_(bindparam("names", expanding=True)))
_KNOWN_BY = select(knowledge.c.person_id, knowledge.c.organisation_id).where(
    knowledge.c.id.in_(bindparam("ids", expanding=True))
)
_SEALED_BEFORE = (
    select(case.c.organisation_id, case.c.person_id, case.c.retention).where(case.c.key.is_(None)).distinct()
)
_HELD_OF = or_(
    and_(enquiry.c.host_id == bindparam("organisation"), enquiry.c.words != b""),
    exists().where(
        contribution.c.enquiry_id == enquiry.c.id, contribution.c.organisation_id == bindparam("organisation")
    ),
    exists().where(
        hub_release.c.enquiry_id == enquiry.c.id, hub_release.c.to_organisation_id == bindparam("organisation")
    ),
)
_ENQUIRIES = select(enquiry.c.closed_at, enquiry.c.until).where(enquiry.c.person_id == bindparam("person"), _HELD_OF)
_CONCERNS = select(concern.c.closed_at).where(
    concern.c.person_id == bindparam("person"), concern.c.council_id == bindparam("organisation")
)
_LEFT = select(func.max(private_message.c.left_at)).where(
    private_message.c.person_id == bindparam("person"), private_message.c.organisation_id == bindparam("organisation")
)
_BEFORE = {
    contribution: contribution.c.organisation_id,
    enquiry: enquiry.c.host_id,
    hub_release: hub_release.c.to_organisation_id,
}
_BROUGHT_BEFORE = union(
    *(
        select(whose.label("organisation_id"), table.c.person_id).where(table.c.key.is_(None), table.c.words != b"")
        for table, whose in _BEFORE.items()
    )
)
_OWN: ColumnElement[str] = bindparam("organisation", type_=case.c.id.type)


def _maybe(rule: Rule) -> Select[Any]:
    """People of whom something may go by this rule; wider by days than the rule is, for all are decided on."""
    if rule.retention is _DEALINGS:
        return select(knowledge.c.person_id).where(
            knowledge.c.organisation_id == _OWN, *_over(rule, knowledge.c.person_id)
        )
    if rule.retention is _HUBS:
        ended = or_(
            enquiry.c.closed_at <= bindparam(f"{rule.retention}_closed"),
            enquiry.c.until <= bindparam(f"{rule.retention}_closed_on"),
        )
        return select(enquiry.c.person_id).where(_HELD_OF, ended, _old_enough(rule, enquiry.c.person_id))
    conditions = [
        case.c.organisation_id == _OWN,
        case.c.retention == rule.retention.value,
        case.c.status == CaseStatus.CLOSED.value,
        case.c.closed_at <= bindparam(f"{rule.retention}_closed"),
    ]
    if rule.birthday is not None:
        conditions.append(_old_enough(rule, case.c.person_id))
    return select(case.c.person_id).where(*conditions)


def _over(rule: Rule, person_id: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """Nobody works with her any more, and no case is held."""
    works = exists().where(
        involvement.c.person_id == person_id,
        involvement.c.organisation_id == _OWN,
        or_(involvement.c.until.is_(None), involvement.c.until > bindparam(f"{rule.retention}_closed_on")),
    )
    return [~works, ~exists().where(case.c.person_id == person_id, case.c.organisation_id == _OWN)]


def _maybe_left(rule: Rule) -> Select[Any]:
    """As above, of the private messages that are kept as dealings are."""
    return select(private_message.c.person_id).where(
        private_message.c.organisation_id == _OWN,
        private_message.c.left_at <= bindparam(f"{rule.retention}_closed"),
        *_over(rule, private_message.c.person_id),
    )


def _maybe_heard(rule: Rule) -> Select[Any]:
    """As above, of the concerns that are kept as enquiries are."""
    return select(concern.c.person_id).where(
        concern.c.council_id == _OWN,
        concern.c.closed_at <= bindparam(f"{rule.retention}_closed"),
        _old_enough(rule, concern.c.person_id),
    )


def _old_enough(rule: Rule, person_id: ColumnElement[str]) -> ColumnElement[bool]:
    born = exists().where(
        knowledge.c.person_id == person_id,
        knowledge.c.organisation_id == _OWN,
        knowledge.c.date_of_birth <= bindparam(f"{rule.retention}_born"),
    )
    died = exists().where(death.c.person_id == person_id, death.c.died_on <= bindparam(f"{rule.retention}_died"))
    return or_(born, died)


def _maybe_due(nation: str) -> Select[Any]:
    rules = [rule for rule in TABLE if rule.nation == nation]
    besides = {_HUBS: _maybe_heard, _DEALINGS: _maybe_left}
    also = (besides[rule.retention](rule) for rule in rules if rule.retention in besides)
    found = union(*map(_maybe, rules), *also).subquery()
    return (
        select(found.c.person_id)
        .where(found.c.person_id > bindparam("after", type_=case.c.id.type))
        .order_by(found.c.person_id)
        .limit(bindparam("most"))
    )


_RULES = {nation: [rule for rule in TABLE if rule.nation == nation] for nation in {rule.nation for rule in TABLE}}
_MAYBE_DUE: Mapping[str, Select[Any]] = {nation: _maybe_due(nation) for nation in _RULES}


class SqlHoldings:
    def __init__(self, tx: AsyncConnection, keys: PersonKeys) -> None:
        self._tx, self._keys = tx, keys

    async def of(self, organisation_id: str, person_id: str, today: date) -> Sequence[Held]:
        whose = {"person": person_id, "organisation": organisation_id}
        cases = (await self._tx.execute(_CASES, whose)).all()
        known = (await self._tx.execute(KNOWN_AS, whose)).all()
        named = (await self._tx.execute(KEYS_OF_DEALINGS, whose)).all()
        brought = (await self._tx.execute(_ENQUIRIES, whose)).all()
        heard = (await self._tx.execute(_CONCERNS, whose)).all()
        if not (cases or known or named or brought or heard):
            return ()
        live = (await self._tx.execute(_LIVE_SHARES, whose)).all()
        shared = [row.case_id for row in live]
        around: dict[str, Any] = {
            "person_id": person_id,
            "organisation_id": organisation_id,
            "nation": (await self._tx.execute(_NATION, whose)).scalar() or "",
            "born": max((row.date_of_birth for row in known), default=None),
            "died": (await self._tx.execute(_DIED, whose)).scalar(),
            "on_hold": bool((await self._tx.execute(_HELD_BACK, whose)).scalar_one()),
            "asked_for": bool((await self._tx.execute(_ASKED_FOR, whose)).scalar_one()),
        }
        classes = sorted({Retention(row.retention) for row in cases})
        held = [_held(kept, [row for row in cases if row.retention == kept], shared, around) for kept in classes]
        if brought or heard:
            taken_home = sum(row.contribution_id != "" for row in live)
            held.append(_of_enquiries(brought, heard, today, taken_home, around))
        days = [until for (until,) in await self._tx.execute(ENDED_INVOLVEMENTS, whose)]
        past = [until for until in days if until is not None and until < today]
        left: datetime | None = (await self._tx.execute(_LEFT, whose)).scalar_one()
        dealings = Held(
            retention=_DEALINGS,
            ended=max([*past, *([day(left)] if left else [])], default=None),
            going_on=len(past) < len(days),
            waits=bool(cases or brought or heard),
            shares=len(live),
            **around,
        )
        return [*held, dealings]

    async def maybe_due(self, organisation_id: str, today: date, after: str, limit: int) -> Sequence[str]:
        nation = (await self._tx.execute(_NATION, {"organisation": organisation_id})).scalar() or ""
        if nation not in _MAYBE_DUE:
            return ()
        which: dict[str, Any] = {"organisation": organisation_id, "after": after, "most": limit}
        for rule in _RULES[nation]:
            which |= _days(rule, today)
        return list((await self._tx.execute(_MAYBE_DUE[nation], which)).scalars())

    async def erase(self, organisation_id: str, person_id: str, retention: Retention) -> tuple[str, ...]:
        whose = {"person": person_id, "organisation": organisation_id}
        # Named even where nothing was ever sealed by it: a backup of before knows by its end what to let go.
        await self._keys.name(person_id, organisation_id, retention)
        if retention is _DEALINGS:
            names = list((await self._tx.execute(KEYS_OF_DEALINGS, whose)).scalars())
            names += [knowledge_key(row.id, organisation_id) for row in await self._tx.execute(KNOWN_AS, whose)]
            statements = OF_DEALINGS
        elif retention is _HUBS:
            whose["kept"] = retention.value
            names = [*(await self._tx.execute(KEY_OF_CLASS, whose)).scalars(), enquiry_key(person_id, organisation_id)]
            statements = OF_ENQUIRIES
        else:
            whose["kept"] = retention.value
            names = list((await self._tx.execute(KEY_OF_CLASS, whose)).scalars())
            names += [
                document_key(id_, organisation_id) for id_ in (await self._tx.execute(DOCUMENTS, whose)).scalars()
            ]
            statements = OF_CASES
        if self._tx.dialect.name == "sqlite":
            # What is not sealed is overwritten in the file; PostgreSQL lets go of it when it vacuums.
            await self._tx.exec_driver_sql("PRAGMA secure_delete=ON")
        for statement in statements:
            await self._tx.execute(statement, whose)
        self._keys.forget(person_id, organisation_id)
        return tuple(sorted(names))

    async def sealed_by(self, names: Collection[str]) -> Sequence[tuple[str, str, Retention]]:
        found, ordered = set[tuple[str, str, Retention]](), sorted(names)
        for start in range(0, len(ordered), _CHUNK):
            some = ordered[start : start + _CHUNK]
            for row in await self._tx.execute(_SEALED_BY, {"names": some}):
                found.add((row.organisation_id, row.person_id, Retention(row.retention)))
            ids = [name.split("/")[0] for name in some if name.endswith("/knowledge")]
            for row in await self._tx.execute(_KNOWN_BY, {"ids": ids}):
                found.add((row.organisation_id, row.person_id, _DEALINGS))
        # Of before there was a key for each class: whatever of that class was erased since, these are older.
        classes = {(parts[1], parts[0], parts[2]) for name in ordered if len(parts := name.split("/")) == _PARTS}
        for row in await self._tx.execute(_SEALED_BEFORE):
            if tuple(row) in classes:
                found.add((row.organisation_id, row.person_id, Retention(row.retention)))
        for row in await self._tx.execute(_BROUGHT_BEFORE):
            if enquiry_key(row.person_id, row.organisation_id) in names:
                found.add((row.organisation_id, row.person_id, _HUBS))
        return sorted(found)


def _held(kept: Retention, cases: Sequence[Any], shared: Sequence[str], around: Mapping[str, Any]) -> Held:
    ids = tuple(row.id for row in cases)
    open_ = any(row.status == CaseStatus.OPEN.value for row in cases)
    ended = None if open_ else max(day(row.closed_at) for row in cases)
    live = sum(case_id in ids for case_id in shared)
    return Held(retention=kept, ended=ended, going_on=open_, case_ids=ids, shares=live, **around)


def _of_enquiries(
    brought: Sequence[Any], heard: Sequence[Any], today: date, shares: int, around: Mapping[str, Any]
) -> Held:
    open_ = any(row.closed_at is None and row.until >= today for row in brought)
    open_ = open_ or any(row.closed_at is None for row in heard)
    days = [day(row.closed_at) if row.closed_at else row.until for row in brought]
    ended = None if open_ else max([*days, *(day(row.closed_at) for row in heard)])
    return Held(retention=_HUBS, ended=ended, going_on=open_, shares=shares, **around)


def _days(rule: Rule, today: date) -> dict[str, Any]:
    """The latest days by which something is old enough for this rule."""
    closed = years_after(today, -(rule.closed or 0))
    if rule.retention is _DEALINGS:
        return {f"{rule.retention}_closed_on": closed, f"{rule.retention}_closed": end_of(closed)}
    days: dict[str, Any] = {f"{rule.retention}_closed": end_of(closed)}
    if rule.retention is _HUBS:
        days[f"{rule.retention}_closed_on"] = closed
    if rule.birthday is not None:
        days[f"{rule.retention}_born"] = years_after(today, -rule.birthday)
        # Without a rule of its own for a child's death, no death makes it old enough.
        days[f"{rule.retention}_died"] = years_after(today, -rule.child_death) if rule.child_death else date.min
    return days
