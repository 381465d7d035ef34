"""Whereabouts, care and the end of accounts, over SQLAlchemy Core; personal parts under the account's own key."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.merkle import Log
from services.identity.domain.accounts.activity import SHOWN, Entry
from services.identity.domain.accounts.care import Care, SafeContact
from services.identity.domain.sessions.whereabouts import Whereabouts
from services.identity.store import tables
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Vault, account_key
from services.identity.store.tables import care, closed_accounts, whereabouts

_LEAF = tables.log.leaf
_PLACES = select(whereabouts).where(whereabouts.c.account_id == bindparam("of"))
_CARE = select(care).where(care.c.account_id == bindparam("of"))
_FOR_REVIEW = select(care).where(care.c.review_since.is_not(None)).order_by(care.c.review_since).limit(100)
_PUT_CARE = update(care).where(care.c.account_id == bindparam("which"))
_ENTRIES = (
    select(_LEAF.c.seq, _LEAF.c.id, _LEAF.c.kind, _LEAF.c.at, _LEAF.c.sealed)
    .where(_LEAF.c.subject == bindparam("of"), _LEAF.c.kind.in_(sorted(SHOWN)))
    .order_by(_LEAF.c.seq.desc())
)
_NAMED = select(_LEAF.c.seq).where(_LEAF.c.id == bindparam("leaf"), _LEAF.c.subject == bindparam("of"))
_CLOSE = insert(closed_accounts)
_TO_ERASE = select(closed_accounts.c.account_id).where(closed_accounts.c.erased_at.is_(None)).limit(20)
_ERASED = update(closed_accounts).where(closed_accounts.c.account_id == bindparam("which"))
_NOBODYS = update(tables.accounts).where(tables.accounts.c.id == bindparam("which"))
# No provider is asked about somebody who has left.
_UNDECIDED = (
    update(tables.proofs)
    .where(tables.proofs.c.account_id == bindparam("which"), tables.proofs.c.state == "pending")
    .values(state="withdrawn")
)
# At once, for others read lists of these: what a vouch counts for its giver stays, and whom it was for does not.
_LEAVING = [
    delete(tables.examinations).where(tables.examinations.c.account_id == bindparam("which")),
    delete(tables.mandates).where(tables.mandates.c.account_id == bindparam("which")),
    update(tables.sittings).where(tables.sittings.c.account_id == bindparam("which")).values(person=b""),
]
# In an order that foreign keys allow.
_GONE = [
    delete(table).where(table.c.account_id == bindparam("which"))
    for table in (
        tables.evidence_items,
        tables.passkeys,
        tables.authenticator_apps,
        tables.recovery_codes,
        tables.half_sign_ins,
        tables.approvals,
        whereabouts,
        care,
        tables.confirmations,
    )
]


class SqlWhereabouts:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def note(self, session_id: str, account_id: str, place: Whereabouts) -> None:
        content = orjson.dumps({"browser": place.browser, "network": place.network})
        sealed = await self._vault.seal(account_key(account_id), content, session_id.encode())
        await insert_new(self._tx, whereabouts, {"session_id": session_id, "account_id": account_id, "sealed": sealed})

    async def of(self, account_id: str) -> dict[str, Whereabouts]:
        found = {}
        for row in (await self._tx.execute(_PLACES, {"of": account_id})).all():
            content = await self._vault.open(account_key(account_id), row.sealed, row.session_id.encode())
            found[row.session_id] = Whereabouts(**orjson.loads(content))
        return found


class SqlCare:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def of(self, account_id: str) -> Care:
        row = (await self._tx.execute(_CARE, {"of": account_id})).one_or_none()
        return await self._opened(row) if row else Care(account_id)

    async def for_review(self) -> list[Care]:
        return [await self._opened(row) for row in (await self._tx.execute(_FOR_REVIEW)).all()]

    async def put(self, kept: Care) -> None:
        contact = kept.contact
        content = orjson.dumps(
            {
                "reason": kept.reason,
                "contact": contact
                and {
                    "channels": sorted(contact.channels),
                    "times": contact.times,
                    "language": contact.language,
                    "phone": contact.phone,
                },
            }
        )
        sealed = await self._vault.seal(account_key(kept.account_id), content, b"care")
        values = {"sealed": sealed, "at_risk": kept.at_risk, "review_since": kept.review_since}
        if not await insert_new(self._tx, care, {"account_id": kept.account_id} | values):
            await self._tx.execute(_PUT_CARE.values(values), {"which": kept.account_id})

    async def _opened(self, row: Row[Any]) -> Care:
        content = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, b"care"))
        contact = content["contact"]
        return Care(
            account_id=row.account_id,
            contact=SafeContact(**contact | {"channels": frozenset(contact["channels"])}) if contact else None,
            at_risk=row.at_risk,
            reason=content["reason"],
            review_since=row.review_since,
        )


class SqlActivity:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def of(self, account_id: str, before: str, limit: int) -> list[Entry]:
        statement = _ENTRIES.limit(limit)
        if before:
            seq = (await self._tx.execute(_NAMED, {"leaf": before, "of": account_id})).scalar()
            statement = statement.where(_LEAF.c.seq < (seq or 0))
        return [
            await self._opened(account_id, row) for row in (await self._tx.execute(statement, {"of": account_id})).all()
        ]

    async def get(self, account_id: str, entry_id: str) -> Entry | None:
        statement = _ENTRIES.where(_LEAF.c.id == bindparam("leaf"))
        row = (await self._tx.execute(statement, {"of": account_id, "leaf": entry_id})).one_or_none()
        return await self._opened(account_id, row) if row else None

    async def _opened(self, account_id: str, row: Any) -> Entry:
        content = orjson.loads(await self._vault.open(account_key(account_id), row.sealed, row.id.encode()))
        return Entry(row.id, row.kind, row.at, content["facts"])


class SqlClosedAccounts:
    def __init__(self, tx: AsyncConnection, log: Log) -> None:
        self._tx, self._log = tx, log

    async def add(self, account_id: str, at: datetime) -> None:
        await self._tx.execute(_CLOSE, {"account_id": account_id, "closed_at": at})
        await self._tx.execute(_NOBODYS.values(lookup=None, password_hash=""), {"which": account_id})
        for statement in (_UNDECIDED, *_LEAVING):
            await self._tx.execute(statement, {"which": account_id})

    async def to_erase(self) -> list[str]:
        return list((await self._tx.execute(_TO_ERASE)).scalars())

    async def erase(self, account_id: str, at: datetime) -> None:
        for statement in _GONE:
            await self._tx.execute(statement, {"which": account_id})
        await self._tx.execute(_NOBODYS.values(sealed=b""), {"which": account_id})
        await self._log.forget(self._tx, account_id)
        await self._tx.execute(_ERASED.values(erased_at=at), {"which": account_id})
