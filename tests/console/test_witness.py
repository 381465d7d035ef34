"""A partner's witness over real logs: it signs what only grew, and refuses a split view, a cut, a forgery, for good."""

import itertools
import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.clock import FixedClock
from chassis.merkle import Checkpoint, Kind, Note, Signer
from console.api import Refused
from console.witness import Memory, NotFit, Watch, witness_key
from tests.chassis import outsider
from tests.chassis.logbook import KNOWN, ORIGIN, SIGNER, START, Logbook, logbook

_OPENED = itertools.count()
NAME = "nhs.example/kith-witness"
EMPTY = Refused(404, {"type": "urn:kith:problem:not-yet-in-log", "detail": "The log is empty yet."})


@dataclass
class Face:
    """What a log shows whoever asks: its newest checkpoint, and its proofs; and what it was handed."""

    note: str = ""
    proofs: Mapping[tuple[int, int], list[str]] = field(default_factory=dict)
    handed: list[str] = field(default_factory=list)
    away: bool = False

    def get(self, path: str) -> Any:
        if path == "/v1/audit/checkpoint":
            if not self.note:
                raise EMPTY
            return {"note": self.note}
        asked = dict(each.split("=") for each in path.partition("?")[2].split("&"))
        proof = self.proofs.get((int(asked["from"]), int(asked["to"])))
        if proof is None:
            raise Refused(404, {"detail": "The log is not that long yet."})
        return {"path": proof}

    def post(self, path: str, body: object) -> Any:
        assert path == "/v1/audit/cosignatures"
        assert isinstance(body, dict)
        if self.away:
            raise Refused(503, {"detail": "away"})
        self.handed.append(body["note"])


async def face(book: Logbook) -> Face:
    async with book.db.reading() as tx:
        note = await book.log.latest(tx)
        assert note is not None
        size = Checkpoint.parse(note.text).size
        pairs = [(old, new) for new in range(1, size + 1) for old in range(1, new + 1)]
        proofs = {pair: [each.hex() for each in await book.log.consistency(tx, *pair)] for pair in pairs}
    return Face(str(note), proofs)


async def grown(path: Path, *sizes: int) -> Face:
    """The face of the log in a file after it has grown by so many leaves, signed after each."""
    async with logbook(f"sqlite:///{path}", seed=f"{path.name} {next(_OPENED)}") as book:
        for size in sizes:
            await book.act(size)
            await book.sequence()
        return await face(book)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


def watch(shown: Face, state: Path, clock: FixedClock) -> Watch:
    return Watch(shown, shown, KNOWN, witness_key(state, NAME), state, clock)


def test_its_key_is_its_own_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="kith witness key NAME"):
        witness_key(tmp_path)
    made = witness_key(tmp_path, NAME).verifier
    assert witness_key(tmp_path).verifier == made
    assert made.kind is Kind.COSIGNATURE
    assert (tmp_path / "secrets" / "witness.key").stat().st_mode & 0o777 == 0o600


async def test_it_cosigns_a_log_that_only_grows_across_restarts(tmp_path: Path, clock: FixedClock) -> None:
    log, state = tmp_path / "log.db", tmp_path / "witness"
    vkey = str(witness_key(state, NAME).verifier)
    for number in (3, 1, 8):
        shown = await grown(log, number)
        clock.at += timedelta(minutes=1)
        signed = watch(shown, state, clock).once()  # each time as if started anew
        [handed] = shown.handed
        assert outsider.cosigned_at(handed, vkey) == int(clock.at.timestamp())
        assert outsider.read_checkpoint(handed, str(SIGNER.verifier)).size == (signed.size if signed else 0)
    assert (await face_size(log)) == 12


async def face_size(log: Path) -> int:
    async with logbook(f"sqlite:///{log}") as book:
        return (await book.checkpoint()).size


def test_nothing_is_signed_while_the_log_is_empty(tmp_path: Path, clock: FixedClock) -> None:
    shown = Face()
    assert watch(shown, tmp_path, clock).once() is None
    assert not (tmp_path / "logs").exists()


async def test_a_split_view_is_refused_whichever_face_came_first(tmp_path: Path, clock: FixedClock) -> None:
    """The operator holds the log's key and keeps two histories, each whole by itself."""
    await grown(tmp_path / "one.db", 4)
    shutil.copy(tmp_path / "one.db", tmp_path / "two.db")
    tamper(tmp_path / "two.db", "UPDATE log_leaf SET kind = 'nothing-much' WHERE \"index\" = 1")
    tamper(tmp_path / "two.db", 'UPDATE log_leaf SET "index" = NULL')
    tamper(tmp_path / "two.db", "DELETE FROM log_node")
    tamper(tmp_path / "two.db", "DELETE FROM log_checkpoint")
    faces = [await grown(tmp_path / "one.db", 3), await grown(tmp_path / "two.db", 3)]
    for name, (first, second) in (("a", faces), ("b", faces[::-1])):
        state = tmp_path / name
        assert watch(first, state, clock).once()
        with pytest.raises(NotFit, match="does not begin with"):
            watch(second, state, clock).once()


async def test_a_longer_fork_is_refused_and_the_evidence_convicts_by_itself(tmp_path: Path, clock: FixedClock) -> None:
    state = tmp_path / "witness"
    assert watch(await grown(tmp_path / "one.db", 5), state, clock).once()
    fork = await grown(tmp_path / "two.db", 2, 7)
    with pytest.raises(NotFit):
        watch(fork, state, clock).once()
    assert fork.handed == []
    refused = Memory(state, ORIGIN).refusal
    evidence = json.loads(refused.read_text())
    before, after = (outsider.read_checkpoint(evidence[one], str(SIGNER.verifier)) for one in ("cosigned", "shown"))
    roots = outsider.roots_by_consistency(
        before.size, after.size, before.root, [bytes.fromhex(h) for h in evidence["proof"]]
    )
    assert roots != (before.root, after.root)
    assert refused.stat().st_mode & 0o777 == 0o600


async def test_a_log_that_shrank_or_was_emptied_is_refused(tmp_path: Path, clock: FixedClock) -> None:
    short, long = await grown(tmp_path / "log.db", 4), await grown(tmp_path / "log.db", 4)
    for name, later, why in (("a", short, "shrank: 8 leaves were signed once, now 4"), ("b", Face(), "it is empty")):
        assert watch(long, tmp_path / name, clock).once()
        with pytest.raises(NotFit, match=why):
            watch(later, tmp_path / name, clock).once()


async def test_what_the_log_did_not_sign_or_cannot_show_is_refused(tmp_path: Path, clock: FixedClock) -> None:
    first, honest = await grown(tmp_path / "log.db", 4), await grown(tmp_path / "log.db", 4)
    stranger = Signer(ORIGIN, Ed25519PrivateKey.generate())
    other = Signer("kith.example/other", Ed25519PrivateKey.generate())
    checkpoint = Checkpoint.parse(Note.parse(honest.note).text)
    for number, wrong in enumerate(
        (
            Face(str(checkpoint.signed(stranger, START)), honest.proofs),
            Face(str(checkpoint.signed(other, START)), honest.proofs),
            Face(honest.note.replace("\n8\n", "\n9\n"), honest.proofs),
            Face("trust me", honest.proofs),
            Face(honest.note),
            Face(honest.note, {(4, 8): ["00" * 32]}),
            Face(honest.note, {(4, 8): ["no hex"]}),
        )
    ):
        state = tmp_path / str(number)
        assert watch(first, state, clock).once()
        with pytest.raises(NotFit):
            watch(wrong, state, clock).once()
        assert wrong.handed == []


async def test_once_refused_it_stays_refused_until_somebody_has_looked(tmp_path: Path, clock: FixedClock) -> None:
    state = tmp_path / "witness"
    honest = await grown(tmp_path / "log.db", 4)
    assert watch(honest, state, clock).once()
    with pytest.raises(NotFit):
        watch(Face("trust me"), state, clock).once()
    longer = await grown(tmp_path / "log.db", 1)
    for _ in range(2):
        with pytest.raises(NotFit, match="nothing is cosigned until somebody has looked"):
            watch(longer, state, clock).once()
    assert longer.handed == []
    Memory(state, ORIGIN).refusal.unlink()
    assert watch(longer, state, clock).once()


async def test_what_was_signed_is_kept_before_it_is_handed_out_and_handed_out_later(
    tmp_path: Path, clock: FixedClock
) -> None:
    state, shown = tmp_path / "witness", await grown(tmp_path / "log.db", 4)
    shown.away = True
    with pytest.raises(Refused):
        watch(shown, state, clock).once()
    kept = Memory(state, ORIGIN).cosigned()
    assert kept is not None
    shown.away = False
    clock.at += timedelta(hours=1)
    assert watch(shown, state, clock).once()
    assert shown.handed == [str(kept)], "the same signature, not a second one"
    shown.note = str(kept)
    assert watch(shown, state, clock).once()
    assert len(shown.handed) == 1, "a log that has it is not told again"


async def test_an_outage_is_no_refusal(tmp_path: Path, clock: FixedClock) -> None:
    state = tmp_path / "witness"
    assert watch(await grown(tmp_path / "log.db", 4), state, clock).once()
    longer = await grown(tmp_path / "log.db", 1)

    class Busy(Face):
        def get(self, path: str) -> Any:
            if "consistency" in path:
                raise Refused(429, {"detail": "slow down"})
            return super().get(path)

    with pytest.raises(Refused):
        watch(Busy(longer.note, longer.proofs), state, clock).once()
    assert not Memory(state, ORIGIN).refusal.exists()
    assert watch(longer, state, clock).once()


def tamper(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    assert db.execute(statement).rowcount != 0
    db.commit()
    db.close()
