"""Sessions over SQLAlchemy Core; the cookie's value is kept as its SHA-256."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.tokens import hashed
from services.identity.domain.proofs.gpg45 import Level
from services.identity.domain.sessions.session import Session, Upstream
from services.identity.domain.sessions.standing import Standing
from services.identity.domain.workplaces.staff import HeldContext
from services.identity.store.accounts import context_of, open_account
from services.identity.store.secrets import Vault
from services.identity.store.tables import accounts, contexts, proofs, sessions

_ADD = insert(sessions)
_BY_VALUE = select(sessions).where(sessions.c.hash == bindparam("hash"))
_GET = select(sessions).where(sessions.c.id == bindparam("id"))
_LIVE = update(sessions).where(sessions.c.id == bindparam("which"), sessions.c.ended_at.is_(None))
_LIVE_OF = (
    select(sessions)
    .where(
        sessions.c.account_id == bindparam("of"),
        sessions.c.ended_at.is_(None),
        sessions.c.expires_at > bindparam("now"),
    )
    .order_by(sessions.c.signed_in_at.desc(), sessions.c.id)
)
_ACCOUNT = select(accounts).where(accounts.c.id == bindparam("id"))
_CONTEXT = select(contexts).where(
    and_(contexts.c.id == bindparam("id"), contexts.c.account_id == bindparam("of"), contexts.c.disabled_at.is_(None))
)
_LIVE_NOW = (sessions.c.ended_at.is_(None), sessions.c.expires_at > bindparam("now"))
_ACTING_FOR = select(sessions).where(
    or_(
        sessions.c.context_id == bindparam("context"),
        and_(sessions.c.account_id == bindparam("account"), sessions.c.upstream_employer_id == bindparam("employer")),
    ),
    *_LIVE_NOW,
)
_BEGUN_AT = select(sessions).where(sessions.c.upstream_employer_id == bindparam("employer"), *_LIVE_NOW)
_LEVEL = select(func.max(proofs.c.level)).where(
    proofs.c.account_id == bindparam("of"), proofs.c.state == "live", proofs.c.expires_at > bindparam("now")
)
_RUN_OUT = (
    select(sessions)
    .where(sessions.c.ended_at.is_(None), sessions.c.expires_at <= bindparam("now"))
    .limit(bindparam("most"))
)


class SqlSessions:
    def __init__(self, tx: AsyncConnection, vault: Vault, clock: Clock) -> None:
        self._tx, self._vault, self._clock = tx, vault, clock

    async def add(self, session: Session, value: str) -> None:
        await self._tx.execute(
            _ADD,
            {
                "id": session.id,
                "hash": hashed(value),
                "account_id": session.account_id,
                "acr": session.acr,
                "signed_in_at": session.signed_in_at,
                "expires_at": session.expires_at,
                "context_id": session.context_id,
                "amr": list(session.amr),
                "reached": _moments(session),
                "upstream_employer_id": session.upstream.employer_id if session.upstream else "",
                "upstream_subject": session.upstream.subject if session.upstream else "",
                "upstream_sid": session.upstream.sid if session.upstream else "",
            },
        )

    async def renew(self, session: Session, value: str) -> None:
        """The session goes on under a new cookie value; the old value is nobody's from here."""
        changed = {
            "hash": hashed(value),
            "acr": session.acr,
            "amr": list(session.amr),
            "reached": _moments(session),
            "signed_in_at": session.signed_in_at,
            "expires_at": session.expires_at,
        }
        await self._tx.execute(_LIVE.values(changed), {"which": session.id})

    async def by_value(self, value: str) -> Session | None:
        row = (await self._tx.execute(_BY_VALUE, {"hash": hashed(value)})).one_or_none()
        return _session(row) if row else None

    async def live_of(self, account_id: str, now: datetime) -> list[Session]:
        return [_session(row) for row in await self._tx.execute(_LIVE_OF, {"of": account_id, "now": now})]

    async def end(self, session_id: str, at: datetime) -> None:
        await self._tx.execute(_LIVE.values(ended_at=at), {"which": session_id})

    async def run_out(self, now: datetime, most: int) -> list[Session]:
        return [_session(row) for row in await self._tx.execute(_RUN_OUT, {"now": now, "most": most})]

    async def get(self, session_id: str) -> Session | None:
        row = (await self._tx.execute(_GET, {"id": session_id})).one_or_none()
        return _session(row) if row else None

    async def acting_for(self, employer_id: str, context: HeldContext, now: datetime) -> list[Session]:
        named = {"context": context.id, "account": context.account_id, "employer": employer_id, "now": now}
        return [_session(row) for row in await self._tx.execute(_ACTING_FOR, named)]

    async def begun_at(self, upstream: Upstream, now: datetime) -> list[Session]:
        statement = _BEGUN_AT
        if upstream.subject:
            statement = statement.where(sessions.c.upstream_subject == upstream.subject)
        if upstream.sid:
            statement = statement.where(sessions.c.upstream_sid == upstream.sid)
        found = await self._tx.execute(statement, {"employer": upstream.employer_id, "now": now})
        return [_session(row) for row in found]

    async def standing(self, session: Session) -> Standing:
        row = (await self._tx.execute(_ACCOUNT, {"id": session.account_id})).one()
        account = await open_account(row, self._vault)
        context, level = None, Level.NONE
        if session.context_id:
            named = {"id": session.context_id, "of": account.id}
            found = (await self._tx.execute(_CONTEXT, named)).one_or_none()
            context = context_of(found) if found else None
            if context and not session.may_act_in(context):
                context = None
        if account.kind == "resident":
            best = (await self._tx.execute(_LEVEL, {"of": account.id, "now": self._clock.now()})).scalar()
            level = Level(best or 0)
        return Standing(session, replace(account, contexts=(context,) if context else ()), context, level)


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        account_id=row.account_id,
        acr=row.acr,
        signed_in_at=row.signed_in_at,
        expires_at=row.expires_at,
        context_id=row.context_id,
        ended_at=row.ended_at,
        amr=tuple(row.amr),
        reached={level: datetime.fromisoformat(at) for level, at in row.reached.items()},
        upstream=Upstream(row.upstream_employer_id, row.upstream_subject, row.upstream_sid)
        if row.upstream_employer_id
        else None,
    )


def _moments(session: Session) -> dict[str, str]:
    return {level: at.isoformat() for level, at in session.reached.items()}
