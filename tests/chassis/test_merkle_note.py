"""Signed notes and checkpoints in the C2SP forms, so that tools made elsewhere can verify and witness our logs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.merkle.checkpoint import Checkpoint, Inconsistent, KnownLog, Witness
from chassis.merkle.note import BadNote, Kind, Note, Signer, Verifier
from chassis.merkle.tree import Edge, Node, consistency_path, cover, fold, leaf_hash

# The example of Go's golang.org/x/mod/sumdb/note, from which the format comes.
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The example of c2sp.org/tlog-cosignature.
C2SP_NOTE = (
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)

AT = datetime(2026, 11, 22, 9, 30, 0, 250_000, UTC)
ORIGIN = "kith.example/cases"


def key(name: str, kind: Kind = Kind.ED25519, seed: int = 7) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32), kind)


LOG, WITNESS = key(ORIGIN), key("witness.example/w1", Kind.COSIGNATURE, 9)
KNOWN = KnownLog(ORIGIN, (LOG.verifier,))


def test_reads_signs_and_verifies_the_published_example() -> None:
    note = Note.parse(GO_NOTE)
    assert str(note) == GO_NOTE
    assert note.signers([Verifier.parse(GO_VKEY)]) == [Verifier.parse(GO_VKEY)]
    assert note.signatures == (Signer.parse(GO_SKEY).sign(note.text, AT),)
    assert str(Signer.parse(GO_SKEY).verifier) == GO_VKEY
    assert Signer.parse(GO_SKEY).secret() == GO_SKEY


def test_reads_the_published_checkpoint_with_its_witness() -> None:
    note = Note.parse(C2SP_NOTE)
    assert str(note) == C2SP_NOTE
    checkpoint = Checkpoint.parse(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(checkpoint) == note.text
    stamp = note.signatures[1].value[:8]
    assert datetime.fromtimestamp(int.from_bytes(stamp), UTC) == datetime(2023, 3, 20, 12, 25, 47, tzinfo=UTC)


@pytest.mark.parametrize("kind", Kind)
def test_keys_survive_their_text(kind: Kind) -> None:
    signer = key("a.example/k", kind)
    assert str(Signer.parse(signer.secret()).verifier) == str(signer.verifier)
    assert Verifier.parse(str(signer.verifier)) == signer.verifier


def test_a_witness_signs_the_second_it_saw_the_checkpoint() -> None:
    text = "log\n1\nx\n"
    signature = WITNESS.sign(text, AT)
    assert WITNESS.verifier.verify(text, signature) == AT.replace(microsecond=0)
    public = Ed25519PublicKey.from_public_bytes(WITNESS.verifier.public)
    public.verify(signature.value[8:], b"cosignature/v1\ntime 1795339800\nlog\n1\nx\n")
    later = replace(signature, value=(int(AT.timestamp()) + 1).to_bytes(8) + signature.value[8:])
    with pytest.raises(BadNote, match="does not verify"):
        WITNESS.verifier.verify(text, later)


def test_one_key_signs_differently_as_a_log_and_as_a_witness() -> None:
    as_log, as_witness = key("a"), key("a", Kind.COSIGNATURE)
    assert as_log.verifier.key_id != as_witness.verifier.key_id


def test_a_changed_text_is_refused_and_an_unknown_key_passed_over() -> None:
    note = Checkpoint(ORIGIN, 1, b"r" * 32).signed(LOG, AT)
    assert note.signers([WITNESS.verifier]) == []
    forged = replace(note, text=note.text.replace("\n1\n", "\n2\n"))
    with pytest.raises(BadNote, match="does not verify"):
        forged.signers([LOG.verifier])


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nnot a signature\n",
        GO_NOTE[:-1],
        GO_NOTE.replace("—", "-"),
        GO_NOTE.replace("x08go", "!!!!!"),
        GO_NOTE.replace("PeterNeumann", "Peter+Neumann"),
        "text\x07\n\n" + GO_NOTE.rpartition("\n\n")[2],
        "text\n\n" + GO_NOTE.rpartition("\n\n")[2] * 101,
        "t" * 70_000 + "\n\n" + GO_NOTE.rpartition("\n\n")[2],
    ],
)
def test_what_is_not_a_note_is_refused(raw: str) -> None:
    with pytest.raises(BadNote):
        Note.parse(raw)


@pytest.mark.parametrize(
    "vkey", ["", "a+b", GO_VKEY.replace("c74f20a3", "c74f20a4"), GO_VKEY.replace("Peter", "P"), GO_VKEY[:-8], GO_SKEY]
)
def test_what_is_not_a_public_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(vkey)


@pytest.mark.parametrize("skey", [GO_VKEY, GO_SKEY.replace("c74f20a3", "c74f20a4"), "PRIVATE+KEY+a b+00000000+AAAA"])
def test_what_is_not_a_private_key_is_refused(skey: str) -> None:
    with pytest.raises(BadNote):
        Signer.parse(skey)


@pytest.mark.parametrize(
    "text",
    [
        "log\n1\n",
        "log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log\n1\nCsUY\n",
        "log\n1\n????\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n",
        "log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_a_checkpoint_of_another_log_or_by_another_key_is_refused() -> None:
    note = Checkpoint(ORIGIN, 1, b"r" * 32).signed(LOG, AT)
    assert KNOWN.open(note).size == 1
    with pytest.raises(BadNote, match="is about"):
        KnownLog("kith.example/other", KNOWN.keys).open(note)
    with pytest.raises(BadNote, match="not signed by the log"):
        KnownLog(ORIGIN, (key(ORIGIN, seed=8).verifier,)).open(note)


class Grown:
    """A log of numbered leaves, at any size."""

    def __init__(self, size: int, word: str = "leaf") -> None:
        self.nodes, self.edge = dict[Node, bytes](), Edge()
        for number in range(size):
            self.nodes.update(self.edge.append(leaf_hash(f"{word} {number}".encode())))
        self.checkpoint = Checkpoint(ORIGIN, size, self.edge.root)

    def since(self, old: int) -> list[bytes]:
        return [fold([self.nodes[n] for n in cover(s)]) for s in consistency_path(old, self.checkpoint.size)]


def witness(log: Grown, seen: Checkpoint | None, proof: list[bytes]) -> Note:
    return Witness(KNOWN, WITNESS).cosign(log.checkpoint.signed(LOG, AT), proof, seen, AT + timedelta(seconds=5))


def test_a_witness_signs_a_log_that_only_grew() -> None:
    first = witness(Grown(3), None, [])
    second = witness(Grown(8), Checkpoint.parse(first.text), Grown(8).since(3))
    assert Note.parse(str(second)).signers([LOG.verifier, WITNESS.verifier]) == [LOG.verifier, WITNESS.verifier]


def test_a_witness_refuses_a_log_that_was_rewritten_or_cut() -> None:
    seen, rewritten = Grown(3).checkpoint, Grown(8, "other")
    with pytest.raises(Inconsistent, match="size 8 does not begin with the 3 leaves seen"):
        witness(rewritten, seen, rewritten.since(3))
    with pytest.raises(Inconsistent):
        witness(Grown(2), seen, [])
