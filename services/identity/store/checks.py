"""Checks over SQLAlchemy Core. Findings hold scores and codes, nothing that names anybody."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.identity.domain.proofs.checks import Check, Finding
from services.identity.domain.proofs.gpg45 import Item
from services.identity.store.tables import evidence_checks

_ADD = insert(evidence_checks)
_OF = select(evidence_checks).where(evidence_checks.c.proof_id == bindparam("proof")).order_by(evidence_checks.c.id)
_PUT = update(evidence_checks).where(evidence_checks.c.id == bindparam("which"))
_DUE = (
    select(evidence_checks.c.proof_id)
    .where(evidence_checks.c.next_at <= bindparam("now"))
    .group_by(evidence_checks.c.proof_id)
    .limit(bindparam("most"))
)


class SqlChecks:
    def __init__(self, tx: AsyncConnection) -> None:
        self._tx = tx

    async def add(self, checks: Sequence[Check]) -> None:
        await self._tx.execute(
            _ADD,
            [_columns(check) | {"id": check.id, "proof_id": check.proof_id, "kind": check.kind} for check in checks],
        )

    async def of(self, proof_id: str) -> list[Check]:
        return [_check(row) for row in await self._tx.execute(_OF, {"proof": proof_id})]

    async def put(self, check: Check) -> None:
        await self._tx.execute(_PUT.values(_columns(check)), {"which": check.id})

    async def due(self, now: datetime, most: int) -> list[str]:
        return list((await self._tx.execute(_DUE, {"now": now, "most": most})).scalars())


def _columns(check: Check) -> dict[str, Any]:
    return {
        "attempts": check.attempts,
        "next_at": check.next_at,
        "finding": asdict(check.finding) if check.finding else {},
    }


def _check(row: Row[Any]) -> Check:
    finding = None
    if row.finding:
        items = tuple(Item(**item) for item in row.finding["items"])
        codes = tuple(row.finding["contra_indicators"])
        finding = Finding(**(row.finding | {"items": items, "contra_indicators": codes}))
    return Check(row.id, row.proof_id, row.kind, row.next_at, row.attempts, finding)
