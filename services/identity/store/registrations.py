"""Tokens of clients that register themselves, over SQLAlchemy Core; each is kept as its SHA-256."""

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.clock import Clock
from chassis.tokens import hashed
from services.identity.domain.clients.registration_token import RegistrationAccess, RegistrationToken
from services.identity.store.tables import clients, registration_access, registration_tokens

_TOKEN = select(registration_tokens).where(registration_tokens.c.hash == bindparam("hash")).with_for_update()
_ADD_TOKEN, _ADD_ACCESS = insert(registration_tokens), insert(registration_access)
_USE = update(registration_tokens).where(registration_tokens.c.hash == bindparam("which"))
_OVER = delete(registration_tokens).where(registration_tokens.c.expires_at < bindparam("now"))
_ACCESS = (
    select(registration_access.c.client_id, registration_access.c.number)
    .join(clients, clients.c.id == registration_access.c.client_id)
    .where(registration_access.c.hash == bindparam("hash"), clients.c.ended_at.is_(None))
    .with_for_update(of=registration_access)
)
_OF_CLIENT = registration_access.c.client_id == bindparam("client")
_END_EARLIER = delete(registration_access).where(_OF_CLIENT, registration_access.c.number < bindparam("before"))
_END_ACCESS = delete(registration_access).where(_OF_CLIENT)


class SqlRegistrations:
    def __init__(self, tx: AsyncConnection, clock: Clock) -> None:
        self._tx, self._clock = tx, clock

    async def add_token(self, token: RegistrationToken) -> None:
        await self._tx.execute(_OVER, {"now": self._clock.now()})
        await self._tx.execute(
            _ADD_TOKEN,
            {
                "hash": token.hash,
                "organisation_id": token.organisation_id,
                "profile": token.profile,
                "uses": token.uses,
                "expires_at": token.expires_at,
            },
        )

    async def token(self, secret: str) -> RegistrationToken | None:
        row = (await self._tx.execute(_TOKEN, {"hash": hashed(secret)})).one_or_none()
        return RegistrationToken(row.hash, row.organisation_id, row.profile, row.uses, row.expires_at) if row else None

    async def use_token(self, token: RegistrationToken) -> None:
        await self._tx.execute(_USE.values(uses=token.uses - 1), {"which": token.hash})

    async def add_access(self, access: RegistrationAccess, secret: str) -> None:
        row = {"hash": hashed(secret), "client_id": access.client_id, "number": access.number}
        await self._tx.execute(_ADD_ACCESS, row)

    async def access(self, secret: str) -> RegistrationAccess | None:
        row = (await self._tx.execute(_ACCESS, {"hash": hashed(secret)})).one_or_none()
        return RegistrationAccess(row.client_id, row.number) if row else None

    async def end_earlier(self, access: RegistrationAccess) -> None:
        await self._tx.execute(_END_EARLIER, {"client": access.client_id, "before": access.number})

    async def end_access(self, client_id: str) -> None:
        await self._tx.execute(_END_ACCESS, {"client": client_id})
