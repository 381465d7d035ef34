"""Account links over SQLAlchemy Core."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.cases.domain.account_link import AccountLink, LinkState
from services.cases.domain.viewer import Viewer
from services.cases.ports.casework import Page
from services.cases.store.gate.parts import ANY_COLLEAGUE, whose, works_with
from services.cases.store.paging import ranked_beyond
from services.cases.store.tables.people import account_link

_OPEN_STATES = (LinkState.OFFICER, LinkState.PROPOSED, LinkState.LIVE, LinkState.SUSPENDED)

_GET = select(account_link).where(account_link.c.id == bindparam("id")).with_for_update()
_OPEN_OF = select(account_link).where(
    account_link.c.account_id == bindparam("account"), account_link.c.state.in_(_OPEN_STATES)
)
_OPEN_LOCKED = _OPEN_OF.with_for_update()
_PERSON_OF = select(account_link.c.person_id).where(
    account_link.c.account_id == bindparam("account"), account_link.c.state == LinkState.LIVE
)
_ACCOUNT_OF = select(account_link.c.account_id).where(
    account_link.c.person_id == bindparam("person"), account_link.c.state == LinkState.LIVE
)
# What is to be confirmed stands first, however many are live.
_TO_CONFIRM = case((account_link.c.state == LinkState.PROPOSED, 1), else_=0)
_IN_ORDER = select(account_link).order_by(_TO_CONFIRM.desc(), account_link.c.proposed_at, account_link.c.id)
_KNOWN = works_with(account_link.c.person_id, ANY_COLLEAGUE)
_TAKEN = select(
    select(account_link.c.id)
    .where(
        account_link.c.person_id == bindparam("person"),
        account_link.c.state.in_((LinkState.PROPOSED, LinkState.LIVE)),
    )
    .exists()
)
_ADD = insert(account_link)
_PUT = update(account_link).where(account_link.c.id == bindparam("which"))


def of_agency(
    viewer: Viewer, states: Collection[LinkState], *, officers: bool, account_id: str = "", person_id: str = ""
) -> Select[Any]:
    """Those of people the agency is involved with, on `whose`; with `officers` those left to an officer too. Never his
    own account's. An account or a person that is not named is any.
    """
    known = and_(account_link.c.state.in_(sorted(states)), _KNOWN)
    listed = or_(known, account_link.c.state == LinkState.OFFICER) if officers else known
    named = {account_link.c.account_id: account_id, account_link.c.person_id: person_id}
    meant = (column == one for column, one in named.items() if one)
    return _IN_ORDER.where(listed, account_link.c.account_id != viewer.subject, *meant)


class SqlAccountLinks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, link_id: str) -> AccountLink:
        row = (await self._tx.execute(_GET, {"id": link_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such link")
        return _link(row)

    async def open_of(self, account_id: str) -> AccountLink | None:
        row = (await self._tx.execute(_OPEN_OF, {"account": account_id})).one_or_none()
        return _link(row) if row else None

    async def open_locked(self, account_id: str) -> AccountLink | None:
        row = (await self._tx.execute(_OPEN_LOCKED, {"account": account_id})).one_or_none()
        return _link(row) if row else None

    async def person_of(self, account_id: str) -> str | None:
        return (await self._tx.execute(_PERSON_OF, {"account": account_id})).scalar_one_or_none()

    async def account_of(self, person_id: str) -> str | None:
        return (await self._tx.execute(_ACCOUNT_OF, {"person": person_id})).scalars().first()

    async def of_agency(
        self,
        viewer: Viewer,
        states: Collection[LinkState],
        now: datetime,
        page: Page,
        *,
        officers: bool,
        account_id: str = "",
        person_id: str = "",
    ) -> list[AccountLink]:
        rest = ranked_beyond(_TO_CONFIRM, account_link.c.proposed_at, account_link.c.id, page.after)
        found = of_agency(viewer, states, officers=officers, account_id=account_id, person_id=person_id)
        found = found.where(rest).limit(page.limit)
        rows = await self._tx.execute(found, whose(viewer, now))
        return [_link(row) for row in rows]

    async def taken(self, person_id: str) -> bool:
        return bool((await self._tx.execute(_TAKEN, {"person": person_id})).scalar_one())

    async def add(self, link: AccountLink) -> None:
        await self._tx.execute(_ADD, {"id": link.id, **_columns(link)})

    async def put(self, link: AccountLink) -> None:
        await self._tx.execute(_PUT, {"which": link.id, **_columns(link)})


def _link(row: Row[Any]) -> AccountLink:
    return AccountLink(
        id=row.id,
        account_id=row.account_id,
        proof_id=row.proof_id,
        person_id=row.person_id,
        state=LinkState(row.state),
        why=row.why,
        proposed_at=row.proposed_at,
        confirmed_by=row.confirmed_by,
        method=row.method,
        ended_reason=row.ended_reason,
    )


def _columns(link: AccountLink) -> dict[str, object]:
    return {
        "account_id": link.account_id,
        "proof_id": link.proof_id,
        "person_id": link.person_id,
        "state": link.state.value,
        "why": link.why,
        "proposed_at": link.proposed_at,
        "confirmed_by": link.confirmed_by,
        "method": link.method,
        "ended_reason": link.ended_reason,
    }
