"""Somebody who trusts nothing of ours: RFC 6962 and C2SP signed notes written anew from their texts.

Shares no line with `chassis.merkle`; only hashes and Ed25519 come from elsewhere.
"""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Unproved(Exception):
    """It does not show what it is said to show."""


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(bytes([0]) + entry).digest()


def pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(bytes([1]) + left + right).digest()


def tree_head(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return pair(tree_head(leaves[:k]), tree_head(leaves[k:]))


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root_by_inclusion(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The head that PATH(m, D[n]) of RFC 6962 section 2.1.1 leads to."""
    if not 0 <= index < size:
        raise Unproved("no such leaf")
    if size == 1:
        if path:
            raise Unproved("the path is too long")
        return leaf
    if not path:
        raise Unproved("the path is too short")
    k, *rest = split(size), *path[:-1]
    if index < k:
        return pair(root_by_inclusion(leaf, index, k, rest), path[-1])
    return pair(path[-1], root_by_inclusion(leaf, index - k, size - k, rest))


def roots_by_consistency(old: int, new: int, old_root: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """The heads of the old and the new tree that PROOF(m, D[n]) of RFC 6962 section 2.1.2 leads to."""
    if not 0 < old <= new:
        raise Unproved("there is no such proof")
    return _subproof(old, new, list(path), old_root, known=True)


def _subproof(m: int, n: int, path: list[bytes], old_root: bytes, *, known: bool) -> tuple[bytes, bytes]:
    if m == n:
        if known:
            if path:
                raise Unproved("the proof is too long")
            return old_root, old_root
        if len(path) != 1:
            raise Unproved("the proof has the wrong length")
        return path[0], path[0]
    if not path:
        raise Unproved("the proof is too short")
    k, last = split(n), path[-1]
    if m <= k:
        old, new = _subproof(m, k, path[:-1], old_root, known=known)
        return old, pair(new, last)
    old, new = _subproof(m - k, n - k, path[:-1], old_root, known=False)
    return pair(last, old), pair(last, new)


@dataclass(frozen=True)
class Head:
    origin: str
    size: int
    root: bytes


def read_checkpoint(note: str, vkey: str) -> Head:
    """The head a note states, once the log's key (`name+hash+base64(01 || key)`) is found to have signed it."""
    text, signatures = _halves(note)
    name, key_id, kind, public = _key(vkey)
    if kind != 1:
        raise Unproved("not a log's key")
    for value in signatures.get((name, key_id), []):
        _verify(public, value, text.encode())
        origin, size, root = text.split("\n")[:3]
        if origin != name:
            raise Unproved("another log")
        return Head(origin, int(size), base64.b64decode(root))
    raise Unproved("the log did not sign it")


def cosigned_at(note: str, vkey: str) -> int:
    """The POSIX second at which a witness (`name+hash+base64(04 || key)`) says it saw the checkpoint."""
    text, signatures = _halves(note)
    name, key_id, kind, public = _key(vkey)
    if kind != 4:
        raise Unproved("not a witness's key")
    for value in signatures.get((name, key_id), []):
        second = int.from_bytes(value[:8], "big")
        _verify(public, value[8:], f"cosignature/v1\ntime {second}\n{text}".encode())
        return second
    raise Unproved("the witness did not sign it")


def _halves(note: str) -> tuple[str, dict[tuple[str, bytes], list[bytes]]]:
    at = note.rindex("\n\n")
    found: dict[tuple[str, bytes], list[bytes]] = {}
    for line in note[at + 2 :].splitlines():
        dash, name, encoded = line.split(" ")
        if dash != "\u2014":
            raise Unproved("no signature line")
        raw = base64.b64decode(encoded)
        found.setdefault((name, raw[:4]), []).append(raw[4:])
    return note[: at + 1], found


def _key(vkey: str) -> tuple[str, bytes, int, bytes]:
    name, hashed, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if key_id.hex() != hashed:
        raise Unproved("the key is not the one it says")
    return name, key_id, raw[0], raw[1:]


def _verify(public: bytes, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        raise Unproved("the signature is false") from None
