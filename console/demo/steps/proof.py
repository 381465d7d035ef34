"""9. Her disclosures are in the tamper-evident log, which anybody can verify; a changed database cannot hide it."""

import shutil
import sqlite3
import subprocess
import sys
from base64 import b64decode
from contextlib import closing

from chassis.merkle import Checkpoint, Note, Verifier
from chassis.merkle.tree import verify_inclusion
from console.demo.check import Step
from console.demo.twins import snapshot
from console.demo.world import World


def proof(world: World, step: Step) -> None:
    api = world.resident.api
    rows = api.get("/v1/me/disclosures?limit=100")["items"]

    def covered() -> tuple[Checkpoint, list[dict[str, object]]] | None:
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
            b64decode(str(each["leaf_hash"])),
            int(str(each["index"])),
            checkpoint.size,
            [b64decode(p) for p in each["path"]],  # type: ignore[attr-defined]
            checkpoint.root,
        )
        for each in proofs
    ]
    step.check(all(held) and held, f"each of her {len(held)} disclosures verifies against it (RFC 6962)")
    _audit(world, step)


def _audit(world: World, step: Step) -> None:
    copy = snapshot(world.topology, "audit")
    step.same(_verify(copy), 0, "kith audit verify, on a copy of the databases: whole")
    with closing(sqlite3.connect(copy / "cases.db")) as db, db:
        db.execute("UPDATE log_leaf SET at = datetime(at, '-1 day') WHERE \"index\" = 0")
    step.same(_verify(copy), 1, "with one entry's date changed behind its back: it fails, and names the entry")
    shutil.rmtree(copy)


def _verify(data: object) -> int:
    command = [sys.executable, "-m", "services", "audit", "verify", "--data-dir", str(data)]
    return subprocess.run(command, check=False, capture_output=True).returncode
