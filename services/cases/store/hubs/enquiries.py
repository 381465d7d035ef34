"""Enquiries of multi-agency hubs, contributions and releases over SQLAlchemy Core."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.classes import DataClass
from services.cases.domain.hubs.enquiry import Contribution, Enquiry, Refers, Release, ReleaseState
from services.cases.domain.purposes import Purpose
from services.cases.domain.retention.schedule import Retention
from services.cases.domain.sharing.basis import Basis, BasisKind, Condition, Para18
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.ports.keys import Keys, enquiry_key
from services.cases.store.gate.enquiries import contributions_visible, enquiries_visible
from services.cases.store.paging import after
from services.cases.store.person_keys import PersonKeys
from services.cases.store.tables.hubs import contribution, enquiry, enquiry_source, hub_release
from services.cases.store.words import opened, seal

_ADD, _ADD_SOURCE = insert(enquiry), insert(enquiry_source)
_GET = select(enquiry).where(enquiry.c.id == bindparam("which"))
_SOURCES = select(enquiry_source).where(enquiry_source.c.enquiry_id == bindparam("which"))
_CLOSE = (
    update(enquiry)
    .where(enquiry.c.id == bindparam("which"))
    .values(
        words=bindparam("new_words"), key=bindparam("new_key"), closed_at=bindparam("at"), closed_by=bindparam("who")
    )
)
_NEWEST = (enquiry.c.opened_at.desc(), enquiry.c.id.desc())
_CONTRIBUTE = insert(contribution)
_CONTRIBUTION = select(contribution).where(contribution.c.id == bindparam("which"))
_CONTRIBUTIONS = select(contribution).order_by(contribution.c.contributed_at, contribution.c.id)
_ASK = insert(hub_release)
_RELEASE = select(hub_release).where(hub_release.c.id == bindparam("which"))
_RELEASES = (
    select(hub_release)
    .where(
        hub_release.c.enquiry_id == bindparam("enquiry"),
        or_(
            hub_release.c.from_organisation_id == bindparam("organisation"),
            hub_release.c.to_organisation_id == bindparam("organisation"),
        ),
    )
    .order_by(hub_release.c.asked_at, hub_release.c.id)
)
_WAITING = (
    select(hub_release.c.id)
    .join(enquiry, enquiry.c.id == hub_release.c.enquiry_id)
    .where(
        hub_release.c.state == ReleaseState.ASKED.value, hub_release.c.from_organisation_id == bindparam("organisation")
    )
)
_DECIDE = (
    update(hub_release)
    .where(hub_release.c.id == bindparam("which"))
    .values(
        state=bindparam("new_state"), made_id=bindparam("made"), decided_by=bindparam("who"), decided_at=bindparam("at")
    )
)


def to_decide(viewer: Viewer, now: datetime) -> Select[Any]:
    """On `organisation`: of enquiries that the gate permits."""
    return _WAITING.where(enquiries_visible(viewer, None, now))


class SqlEnquiries:
    def __init__(self, tx: AsyncConnection, keys: Keys, person_keys: PersonKeys) -> None:
        self._tx, self._keys, self._person_keys = tx, keys, person_keys

    async def add(self, one: Enquiry) -> None:
        row = {
            "id": one.id,
            "hub_id": one.hub_id,
            "host_id": one.host_id,
            "person_id": one.person_id,
            "purpose": one.purpose.value,
            "basis": one.basis.kind.value,
            "informed": one.basis.informed,
            "words": await self._sealed(one),
            "key": await self._key(one.person_id, one.host_id),
            "until": one.until,
            "opened_at": one.opened_at,
            "opened_by": one.opened_by,
            "closed_at": one.closed_at,
            "closed_by": one.closed_by,
        }
        await self._tx.execute(_ADD, row)
        if one.sources:
            await self._tx.execute(
                _ADD_SOURCE, [{"enquiry_id": one.id, "source_id": source} for source in sorted(one.sources)]
            )

    async def get(self, enquiry_id: str) -> Enquiry:
        return await self._enquiry(await self._one(_GET, enquiry_id))

    async def put(self, one: Enquiry) -> None:
        which = {
            "which": one.id,
            "new_words": await self._sealed(one),
            "new_key": await self._key(one.person_id, one.host_id),
            "at": one.closed_at,
            "who": one.closed_by,
        }
        await self._tx.execute(_CLOSE, which)

    async def visible(self, viewer: Viewer, purpose: Purpose | None, now: datetime, page: Page) -> Sequence[Enquiry]:
        behind = after(enquiry.c.opened_at, enquiry.c.id, page.after)
        statement = select(enquiry).where(enquiries_visible(viewer, purpose, now), behind)
        rows = (await self._tx.execute(statement.order_by(*_NEWEST).limit(page.limit))).all()
        return [await self._enquiry(row) for row in rows]

    async def contribute(self, one: Contribution) -> None:
        key, words = await self._key(one.person_id, one.organisation_id), {"text": one.text, **_words(one.basis)}
        row = {
            "id": one.id,
            "enquiry_id": one.enquiry_id,
            "person_id": one.person_id,
            "organisation_id": one.organisation_id,
            "data_class": one.data_class.value,
            "basis": one.basis.kind.value,
            "informed": one.basis.informed,
            "refers": one.refers.value,
            "object_id": one.object_id,
            "words": await seal(self._keys, key, f"{one.id}/contribution", words),
            "key": key,
            "contributed_at": one.contributed_at,
            "contributed_by": one.contributed_by,
        }
        await self._tx.execute(_CONTRIBUTE, row)

    async def contribution(self, contribution_id: str) -> Contribution:
        return await self._contribution(await self._one(_CONTRIBUTION, contribution_id))

    async def contributions(
        self, viewer: Viewer, purpose: Purpose | None, enquiry_id: str, now: datetime
    ) -> Sequence[Contribution]:
        shown = contributions_visible(viewer, purpose, now)
        rows = (await self._tx.execute(_CONTRIBUTIONS.where(contribution.c.enquiry_id == enquiry_id, shown))).all()
        return [await self._contribution(row) for row in rows]

    async def ask(self, one: Release) -> None:
        key = await self._key(one.person_id, one.to_organisation_id)
        row = {
            "id": one.id,
            "contribution_id": one.contribution_id,
            "enquiry_id": one.enquiry_id,
            "person_id": one.person_id,
            "from_organisation_id": one.from_organisation_id,
            "to_organisation_id": one.to_organisation_id,
            "words": await seal(self._keys, key, f"{one.id}/why", {"why": one.why}),
            "key": key,
            "asked_by": one.asked_by,
            "asked_at": one.asked_at,
            "state": one.state.value,
            "made_id": one.made_id,
            "decided_by": one.decided_by,
            "decided_at": one.decided_at,
        }
        await self._tx.execute(_ASK, row)

    async def release(self, release_id: str) -> Release:
        return await self._release(await self._one(_RELEASE, release_id))

    async def decide(self, one: Release) -> None:
        which = {
            "which": one.id,
            "new_state": one.state.value,
            "made": one.made_id,
            "who": one.decided_by,
            "at": one.decided_at,
        }
        await self._tx.execute(_DECIDE, which)

    async def releases(self, enquiry_id: str, organisation_id: str) -> Sequence[Release]:
        rows = (await self._tx.execute(_RELEASES, {"enquiry": enquiry_id, "organisation": organisation_id})).all()
        return [await self._release(row) for row in rows]

    async def _one(self, statement: Select[Any], id_: str) -> Row[Any]:
        row: Row[Any] | None = (await self._tx.execute(statement, {"which": id_})).one_or_none()
        if row is None:
            raise NotFound("there is nothing here that you may see")
        return row

    async def _sealed(self, one: Enquiry) -> bytes:
        words = {"why": one.reason, "outcome": one.outcome, **_words(one.basis)}
        key = await self._key(one.person_id, one.host_id)
        return await seal(self._keys, key, f"{one.id}/enquiry", words)

    async def _key(self, person_id: str, organisation_id: str) -> str:
        return await self._person_keys.name(person_id, organisation_id, Retention.ENQUIRIES)

    async def _opened(self, row: Row[Any], organisation_id: str, place: str) -> Mapping[str, str]:
        key = row.key or enquiry_key(row.person_id, organisation_id)
        return await opened(self._keys, key, f"{row.id}/{place}", row.words)

    async def _enquiry(self, row: Row[Any]) -> Enquiry:
        words = await self._opened(row, row.host_id, "enquiry") if row.words else _EMPTIED
        sources = (await self._tx.execute(_SOURCES, {"which": row.id})).all()
        return Enquiry(
            id=row.id,
            hub_id=row.hub_id,
            host_id=row.host_id,
            person_id=row.person_id,
            purpose=Purpose(row.purpose),
            basis=_basis(row, words),
            reason=words["why"],
            sources=frozenset(each.source_id for each in sources),
            until=row.until,
            opened_at=row.opened_at,
            opened_by=row.opened_by,
            outcome=words["outcome"],
            closed_at=row.closed_at,
            closed_by=row.closed_by,
        )

    async def _contribution(self, row: Row[Any]) -> Contribution:
        words = await self._opened(row, row.organisation_id, "contribution")
        return Contribution(
            id=row.id,
            enquiry_id=row.enquiry_id,
            person_id=row.person_id,
            organisation_id=row.organisation_id,
            data_class=DataClass(row.data_class),
            basis=_basis(row, words),
            text=words["text"],
            refers=Refers(row.refers),
            object_id=row.object_id,
            contributed_at=row.contributed_at,
            contributed_by=row.contributed_by,
        )

    async def _release(self, row: Row[Any]) -> Release:
        words = await self._opened(row, row.to_organisation_id, "why")
        return Release(
            id=row.id,
            contribution_id=row.contribution_id,
            enquiry_id=row.enquiry_id,
            person_id=row.person_id,
            from_organisation_id=row.from_organisation_id,
            to_organisation_id=row.to_organisation_id,
            why=words["why"],
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            state=ReleaseState(row.state),
            made_id=row.made_id,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )


_EMPTIED: Mapping[str, str] = defaultdict(str)
"""What is left of the words of an enquiry that its host erased."""


def _words(basis: Basis) -> Mapping[str, str]:
    return {
        "condition": basis.condition.value,
        "reason": basis.reason,
        "para_18": basis.para_18.value,
        "not_informed_reason": basis.not_informed_reason,
    }


def _basis(row: Row[Any], words: Mapping[str, str]) -> Basis:
    return Basis(
        kind=BasisKind(row.basis),
        condition=Condition(words["condition"]),
        reason=words["reason"],
        para_18=Para18(words["para_18"]),
        informed=row.informed,
        not_informed_reason=words["not_informed_reason"],
    )
