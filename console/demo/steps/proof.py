"""10. Her disclosures are in the tamper-evident log, which anybody can verify; a changed database cannot hide it."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select, update

from chassis.db import database
from chassis.merkle import Checkpoint, Note, Verifier, log_tables
from chassis.merkle.tree import verify_inclusion
from console.demo.check import Step
from console.demo.world import World
from console.topology import database_url


def proof(world: World, step: Step) -> None:
    api = world.resident.api
    rows = api.get("/v1/me/disclosures?limit=100")["items"]

    def covered() -> tuple[Checkpoint, list[dict[str, Any]]] | None:
        """Her newest rows too, once the sequencer has placed them."""
        answer = api.get("/v1/audit/checkpoint")
        note = Note.parse(answer["note"])
        if not note.signers([Verifier.parse(answer["verifier_key"])]):
            return None
        checkpoint = Checkpoint.parse(note.text)
        proofs = [api.raw("GET", f"/v1/audit/inclusion?leaf_id={row['id']}&size={checkpoint.size}") for row in rows]
        return (checkpoint, [p.json() for p in proofs]) if all(p.status_code == 200 for p in proofs) else None

    checkpoint, proofs = step.soon(covered, "a checkpoint is signed (C2SP) and covers all her disclosures")
    held = [
        verify_inclusion(
            bytes.fromhex(each["leaf_hash"]),
            each["index"],
            checkpoint.size,
            [bytes.fromhex(sibling) for sibling in each["path"]],
            checkpoint.root,
        )
        for each in proofs
    ]
    step.check(all(held) and held, f"each of her {len(held)} disclosures verifies against it (RFC 6962)")
    _audit(world, step)


def _audit(world: World, step: Step) -> None:
    step.same(_verify(world.data), 0, "kith audit verify: every service's log is whole")
    url = database_url(world.data, "cases")
    asyncio.run(_move_first_entry(url, timedelta(days=-1)))
    try:
        step.same(
            _verify(world.data), 1, "with one entry's date changed behind its back: it fails, and names the entry"
        )
    finally:
        asyncio.run(_move_first_entry(url, timedelta(days=1)))
    step.same(_verify(world.data), 0, "with the date put back, it is whole again")


async def _move_first_entry(url: str, by: timedelta) -> None:
    """What somebody with the database could do."""
    leaf = log_tables(MetaData()).leaf
    async with database(url) as db, db.transaction() as tx:
        at = (await tx.execute(select(leaf.c.at).where(leaf.c.index == 0))).scalar_one()
        await tx.execute(update(leaf).where(leaf.c.index == 0).values(at=at + by))


def _verify(data: Path) -> int:
    command = [sys.executable, "-m", "services", "audit", "verify", "--data-dir", str(data)]
    return subprocess.run(command, check=False, capture_output=True).returncode
