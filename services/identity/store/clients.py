"""Clients and the approvals residents gave them, over SQLAlchemy Core."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.identity.domain.authorization.interaction import Approval
from services.identity.domain.clients.client import Client, Registration
from services.identity.store.insert_new import insert_new
from services.identity.store.tables import approvals, clients

_SILENT = Registration()
_LIVE = clients.c.ended_at.is_(None)
_GET = select(clients).where(clients.c.id == bindparam("id"), _LIVE)
_NAME = select(clients.c.name).where(clients.c.id == bindparam("id"))
_LISTED = select(clients).where(_LIVE).order_by(clients.c.name, clients.c.id)
_ADD = insert(clients)
_CHANGE = update(clients).where(clients.c.id == bindparam("which"))
_OF_BOTH = (approvals.c.account_id == bindparam("account"), approvals.c.client_id == bindparam("client"))
_APPROVAL = select(approvals).where(*_OF_BOTH)
_APPROVALS = (
    select(approvals)
    .join(clients, clients.c.id == approvals.c.client_id)
    .where(approvals.c.account_id == bindparam("account"), _LIVE)
    .order_by(approvals.c.approved_at)
)
_PUT_APPROVAL = update(approvals).where(*_OF_BOTH)
_REMOVE_APPROVAL = delete(approvals).where(*_OF_BOTH).returning(approvals.c.client_id)
_REMOVE_ALL_FOR = delete(approvals).where(approvals.c.client_id == bindparam("client"))


class SqlClients:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, client_id: str) -> Client:
        row = (await self._tx.execute(_GET, {"id": client_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such client")
        return _client(row)

    async def name_of(self, client_id: str) -> str:
        return str((await self._tx.execute(_NAME, {"id": client_id})).scalar() or "")

    async def listed(self) -> list[Client]:
        return [_client(row) for row in await self._tx.execute(_LISTED)]

    async def add(self, client: Client) -> None:
        fixed = {
            "id": client.id,
            "profile": client.profile,
            "organisation_id": client.organisation_id,
            "role": client.role,
            "created_at": client.created_at,
        }
        await self._tx.execute(_ADD, fixed | _changing(client))

    async def set_jwks(self, client_id: str, jwks: str) -> None:
        await self._tx.execute(_CHANGE.values(jwks=jwks), {"which": client_id})

    async def put(self, client: Client) -> None:
        await self._tx.execute(_CHANGE.values(_changing(client)), {"which": client.id})

    async def end(self, client_id: str, at: datetime) -> None:
        await self._tx.execute(_CHANGE.values(ended_at=at), {"which": client_id})


class SqlApprovals:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def get(self, account_id: str, client_id: str) -> Approval | None:
        row = (await self._tx.execute(_APPROVAL, {"account": account_id, "client": client_id})).one_or_none()
        return _approval(row) if row else None

    async def of(self, account_id: str) -> list[Approval]:
        return [_approval(row) for row in await self._tx.execute(_APPROVALS, {"account": account_id})]

    async def put(self, approval: Approval) -> None:
        what = {
            "claims": sorted(approval.claims),
            "refused": sorted(approval.refused),
            "approved_at": approval.approved_at,
        }
        whose = {"account_id": approval.account_id, "client_id": approval.client_id}
        if not await insert_new(self._tx, approvals, whose | what):
            await self._tx.execute(
                _PUT_APPROVAL.values(what), {"account": approval.account_id, "client": approval.client_id}
            )

    async def remove(self, account_id: str, client_id: str) -> bool:
        done = await self._tx.execute(_REMOVE_APPROVAL, {"account": account_id, "client": client_id})
        return done.first() is not None

    async def remove_all_for(self, client_id: str) -> int:
        return (await self._tx.execute(_REMOVE_ALL_FOR, {"client": client_id})).rowcount


def _changing(client: Client) -> dict[str, Any]:
    """What a client may change of itself."""
    return {
        "name": client.name,
        "redirect_uris": list(client.redirect_uris),
        "post_logout_redirect_uris": list(client.post_logout_redirect_uris),
        "scopes": sorted(client.scopes),
        "jwks": client.jwks,
        "registration": _said(client.registration),
        "secret_hash": client.secret_hash,
    }


def _client(row: Row[Any]) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        profile=row.profile,
        organisation_id=row.organisation_id,
        redirect_uris=tuple(row.redirect_uris),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris),
        scopes=frozenset(row.scopes),
        jwks=row.jwks,
        role=row.role,
        created_at=row.created_at,
        registration=_registration(row.registration),
        secret_hash=row.secret_hash,
    )


def _said(registration: Registration) -> dict[str, Any]:
    """What was said, and nothing of what was not: a member added later has its default for every client there is."""
    return {name: value for name, value in asdict(registration).items() if value != getattr(_SILENT, name)}


def _registration(said: dict[str, Any]) -> Registration:
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Registration(**kept)


def _approval(row: Row[Any]) -> Approval:
    return Approval(row.account_id, row.client_id, frozenset(row.claims), frozenset(row.refused), row.approved_at)
