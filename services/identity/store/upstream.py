"""Visits to providers elsewhere, over SQLAlchemy Core; nonce and verifier are sealed under the account's key."""

from datetime import datetime

import orjson
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tokens import hashed
from services.identity.domain.proofs.upstream import Visit
from services.identity.store.secrets import Vault, account_key
from services.identity.store.tables import upstream_attempts

_t = upstream_attempts.c
_ADD = insert(upstream_attempts)
_GET = select(upstream_attempts).where(_t.state_hash == bindparam("state")).with_for_update()
_USE = update(upstream_attempts).where(_t.state_hash == bindparam("state")).values(used_at=bindparam("at"))
_FORGET = delete(upstream_attempts).where(_t.expires_at < bindparam("now"))


class SqlUpstreamVisits:
    def __init__(self, tx: AsyncConnection, vault: Vault) -> None:
        self._tx, self._vault = tx, vault

    async def add(self, visit: Visit, now: datetime) -> None:
        await self._tx.execute(_FORGET, {"now": now})
        state = hashed(visit.state)
        secrets = orjson.dumps({"nonce": visit.nonce, "verifier": visit.verifier, "interaction": visit.interaction_id})
        await self._tx.execute(
            _ADD,
            {
                "state_hash": state,
                "provider": visit.provider,
                "account_id": visit.account_id,
                "session_id": visit.session_id,
                "sealed": await self._vault.seal(account_key(visit.account_id), secrets, state.encode()),
                "expires_at": visit.expires_at,
            },
        )

    async def by_state(self, state: str) -> Visit | None:
        row = (await self._tx.execute(_GET, {"state": hashed(state)})).one_or_none()
        if row is None:
            return None
        opened = await self._vault.open(account_key(row.account_id), row.sealed, row.state_hash.encode())
        secrets = orjson.loads(opened)
        return Visit(
            state,
            row.provider,
            row.account_id,
            row.session_id,
            secrets["nonce"],
            secrets["verifier"],
            row.expires_at,
            secrets["interaction"],
            row.used_at,
        )

    async def use(self, visit: Visit, at: datetime) -> None:
        await self._tx.execute(_USE, {"state": hashed(visit.state), "at": at})
