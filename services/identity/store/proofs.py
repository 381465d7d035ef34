"""Proofs over SQLAlchemy Core: claims and evidence numbers are one sealed document under the account's key."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import NotFound
from services.identity.domain.proofs.gpg45 import Item, Level
from services.identity.domain.proofs.proof import Claims, Evidence, Proof
from services.identity.store.insert_new import insert_new
from services.identity.store.secrets import Fingerprints, Vault, account_key
from services.identity.store.tables import evidence_items, proofs

_GET = select(proofs).where(proofs.c.id == bindparam("id")).with_for_update()
_OF = select(proofs).where(proofs.c.account_id == bindparam("of")).order_by(proofs.c.submitted_at.desc(), proofs.c.id)
_DOUBTED = (
    select(proofs)
    .where(proofs.c.state == "contra-indicated")
    .order_by(proofs.c.decided_at, proofs.c.id)
    .limit(bindparam("most"))
)
_ADD = insert(proofs)
_PUT = update(proofs).where(proofs.c.id == bindparam("which"))
_OWNER = select(evidence_items.c.account_id).where(evidence_items.c.fingerprint == bindparam("fingerprint"))


class SqlProofs:
    def __init__(self, tx: AsyncConnection, vault: Vault, fingerprints: Fingerprints) -> None:
        self._tx, self._vault, self._fingerprints = tx, vault, fingerprints

    async def get(self, proof_id: str) -> tuple[Proof, tuple[Evidence, ...]]:
        row = (await self._tx.execute(_GET, {"id": proof_id})).one_or_none()
        if row is None:
            raise NotFound("there is no such proof")
        return await self._opened(row)

    async def of(self, account_id: str) -> list[Proof]:
        rows = (await self._tx.execute(_OF, {"of": account_id})).all()
        return [(await self._opened(row))[0] for row in rows]

    async def doubted(self, most: int) -> list[Proof]:
        rows = (await self._tx.execute(_DOUBTED, {"most": most})).all()
        return [(await self._opened(row))[0] for row in rows]

    async def add(self, proof: Proof, evidence: Sequence[Evidence]) -> None:
        sealed = await self._sealed(proof, evidence)
        await self._tx.execute(
            _ADD, _columns(proof) | {"id": proof.id, "account_id": proof.account_id, "sealed": sealed}
        )

    async def put(self, proof: Proof) -> None:
        _, evidence = await self.get(proof.id)
        sealed = await self._sealed(proof, evidence)
        await self._tx.execute(_PUT.values(_columns(proof) | {"sealed": sealed}), {"which": proof.id})

    async def claim_evidence(self, evidence: Evidence, account_id: str, proof_id: str) -> bool:
        fingerprint = self._fingerprints.of("evidence", evidence.item)
        row = {"fingerprint": fingerprint, "account_id": account_id, "proof_id": proof_id}
        if await insert_new(self._tx, evidence_items, row):
            return True
        owner = (await self._tx.execute(_OWNER, {"fingerprint": fingerprint})).scalar_one()
        return bool(owner == account_id)

    async def _sealed(self, proof: Proof, evidence: Sequence[Evidence]) -> bytes:
        personal = orjson.dumps({"claims": proof.claims, "evidence": list(evidence)})
        return await self._vault.seal(account_key(proof.account_id), personal, proof.id.encode())

    async def _opened(self, row: Row[Any]) -> tuple[Proof, tuple[Evidence, ...]]:
        personal = orjson.loads(await self._vault.open(account_key(row.account_id), row.sealed, row.id.encode()))
        claims = personal["claims"] | {"date_of_birth": date.fromisoformat(personal["claims"]["date_of_birth"])}
        evidence = tuple(
            Evidence(e["kind"], e["number"], date.fromisoformat(e["expires_on"]) if e["expires_on"] else None)
            for e in personal["evidence"]
        )
        proof = Proof(
            id=row.id,
            account_id=row.account_id,
            state=row.state,
            claims=Claims(**claims),
            submitted_at=row.submitted_at,
            decided_at=row.decided_at,
            expires_at=row.expires_at,
            level=Level(row.level),
            profile=row.profile,
            evidence=tuple(Item(*item) for item in row.evidence),
            activity=row.activity,
            fraud=row.fraud,
            verification=row.verification,
            missing=tuple(row.missing),
            provider=row.provider,
            table=row.table_version,
            contra_indicators=tuple(row.contra_indicators),
            provenance=row.provenance,
        )
        return proof, evidence


def _columns(proof: Proof) -> dict[str, Any]:
    return {
        "state": proof.state,
        "submitted_at": proof.submitted_at,
        "decided_at": proof.decided_at,
        "expires_at": proof.expires_at,
        "level": int(proof.level),
        "profile": proof.profile,
        "evidence": [[item.kind, item.strength, item.validity] for item in proof.evidence],
        "activity": proof.activity,
        "fraud": proof.fraud,
        "verification": proof.verification,
        "missing": list(proof.missing),
        "provider": proof.provider,
        "table_version": proof.table,
        "contra_indicators": list(proof.contra_indicators),
        "provenance": dict(proof.provenance),
    }
