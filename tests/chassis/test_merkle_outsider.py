"""Somebody who shares no line with us verifies what the log shows, on every database, and nothing that it does not."""

import ast
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.merkle import Kind, KnownLog, Note, Signer, Witness
from tests.chassis import outsider
from tests.chassis.logbook import KNOWN, SIGNER, Logbook, logbook
from tests.chassis.outsider import Unproved

LEAVES = 13
WITNESS = Signer("nhs.example/witness", Ed25519PrivateKey.generate(), Kind.COSIGNATURE)
LOG_KEY, WITNESS_KEY = str(SIGNER.verifier), str(WITNESS.verifier)


class Shown:
    """Everything the log shows of thirteen leaves, each signed for on its own."""

    def __init__(self) -> None:
        self.leaves = list[bytes]()
        self.heads = dict[int, outsider.Head]()
        self.notes = dict[int, str]()

    def other(self, size: int) -> bytes:
        """The root of a tree of that size whose first leaf is another."""
        return outsider.tree_head([outsider.leaf_hash(b"other"), *self.leaves[1:size]])


@pytest.fixture
async def book(database_url: str) -> AsyncIterator[Logbook]:
    async with logbook(database_url) as opened:
        yield opened


@pytest.fixture
async def shown(book: Logbook) -> Shown:
    told = Shown()
    for size in range(1, LEAVES + 1):
        [leaf_id] = await book.act()
        await book.sequence()
        async with book.db.reading() as tx:
            note = await book.log.latest(tx)
            leaf = await book.log.leaf(tx, leaf_id)
        told.leaves.append(outsider.leaf_hash(leaf.entry))
        told.notes[size] = str(note)
        told.heads[size] = outsider.read_checkpoint(str(note), LOG_KEY)
    return told


def test_the_outsider_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(outsider.__file__).read_text())
    rooms = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert rooms == {"base64", "hashlib", "dataclasses", "cryptography"}


def test_every_checkpoint_signs_the_tree_that_an_outsider_makes_of_the_leaves(shown: Shown) -> None:
    for size, head in shown.heads.items():
        assert (head.size, head.root) == (size, outsider.tree_head(shown.leaves[:size]))


async def test_every_inclusion_proof_leads_an_outsider_to_the_signed_root_and_to_no_other(
    book: Logbook, shown: Shown
) -> None:
    async with book.db.reading() as tx:
        ids = [row[0] for row in (await tx.exec_driver_sql('SELECT id FROM log_leaf ORDER BY "index"')).all()]
        for index, leaf_id in enumerate(ids):
            for size in range(index + 1, LEAVES + 1):
                proof = list((await book.log.inclusion(tx, leaf_id, size)).hashes)
                root = shown.heads[size].root
                assert outsider.root_by_inclusion(shown.leaves[index], index, size, proof) == root
                assert outsider.root_by_inclusion(outsider.leaf_hash(b"x"), index, size, proof) != root
                for spoilt in (proof[1:], [*proof, b"x" * 32]):
                    if len(spoilt) != len(proof):
                        with pytest.raises(Unproved):
                            outsider.root_by_inclusion(shown.leaves[index], index, size, spoilt)


async def test_every_consistency_proof_leads_an_outsider_to_both_roots_and_to_no_others(
    book: Logbook, shown: Shown
) -> None:
    async with book.db.reading() as tx:
        for old in range(1, LEAVES + 1):
            for new in range(old, LEAVES + 1):
                proof = await book.log.consistency(tx, old, new)
                both = (shown.heads[old].root, shown.heads[new].root)
                assert outsider.roots_by_consistency(old, new, both[0], proof) == both
                forked = (shown.other(old), shown.heads[new].root)
                assert outsider.roots_by_consistency(old, new, forked[0], proof) != forked


async def test_an_outsider_reads_our_cosignature_and_its_second(book: Logbook, shown: Shown) -> None:
    note = Note.parse(shown.notes[LEAVES])
    cosigned = Witness(KNOWN, WITNESS).cosign(note, (), None, book.clock.now())
    assert outsider.cosigned_at(str(cosigned), WITNESS_KEY) == int(book.clock.now().timestamp())
    assert outsider.read_checkpoint(str(cosigned), LOG_KEY) == shown.heads[LEAVES]
    with pytest.raises(Unproved):
        outsider.cosigned_at(str(note), WITNESS_KEY)
    line = cosigned.signatures[-1]
    later = (int.from_bytes(line.value[:8]) + int(timedelta(hours=1).total_seconds())).to_bytes(8)
    backdated = replace(cosigned, signatures=(replace(line, value=later + line.value[8:]),))
    with pytest.raises(Unproved):
        outsider.cosigned_at(str(backdated), WITNESS_KEY)
    with pytest.raises(Unproved):
        outsider.cosigned_at(str(replace(cosigned, text=str(shown.notes[1]).split("\n\n")[0] + "\n")), WITNESS_KEY)


def test_an_outsider_takes_no_checkpoint_of_another_key(shown: Shown) -> None:
    stranger = Signer(SIGNER.verifier.name, Ed25519PrivateKey.generate())
    assert KnownLog(stranger.verifier.name, (stranger.verifier,))
    with pytest.raises(Unproved):
        outsider.read_checkpoint(shown.notes[3], str(stranger.verifier))
