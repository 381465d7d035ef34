"""The tree against RFC 6962 §2.1 read literally, and against the published vectors of Certificate Transparency."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.merkle.tree import (
    EMPTY_ROOT,
    Edge,
    Node,
    Span,
    consistency_path,
    cover,
    fold,
    inclusion_path,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_PROOF = [  # leaf 0 in 8, and 1 leaf to 8
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(leaves: list[bytes]) -> bytes:
    """MTH(D[n])."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\x00" + leaves[0])
    k = split(len(leaves))
    return sha(b"\x01" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def stored(leaves: list[bytes]) -> tuple[Edge, dict[Node, bytes]]:
    edge, nodes = Edge(), dict[Node, bytes]()
    for leaf in leaves:
        nodes.update(edge.append(leaf_hash(leaf)))
    return edge, nodes


def proof(nodes: dict[Node, bytes], spans: list[Span]) -> list[bytes]:
    return [fold([nodes[node] for node in cover(span)]) for span in spans]


data = st.lists(st.binary(max_size=4), max_size=70)
some_data = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_published_for_certificate_transparency(size: int) -> None:
    edge, _ = stored(CT_LEAVES[:size])
    assert edge.root.hex() == CT_ROOTS[size]


def test_proofs_are_those_published_for_certificate_transparency() -> None:
    _, nodes = stored(CT_LEAVES)
    assert [h.hex() for h in proof(nodes, inclusion_path(0, 8))] == CT_PROOF
    assert [h.hex() for h in proof(nodes, consistency_path(1, 8))] == CT_PROOF


@given(data)
def test_root_is_the_rfcs_and_folds_from_stored_nodes(leaves: list[bytes]) -> None:
    edge, nodes = stored(leaves)
    assert edge.root == mth(leaves)
    assert fold([nodes[node] for node in cover(Span(0, len(leaves)))]) == mth(leaves)


@given(data)
def test_only_complete_subtrees_are_stored(leaves: list[bytes]) -> None:
    _, nodes = stored(leaves)
    assert set(nodes) == {Node(level, i) for level in range(8) for i in range(len(leaves) >> level)}


@given(some_data, st.data())
def test_inclusion_proof_is_the_rfcs_and_verifies(leaves: list[bytes], pick: st.DataObject) -> None:
    size = pick.draw(st.integers(1, len(leaves)))
    index = pick.draw(st.integers(0, size - 1))
    _, nodes = stored(leaves)
    made = proof(nodes, inclusion_path(index, size))
    assert made == path(index, leaves[:size])
    assert verify_inclusion(leaf_hash(leaves[index]), index, size, made, mth(leaves[:size]))


@given(some_data, st.data())
def test_consistency_proof_is_the_rfcs_and_verifies(leaves: list[bytes], pick: st.DataObject) -> None:
    old = pick.draw(st.integers(1, len(leaves)))
    _, nodes = stored(leaves)
    made = proof(nodes, consistency_path(old, len(leaves)))
    assert made == subproof(old, leaves, True)
    assert verify_consistency(old, len(leaves), mth(leaves[:old]), mth(leaves), made)


@given(some_data, st.data())
def test_an_inclusion_proof_holds_for_nothing_else(leaves: list[bytes], pick: st.DataObject) -> None:
    size = len(leaves)
    index = pick.draw(st.integers(0, size - 1))
    _, nodes = stored(leaves)
    good, leaf, root = proof(nodes, inclusion_path(index, size)), leaf_hash(leaves[index]), mth(leaves)
    other = sha(b"other")
    assert not verify_inclusion(other, index, size, good, root)
    assert not verify_inclusion(leaf, index, size, good, other)
    assert not verify_inclusion(leaf, index, size, [*good, other], root)
    assert not verify_inclusion(leaf, size, size, good, root)
    assert not verify_inclusion(leaf, -1, size, good, root)
    for cut in range(len(good)):
        assert not verify_inclusion(leaf, index, size, good[:cut], root)
        assert not verify_inclusion(leaf, index, size, [*good[:cut], other, *good[cut + 1 :]], root)


@given(some_data, st.data())
def test_a_consistency_proof_holds_for_nothing_else(leaves: list[bytes], pick: st.DataObject) -> None:
    new = len(leaves)
    old = pick.draw(st.integers(1, new))
    _, nodes = stored(leaves)
    good, before, after = proof(nodes, consistency_path(old, new)), mth(leaves[:old]), mth(leaves)
    other = sha(b"other")
    assert not verify_consistency(old, new, other, after, good)
    assert not verify_consistency(old, new, before, other, good)
    assert not verify_consistency(old, new, before, after, [*good, other])
    assert not verify_consistency(new + 1, new, before, after, good)
    for cut in range(len(good)):
        assert not verify_consistency(old, new, before, after, good[:cut])
        assert not verify_consistency(old, new, before, after, [*good[:cut], other, *good[cut + 1 :]])


def test_every_tree_begins_with_the_empty_one() -> None:
    assert consistency_path(0, 5) == []
    assert verify_consistency(0, 5, EMPTY_ROOT, mth(CT_LEAVES[:5]), [])
    assert not verify_consistency(0, 5, sha(b"other"), mth(CT_LEAVES[:5]), [])


def test_a_path_out_of_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_path(3, 3)
    with pytest.raises(ValueError, match="no tree of 4"):
        consistency_path(4, 3)
