"""A leaf: what an act leaves in the log, and exactly which bytes of it the tree holds."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

from chassis.merkle.tree import leaf_hash

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]
"""What a payload may hold. No fractions: two languages rarely write them alike, and others verify what we write."""

_SALT_BYTES = 32


def canonical(value: Json) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: RFC 8785 for the values allowed here."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def commitment(salt: bytes, value: bytes) -> bytes:
    """SHA-256 of the salt and canonical JSON. Without the salt (32 random bytes) it gives nothing away to guessing."""
    return hashlib.sha256(salt + value).digest()


@dataclass(frozen=True, slots=True)
class LeafDraft:
    """An act about to be logged.

    `plaintext` is the `canonical` payload and goes no further than its commitment; `sealed` is the same encrypted, and
    is what is stored. `subject` is the pseudonymous id of whom the act is about.
    """

    id: str
    kind: str
    at: datetime
    subject: str | None
    plaintext: bytes
    sealed: bytes
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(_SALT_BYTES))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as stored. `index` is its place in the tree, None until it has one.

    `subject` and `salt` become None when the subject is erased; the two commitments stay, and with them the hash.
    """

    id: str
    index: int | None
    kind: str
    at: datetime
    subject: str | None
    salt: bytes | None
    subject_commitment: bytes
    payload_commitment: bytes
    sealed: bytes

    @property
    def entry(self) -> bytes:
        """The bytes that are hashed into the tree; whoever holds these and a proof needs nothing else of ours."""
        return canonical(
            {
                "at": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "id": self.id,
                "kind": self.kind,
                "payload": self.payload_commitment.hex(),
                "sealed": hashlib.sha256(self.sealed).hexdigest(),
                "subject": self.subject_commitment.hex(),
                "v": 1,
            }
        )

    @property
    def hash(self) -> bytes:
        """32 bytes, as at level 0 of the tree."""
        return leaf_hash(self.entry)

    @property
    def forgotten(self) -> bool:
        """The subject was erased."""
        return self.subject is None and self.salt is None

    def names_its_subject(self) -> bool:
        """Whether the subject column says what was committed to (or was erased, salt and all)."""
        if self.salt is None:
            return self.forgotten
        return commitment(self.salt, canonical(self.subject)) == self.subject_commitment
