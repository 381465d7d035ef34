"""Accounts over SQLAlchemy Core: personal columns are one sealed document under the account's key."""

import base64
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.identity.domain.accounts.account import Account, ActingContext
from services.identity.ports import Credentials
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Fingerprints, Vault, account_key
from services.identity.store.tables import accounts, contexts

_GET = select(accounts).where(accounts.c.id == bindparam("id"))
_LOCKED = _GET.with_for_update()
# A context that its employer disabled is nobody's until it is enabled again.
_CONTEXTS = (
    select(contexts)
    .where(contexts.c.account_id == bindparam("id"), contexts.c.disabled_at.is_(None))
    .order_by(contexts.c.id)
)
_WITH_EMAIL = select(accounts.c.id, accounts.c.password_hash).where(accounts.c.lookup == bindparam("lookup"))
_ADD_CONTEXT = insert(contexts)
_PASSWORD = select(accounts.c.password_hash).where(accounts.c.id == bindparam("id"))
_CHANGE = update(accounts).where(accounts.c.id == bindparam("which"))


async def open_account(row: Row[Any], vault: Vault) -> Account:
    """An account from its row, without its contexts."""
    account_id: str = row.id
    sealed: bytes = row.sealed
    personal = orjson.loads(await vault.open(account_key(account_id), sealed, account_id.encode()))
    return Account(
        id=account_id,
        kind=row.kind,
        email=personal["email"],
        display_name=personal["display_name"],
        created_at=row.created_at,
        email_verified=row.email_verified,
        subject_salt=base64.b64decode(personal["subject_salt"]),
        nobody=row.nobody,
    )


class SqlAccounts:
    def __init__(self, tx: AsyncConnection, vault: Vault, fingerprints: Fingerprints) -> None:
        self._tx, self._vault, self._fingerprints = tx, vault, fingerprints

    async def get(self, account_id: str) -> Account:
        return await self._read(_GET, account_id)

    async def locked(self, account_id: str) -> Account:
        return await self._read(_LOCKED, account_id)

    async def _read(self, statement: Select[Any], account_id: str) -> Account:
        row = (await self._tx.execute(statement, {"id": account_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such account")
        account = await open_account(row, self._vault)
        found = await self._tx.execute(_CONTEXTS, {"id": account_id})
        return replace(account, contexts=tuple(context_of(row) for row in found))

    async def with_email(self, email: str) -> Credentials | None:
        row = (await self._tx.execute(_WITH_EMAIL, {"lookup": self._lookup(email)})).one_or_none()
        return Credentials(row.id, row.password_hash) if row else None

    async def add(self, account: Account, password_hash: str) -> bool:
        personal = orjson.dumps(
            {
                "email": account.email,
                "display_name": account.display_name,
                "subject_salt": base64.b64encode(account.subject_salt).decode(),
            }
        )
        added = await insert_new(
            self._tx,
            accounts,
            {
                "id": account.id,
                "kind": account.kind,
                "lookup": self._lookup(account.email) if account.email and not account.nobody else None,
                "password_hash": password_hash,
                "sealed": await self._vault.seal(account_key(account.id), personal, account.id.encode()),
                "email_verified": account.email_verified,
                "nobody": account.nobody,
                "created_at": account.created_at,
            },
        )
        if added:
            for context in account.contexts:
                await self.add_context(account.id, context)
        return added

    async def add_context(self, account_id: str, context: ActingContext) -> None:
        await self._tx.execute(
            _ADD_CONTEXT,
            {
                "id": context.id,
                "account_id": account_id,
                "organisation_id": context.organisation_id,
                "organisation_name": context.organisation_name,
                "professional_id": context.professional_id,
                "role": context.role,
                "purpose": context.purpose,
                "employer_id": context.employer_id or context.organisation_id,
                "employer_name": context.employer_name or context.organisation_name,
                "councils": list(context.councils),
            },
        )

    async def password_hash(self, account_id: str) -> str:
        return str((await self._tx.execute(_PASSWORD, {"id": account_id})).scalar_one())

    async def set_email(self, account_id: str, email: str) -> bool:
        row = (await self._tx.execute(_LOCKED, {"id": account_id})).one()
        personal = orjson.loads(await self._vault.open(account_key(account_id), row.sealed, account_id.encode()))
        sealed = await self._vault.seal(
            account_key(account_id), orjson.dumps(personal | {"email": email}), account_id.encode()
        )
        lookup, other = self._lookup(email), accounts.alias()
        taken = select(other.c.id).where(other.c.lookup == lookup, other.c.id != account_id).exists()
        changed = _CHANGE.where(~taken).values(lookup=lookup, sealed=sealed, email_verified=True)
        try:
            # Two at once see neither the other's: the index tells the second, whose transaction goes on all the same.
            async with self._tx.begin_nested():
                # RETURNING and not rowcount, which not every driver counts.
                done = await self._tx.execute(changed.returning(accounts.c.id), {"which": account_id})
                return done.first() is not None
        except IntegrityError:
            return False

    async def set_password(self, account_id: str, password_hash: str) -> None:
        await self._tx.execute(_CHANGE.values(password_hash=password_hash), {"which": account_id})

    def _lookup(self, email: str) -> bytes:
        return self._fingerprints.of("email", email)


def context_of(row: Row[Any]) -> ActingContext:
    return ActingContext(
        id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation_name,
        professional_id=row.professional_id,
        role=row.role,
        purpose=row.purpose,
        employer_id=row.employer_id,
        employer_name=row.employer_name,
        councils=tuple(row.councils),
    )
