"""Logout notices over SQLAlchemy Core."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.sessions.logout import LogoutNotice
from services.identity.store.insert_new import insert_new
from services.identity.store.tables import grants, logout_notices

_CLIENTS = select(grants.c.client_id).distinct().where(grants.c.session_id == bindparam("session"))
_DUE = (
    select(logout_notices)
    .where(logout_notices.c.due_at <= bindparam("now"))
    .order_by(logout_notices.c.due_at, logout_notices.c.id)
    .limit(bindparam("most"))
)
_AGAIN = update(logout_notices).where(logout_notices.c.id == bindparam("which"))
_REMOVE = delete(logout_notices).where(logout_notices.c.id == bindparam("which"))
_REMOVE_ALL_FOR = delete(logout_notices).where(logout_notices.c.client_id == bindparam("client"))


class SqlLogouts:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def clients_of(self, session_id: str) -> list[str]:
        return list((await self._tx.execute(_CLIENTS, {"session": session_id})).scalars())

    async def add(self, notice: LogoutNotice, now: datetime) -> None:
        await insert_new(
            self._tx,
            logout_notices,
            {
                "id": notice.id,
                "client_id": notice.client_id,
                "subject": notice.subject,
                "session_id": notice.session_id,
                "sid": notice.sid,
                "useful_until": notice.useful_until,
                "tries": notice.tries,
                "due_at": now,
            },
        )

    async def due(self, now: datetime, most: int) -> list[LogoutNotice]:
        rows = await self._tx.execute(_DUE, {"now": now, "most": most})
        return [
            LogoutNotice(row.id, row.client_id, row.subject, row.session_id, row.sid, row.useful_until, row.tries)
            for row in rows
        ]

    async def put_off(self, notice: LogoutNotice, until: datetime) -> None:
        await self._tx.execute(_AGAIN.values(tries=notice.tries + 1, due_at=until), {"which": notice.id})

    async def remove(self, notice_id: str) -> None:
        await self._tx.execute(_REMOVE, {"which": notice_id})

    async def remove_all_for(self, client_id: str) -> None:
        await self._tx.execute(_REMOVE_ALL_FOR, {"client": client_id})
