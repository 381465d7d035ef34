"""An inspector's file: whole and proved, or not there."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from chassis.merkle import BadNote, Checkpoint
from console.audit_export import write_export
from console.audit_proof import NotProved
from tests.chassis import outsider
from tests.chassis.logbook import SIGNER, START, Logbook, logbook

KEY = str(SIGNER.verifier)


@dataclass
class Kith:
    """Shows the rows of a real log, two a page."""

    note: str
    rows: list[dict[str, Any]]
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def get(self, path: str) -> Any:
        if path == "/v1/audit/checkpoint":
            return {"note": self.note, "verifier_key": KEY}
        query = parse_qs(path.partition("?")[2])
        self.asked.append(query)
        begin = int(query.get("cursor", ["0"])[0])
        after = begin + 2
        more = str(after) if after < len(self.rows) else None
        return {"checkpoint": self.note, "size": 5, "items": self.rows[begin:after], "next_cursor": more}


async def kith(book: Logbook) -> Kith:
    ids = await book.act(5)
    await book.sequence()
    async with book.db.reading() as tx:
        note = await book.log.latest(tx)
        rows = []
        for leaf_id in ids:
            found = await book.log.inclusion(tx, leaf_id, 5)
            path = [each.hex() for each in found.hashes]
            proof = {"index": found.leaf.index, "size": 5, "leaf_hash": found.leaf.hash.hex(), "path": path}
            rows.append({"id": leaf_id, "entry": found.leaf.entry.decode(), "proof": proof})
    return Kith(str(note), rows)


@pytest.fixture
async def there(tmp_path: Path) -> Kith:
    async with logbook(f"sqlite:///{tmp_path}/log.db") as book:
        return await kith(book)


def write(there: Kith, file: Path) -> Any:
    return write_export(there, file, "2026-11-01", "2026-11-30", [KEY])


def left(folder: Path) -> list[Path]:
    return sorted(folder.glob("*export*"))


async def test_the_file_is_enough_for_an_outsider(there: Kith, tmp_path: Path) -> None:
    there.rows[0]["proof"] = None
    file = tmp_path / "export.jsonl"
    written = write(there, file)
    head, *rows, last = [json.loads(line) for line in file.read_text().splitlines()]
    assert (written.rows, written.unplaced, last) == (5, 1, {"rows": 5})
    signed = outsider.read_checkpoint(head["checkpoint"], head["log_key"])
    for row in rows[1:]:
        path = [bytes.fromhex(each) for each in row["proof"]["path"]]
        hashed = outsider.leaf_hash(row["entry"].encode())
        assert outsider.root_by_inclusion(hashed, row["proof"]["index"], signed.size, path) == signed.root
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.get("size") for each in there.asked] == [None, ["5"], ["5"]]


async def test_a_row_that_is_not_in_the_log_leaves_no_file(there: Kith, tmp_path: Path) -> None:
    there.rows[3]["entry"] = there.rows[3]["entry"].replace("disclosure", "nothing-much")
    with pytest.raises(NotProved, match=there.rows[3]["id"]):
        write(there, tmp_path / "export.jsonl")
    assert left(tmp_path) == []


async def test_a_checkpoint_the_log_did_not_sign_leaves_no_file(there: Kith, tmp_path: Path) -> None:
    there.note = str(Checkpoint("kith.example/other", 5, b"x" * 32).signed(SIGNER, START))
    with pytest.raises(BadNote):
        write(there, tmp_path / "export.jsonl")
    assert left(tmp_path) == []


async def test_a_period_without_disclosures_is_a_file_that_says_so(there: Kith, tmp_path: Path) -> None:
    there.rows.clear()
    assert write(there, tmp_path / "export.jsonl").rows == 0
    assert len((tmp_path / "export.jsonl").read_text().splitlines()) == 2
