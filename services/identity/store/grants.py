"""Grants, and the codes, refresh tokens and access tokens that hang off them, over SQLAlchemy Core."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tokens import hashed
from services.identity.domain.authorization.grant import Code, Grant, Refresh
from services.identity.store.insert_new import insert_new
from services.identity.store.tables import assertions, codes, grants, refreshes, tokens

_ADD = insert(grants)
_GET = select(grants).where(grants.c.id == bindparam("id"))
_LIVE_OF = select(grants).where(
    grants.c.account_id == bindparam("account"), grants.c.client_id == bindparam("client"), grants.c.ended_at.is_(None)
)
_BIND = update(grants).where(grants.c.id == bindparam("which"))
_IN_SESSION = select(grants).where(grants.c.session_id == bindparam("session"), grants.c.ended_at.is_(None))
_ALL_LIVE_OF = select(grants).where(grants.c.account_id == bindparam("account"), grants.c.ended_at.is_(None))
_END = update(grants).where(grants.c.id == bindparam("which"), grants.c.ended_at.is_(None))
_END_ALL_OF = update(grants).where(grants.c.client_id == bindparam("client"), grants.c.ended_at.is_(None))
_ADD_CODE, _ADD_REFRESH, _ADD_TOKEN = insert(codes), insert(refreshes), insert(tokens)
_CODE = select(codes).where(codes.c.hash == bindparam("hash")).with_for_update()
_SESSION = select(grants.c.session_id).where(
    grants.c.client_id == bindparam("client"), grants.c.sid == bindparam("sid")
)
_USE_CODE = update(codes).where(codes.c.hash == bindparam("which"))
_REFRESH = select(refreshes).where(refreshes.c.hash == bindparam("hash")).with_for_update()
_USE_REFRESH = update(refreshes).where(refreshes.c.hash == bindparam("which"))
_LIVE_TOKENS = select(tokens.c.jti).where(tokens.c.grant_id == bindparam("id"), tokens.c.expires_at > bindparam("now"))


class SqlGrants:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, grant: Grant) -> None:
        await self._tx.execute(
            _ADD,
            {
                "id": grant.id,
                "client_id": grant.client_id,
                "account_id": grant.account_id,
                "session_id": grant.session_id,
                "scopes": sorted(grant.scopes),
                "claims": dict(grant.claims),
                "nonce": grant.nonce,
                "acr": grant.acr,
                "signed_in_at": grant.signed_in_at,
                "jkt": grant.jkt,
                "amr": list(grant.amr),
                "sid": grant.sid,
            },
        )

    async def get(self, grant_id: str) -> Grant | None:
        row = (await self._tx.execute(_GET, {"id": grant_id})).one_or_none()
        return _grant(row) if row else None

    async def session_known_as(self, client_id: str, sid: str) -> str:
        return (await self._tx.execute(_SESSION, {"client": client_id, "sid": sid})).scalars().first() or ""

    async def live_of(self, account_id: str, client_id: str) -> list[Grant]:
        found = await self._tx.execute(_LIVE_OF, {"account": account_id, "client": client_id})
        return [_grant(row) for row in found]

    async def all_live_of(self, account_id: str) -> list[Grant]:
        return [_grant(row) for row in await self._tx.execute(_ALL_LIVE_OF, {"account": account_id})]

    async def bind(self, grant_id: str, jkt: str) -> None:
        await self._tx.execute(_BIND.values(jkt=jkt), {"which": grant_id})

    async def in_session(self, session_id: str) -> list[Grant]:
        found = await self._tx.execute(_IN_SESSION, {"session": session_id})
        return [_grant(row) for row in found]

    async def end(self, grant_id: str, at: datetime) -> None:
        await self._tx.execute(_END.values(ended_at=at), {"which": grant_id})

    async def end_all_of(self, client_id: str, at: datetime) -> int:
        return (await self._tx.execute(_END_ALL_OF.values(ended_at=at), {"client": client_id})).rowcount

    async def add_code(self, code: Code) -> None:
        await self._tx.execute(
            _ADD_CODE,
            {
                "hash": code.hash,
                "grant_id": code.grant_id,
                "client_id": code.client_id,
                "redirect_uri": code.redirect_uri,
                "challenge": code.challenge,
                "expires_at": code.expires_at,
            },
        )

    async def code(self, secret: str) -> Code | None:
        row = (await self._tx.execute(_CODE, {"hash": hashed(secret)})).one_or_none()
        return (
            Code(row.hash, row.grant_id, row.client_id, row.redirect_uri, row.challenge, row.expires_at, row.used_at)
            if row
            else None
        )

    async def use_code(self, code: Code, at: datetime) -> None:
        await self._tx.execute(_USE_CODE.values(used_at=at), {"which": code.hash})

    async def add_refresh(self, refresh: Refresh) -> None:
        await self._tx.execute(
            _ADD_REFRESH,
            {
                "hash": refresh.hash,
                "grant_id": refresh.grant_id,
                "client_id": refresh.client_id,
                "expires_at": refresh.expires_at,
            },
        )

    async def refresh(self, secret: str) -> Refresh | None:
        row = (await self._tx.execute(_REFRESH, {"hash": hashed(secret)})).one_or_none()
        return Refresh(row.hash, row.grant_id, row.client_id, row.expires_at, row.used_at) if row else None

    async def use_refresh(self, refresh: Refresh, at: datetime) -> None:
        await self._tx.execute(_USE_REFRESH.values(used_at=at), {"which": refresh.hash})

    async def add_token(self, jti: str, grant_id: str, expires_at: datetime) -> None:
        await self._tx.execute(_ADD_TOKEN, {"jti": jti, "grant_id": grant_id, "expires_at": expires_at})

    async def live_tokens(self, grant_id: str, now: datetime) -> list[str]:
        return list((await self._tx.execute(_LIVE_TOKENS, {"id": grant_id, "now": now})).scalars())


class SqlAssertions:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def first_use(self, client_id: str, jti: str, expires_at: datetime) -> bool:
        return await insert_new(self._tx, assertions, {"client_id": client_id, "jti": jti, "expires_at": expires_at})


def _grant(row: Row[Any]) -> Grant:
    return Grant(
        id=row.id,
        client_id=row.client_id,
        account_id=row.account_id,
        session_id=row.session_id,
        scopes=frozenset(row.scopes),
        claims=row.claims,
        nonce=row.nonce,
        acr=row.acr,
        signed_in_at=row.signed_in_at,
        ended_at=row.ended_at,
        jkt=row.jkt,
        amr=tuple(row.amr),
        sid=row.sid,
    )
