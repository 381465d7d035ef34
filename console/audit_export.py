"""An inspector's file: a page at a time from Kith to the disk, each row's proof verified on the way."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from chassis.merkle import Checkpoint, Note
from chassis.merkle.tree import leaf_hash, verify_inclusion
from console.audit_proof import NotProved
from console.files import new_file
from console.witness_app import log_keys


class Asks(Protocol):
    def get(self, path: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Written:
    """`unplaced` are so new that the checkpoint does not cover them."""

    rows: int
    unplaced: int


def write_export(api: Asks, file: Path, from_on: str, to_on: str, keys: list[str]) -> Written:
    """One JSON object a line: first the period, the log's key and the checkpoint, then the disclosures, newest first,
    last their number. Whole, with mode 0600, or not there at all.

    Raises:
        NotProved: a row is not in the log as it says.
        BadNote: the checkpoint is not the log's.
        Refused: the caller may not.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    rows = unplaced = 0
    signed: Checkpoint | None = None
    try:
        with os.fdopen(new_file(beside, 0o600), "w") as out:
            for page in _pages(api, from_on, to_on):
                if signed is None:
                    known = log_keys(keys or [api.get("/v1/audit/checkpoint")["verifier_key"]])
                    signed = known.open(Note.parse(page["checkpoint"]))
                    head = {"from": from_on, "to": to_on, "log_key": str(known.keys[0])}
                    out.write(json.dumps(head | {"checkpoint": page["checkpoint"]}) + "\n")
                for row in page["items"]:
                    _must_hold(row, signed)
                    rows, unplaced = rows + 1, unplaced + (row["proof"] is None)
                    out.write(json.dumps(row) + "\n")
            out.write(json.dumps({"rows": rows}) + "\n")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return Written(rows, unplaced)


def _pages(api: Asks, from_on: str, to_on: str) -> Iterator[dict[str, Any]]:
    asked = {"from": from_on, "to": to_on}
    while True:
        page = api.get(f"/v1/audit/export?{urlencode(asked)}")
        yield page
        if not page["next_cursor"]:
            return
        asked |= {"size": page["size"], "cursor": page["next_cursor"]}


def _must_hold(row: dict[str, Any], signed: Checkpoint) -> None:
    proof = row["proof"]
    if proof is None:
        return
    path = [bytes.fromhex(each) for each in proof["path"]]
    if not verify_inclusion(leaf_hash(row["entry"].encode()), proof["index"], signed.size, path, signed.root):
        raise NotProved(f"{row['id']} is not in the log that {signed.origin} signed at {signed.size} entries")
