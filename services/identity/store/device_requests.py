"""Device requests over SQLAlchemy Core."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.tokens import hashed
from services.identity.domain.authorization.device_request import DeviceRequest, as_typed
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Fingerprints
from services.identity.store.tables import device_requests

_BY_SECRET = select(device_requests).where(device_requests.c.hash == bindparam("hash")).with_for_update()
_BY_USER_CODE = select(device_requests).where(device_requests.c.user_code == bindparam("code")).with_for_update()
_PUT = update(device_requests).where(device_requests.c.hash == bindparam("which"))


class SqlDeviceRequests:
    def __init__(self, tx: AsyncConnection, fingerprints: Fingerprints) -> None:
        self._tx, self._fingerprints = tx, fingerprints

    async def add(self, request: DeviceRequest, user_code: str) -> bool:
        values = {
            "hash": request.hash,
            "user_code": self._code(user_code),
            "client_id": request.client_id,
            "scopes": sorted(request.scopes),
            "expires_at": request.expires_at,
            "interval_seconds": int(request.interval.total_seconds()),
            "state": request.state,
            "grant_id": request.grant_id,
        }
        return await insert_new(self._tx, device_requests, values)

    async def by_secret(self, secret: str) -> DeviceRequest | None:
        return await self._read(_BY_SECRET, {"hash": hashed(secret)})

    async def by_user_code(self, user_code: str) -> DeviceRequest | None:
        return await self._read(_BY_USER_CODE, {"code": self._code(user_code)})

    async def put(self, request: DeviceRequest) -> None:
        changed = {
            "interval_seconds": int(request.interval.total_seconds()),
            "polled_at": request.polled_at,
            "state": request.state,
            "grant_id": request.grant_id,
        }
        await self._tx.execute(_PUT.values(changed), {"which": request.hash})

    async def _read(self, statement: Select[Any], named: dict[str, Any]) -> DeviceRequest | None:
        row = (await self._tx.execute(statement, named)).one_or_none()
        if row is None:
            return None
        return DeviceRequest(
            hash=row.hash,
            client_id=row.client_id,
            scopes=frozenset(row.scopes),
            expires_at=row.expires_at,
            interval=timedelta(seconds=row.interval_seconds),
            polled_at=row.polled_at,
            state=row.state,
            grant_id=row.grant_id,
        )

    def _code(self, user_code: str) -> bytes:
        return self._fingerprints.of("user-code", as_typed(user_code))
