"""The Merkle tree of RFC 6962 §2.1, as pure functions over SHA-256.

A tree of `size` leaves is kept as its complete subtrees only: node `(level, number)` covers the leaves
`[number << level, (number + 1) << level)`. A complete subtree never changes once it is there; whatever hangs over the
ragged right edge is folded from at most `log2(size)` of them. A proof is therefore a list of spans of leaves, each the
fold of a few stored nodes.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

EMPTY_ROOT = hashlib.sha256().digest()


class Node(NamedTuple):
    """A complete subtree of `2 ** level` leaves, the `number`-th of its level, both from 0."""

    level: int
    number: int


class Span(NamedTuple):
    """The leaves `[begin, end)` as the tree splits them: `begin` is a multiple of some 2^k, the length at most 2^k."""

    begin: int
    end: int


def leaf_hash(entry: bytes) -> bytes:
    """32 bytes (RFC 6962 §2.1); the prefix keeps a leaf from passing for a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32 bytes (RFC 6962 §2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(span: Span) -> list[Node]:
    """The complete subtrees that make up `span`, largest (leftmost) first."""
    begin, end = span
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append(Node(level, begin >> level))
        begin += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over the subtrees of a `cover`, in its order; that of the empty tree when there are none."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def inclusion_path(index: int, size: int) -> list[Span]:
    """The spans whose hashes prove that leaf `index` is in the tree of `size` leaves, leaf to root (RFC 6962 §2.1.1).

    Raises:
        ValueError: there is no such leaf in a tree of that size.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(old: int, new: int) -> list[Span]:
    """The spans whose hashes prove that the tree of `new` leaves begins with that of `old` (RFC 6962 §2.1.2).

    Nothing has to be shown where `old` is 0 or equals `new`.

    Raises:
        ValueError: `old` is negative or larger than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"no tree of {old} inside a tree of {new}")
    if old == 0:
        return []
    begin, end, path = 0, new, []
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(begin, middle))
            begin = middle
    if begin:
        path.append(Span(begin, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf hash at `index` of the tree of `size` leaves (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of `new` leaves begins with the tree of `old` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    small = large = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            small, large = node_hash(sibling, small), node_hash(sibling, large)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            large = node_hash(large, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and small == old_root and large == new_root


class Edge:
    """The right edge of a growing tree: the hashes of `cover(Span(0, size))`, which is all that an append needs."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)

    @property
    def root(self) -> bytes:
        return fold(self._hashes)

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add a leaf by its hash; the nodes that this completes, leaf first."""
        node, made = Node(0, self.size), leaf
        completed = [(node, made)]
        while node.number & 1:
            node, made = Node(node.level + 1, node.number >> 1), node_hash(self._hashes.pop(), made)
            completed.append((node, made))
        self._hashes.append(made)
        self.size += 1
        return completed


def _split(length: int) -> int:
    """The largest power of two below `length` (RFC 6962 §2.1: k < n ≤ 2k)."""
    return 1 << (length - 1).bit_length() - 1
