"""Passkeys, authenticator apps and recovery codes over SQLAlchemy Core.

What can be read of them is sealed under the account's own key; what must be found again is a keyed hash.
"""

import base64
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tokens import hashed
from services.identity.domain.credentials.authenticator_app import AuthenticatorApp
from services.identity.domain.credentials.challenge import Challenge
from services.identity.domain.credentials.levels import Ways
from services.identity.domain.credentials.passkey import Attested, Passkey
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Fingerprints, Vault, account_key
from services.identity.store.tables import (
    accounts,
    authenticator_apps,
    half_sign_ins,
    passkeys,
    recovery_codes,
    used_challenges,
)

_OF = select(passkeys).where(passkeys.c.account_id == bindparam("of")).order_by(passkeys.c.added_at, passkeys.c.id)
_WITH = select(passkeys).where(passkeys.c.lookup == bindparam("lookup")).with_for_update()
_PUT = update(passkeys).where(passkeys.c.id == bindparam("which"))
_REMOVE = delete(passkeys).where(passkeys.c.id == bindparam("which"))
_OLD_CHALLENGES = delete(used_challenges).where(used_challenges.c.expires_at < bindparam("now"))
_APP = select(authenticator_apps).where(authenticator_apps.c.account_id == bindparam("of"))
_APP_LOCKED = _APP.with_for_update()
_ADD_APP = insert(authenticator_apps)
_REMOVE_APP = delete(authenticator_apps).where(authenticator_apps.c.account_id == bindparam("of"))
_STEPPED = update(authenticator_apps).where(authenticator_apps.c.account_id == bindparam("which"))
_CODES_LEFT = select(func.count()).where(
    recovery_codes.c.account_id == bindparam("of"), recovery_codes.c.used_at.is_(None)
)
_ADD_CODE = insert(recovery_codes)
_USE_CODE = (
    update(recovery_codes)
    .where(recovery_codes.c.hash == bindparam("which"), recovery_codes.c.used_at.is_(None))
    .returning(recovery_codes.c.hash)
)
_REMOVE_CODES = delete(recovery_codes).where(recovery_codes.c.account_id == bindparam("of"))
_ADD_HALF = insert(half_sign_ins)
_HALF = select(half_sign_ins.c.account_id).where(
    half_sign_ins.c.hash == bindparam("hash"), half_sign_ins.c.expires_at > bindparam("now")
)
_END_HALF = delete(half_sign_ins).where(half_sign_ins.c.hash == bindparam("hash"))
_END_HALVES = delete(half_sign_ins).where(half_sign_ins.c.account_id == bindparam("of"))
_OLD_HALVES = delete(half_sign_ins).where(half_sign_ins.c.expires_at < bindparam("now"))
_PASSWORD = select(accounts.c.password_hash).where(accounts.c.id == bindparam("of"))


class SqlPasskeys:
    def __init__(self, tx: AsyncConnection, vault: Vault, fingerprints: Fingerprints) -> None:
        self._tx, self._vault, self._fingerprints = tx, vault, fingerprints

    async def add(self, passkey: Passkey) -> bool:
        row = await self._columns(passkey) | {
            "id": passkey.id,
            "account_id": passkey.account_id,
            "lookup": self._lookup(passkey.key.credential_id),
            "backup_eligible": passkey.key.backup_eligible,
            "added_at": passkey.added_at,
        }
        found = (await self._tx.execute(_WITH, {"lookup": row["lookup"]})).first()
        return found is None and await insert_new(self._tx, passkeys, row)

    async def of(self, account_id: str) -> list[Passkey]:
        rows = (await self._tx.execute(_OF, {"of": account_id})).all()
        return [await self._opened(row) for row in rows]

    async def with_credential(self, credential_id: str) -> Passkey | None:
        row = (await self._tx.execute(_WITH, {"lookup": self._lookup(credential_id)})).one_or_none()
        return await self._opened(row) if row else None

    async def put(self, passkey: Passkey) -> None:
        await self._tx.execute(_PUT.values(await self._columns(passkey)), {"which": passkey.id})

    async def remove(self, passkey_id: str) -> None:
        await self._tx.execute(_REMOVE, {"which": passkey_id})

    async def first_use(self, challenge: Challenge, now: datetime) -> bool:
        await self._tx.execute(_OLD_CHALLENGES, {"now": now})
        row = {"hash": hashed(challenge.value.hex()), "expires_at": challenge.expires_at}
        return await insert_new(self._tx, used_challenges, row)

    async def _columns(self, passkey: Passkey) -> dict[str, Any]:
        key = passkey.key
        personal = orjson.dumps(
            {
                "name": passkey.name,
                "credential_id": key.credential_id,
                "public_key": base64.b64encode(key.public_key).decode(),
                "aaguid": key.aaguid,
                "counts_from": passkey.counts_from and passkey.counts_from.isoformat(),
            }
        )
        return {
            "sealed": await self._vault.seal(account_key(passkey.account_id), personal, passkey.id.encode()),
            "sign_count": key.sign_count,
            "backed_up": key.backed_up,
            "used_at": passkey.used_at,
        }

    async def _opened(self, row: Row[Any]) -> Passkey:
        personal = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, row.id.encode()))
        key = Attested(
            credential_id=personal["credential_id"],
            public_key=base64.b64decode(personal["public_key"]),
            sign_count=row.sign_count,
            aaguid=personal["aaguid"],
            backup_eligible=row.backup_eligible,
            backed_up=row.backed_up,
        )
        # Not said of those that were kept before any mailed link could make one.
        counts_from = personal.get("counts_from") and datetime.fromisoformat(personal["counts_from"])
        return Passkey(row.id, row.account_id, personal["name"], key, row.added_at, row.used_at, counts_from)

    def _lookup(self, credential_id: str) -> bytes:
        return self._fingerprints.of("passkey", credential_id)


class SqlCodes:
    """Authenticator apps, recovery codes, and sign-ins that wait for either."""

    def __init__(self, tx: AsyncConnection, vault: Vault, fingerprints: Fingerprints) -> None:
        self._tx, self._vault, self._fingerprints = tx, vault, fingerprints

    async def app(self, account_id: str) -> AuthenticatorApp | None:
        row = (await self._tx.execute(_APP_LOCKED, {"of": account_id})).one_or_none()
        if row is None:
            return None
        secret = await self._vault.open(account_key(account_id), row.sealed, _app_aad(account_id))
        return AuthenticatorApp(account_id, secret.decode(), row.last_step, row.added_at)

    async def app_since(self, account_id: str) -> datetime | None:
        row = (await self._tx.execute(_APP, {"of": account_id})).one_or_none()
        return row.added_at if row else None

    async def set_app(self, app: AuthenticatorApp) -> None:
        await self.remove_app(app.account_id)
        sealed = await self._vault.seal(account_key(app.account_id), app.secret.encode(), _app_aad(app.account_id))
        row = {"account_id": app.account_id, "sealed": sealed, "last_step": app.last_step, "added_at": app.added_at}
        await self._tx.execute(_ADD_APP, row)

    async def stepped(self, app: AuthenticatorApp, step: int) -> None:
        await self._tx.execute(_STEPPED.values(last_step=step), {"which": app.account_id})

    async def remove_app(self, account_id: str) -> None:
        await self._tx.execute(_REMOVE_APP, {"of": account_id})

    async def set_recovery_codes(self, account_id: str, codes: list[str]) -> None:
        await self.remove_recovery_codes(account_id)
        await self._tx.execute(
            _ADD_CODE, [{"hash": self._recovery(account_id, code), "account_id": account_id} for code in codes]
        )

    async def remove_recovery_codes(self, account_id: str) -> None:
        await self._tx.execute(_REMOVE_CODES, {"of": account_id})

    async def use_recovery_code(self, account_id: str, code: str, now: datetime) -> bool:
        used = _USE_CODE.values(used_at=now)
        return (await self._tx.execute(used, {"which": self._recovery(account_id, code)})).first() is not None

    async def recovery_codes_left(self, account_id: str) -> int:
        return int((await self._tx.execute(_CODES_LEFT, {"of": account_id})).scalar_one())

    async def add_half(self, value: str, account_id: str, expires_at: datetime, now: datetime) -> None:
        await self._tx.execute(_OLD_HALVES, {"now": now})
        row = {"hash": hashed(value), "account_id": account_id, "expires_at": expires_at}
        await self._tx.execute(_ADD_HALF, row)

    async def half(self, value: str, now: datetime) -> str | None:
        account_id: str | None = (await self._tx.execute(_HALF, {"hash": hashed(value), "now": now})).scalar()
        return account_id

    async def end_half(self, value: str) -> None:
        await self._tx.execute(_END_HALF, {"hash": hashed(value)})

    async def end_halves(self, account_id: str) -> None:
        await self._tx.execute(_END_HALVES, {"of": account_id})

    async def ways(self, account_id: str) -> Ways:
        password = (await self._tx.execute(_PASSWORD, {"of": account_id})).scalar_one()
        app = (await self._tx.execute(_APP, {"of": account_id})).first()
        held = (await self._tx.execute(_OF, {"of": account_id})).all()
        return Ways(password=bool(password), app=app is not None, passkeys=len(held))

    def _recovery(self, account_id: str, code: str) -> bytes:
        return self._fingerprints.of("recovery-code", account_id, code)


def _app_aad(account_id: str) -> bytes:
    return f"authenticator-app/{account_id}".encode()
