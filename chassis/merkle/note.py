"""Signed notes (c2sp.org/signed-note): a text, and under it one line for each key that signed it.

    example.com/log
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/log Az3grlgtzPICa5OS8npVmf1M…

Two kinds of key: `0x01` signs the text; `0x04` is a witness, who signs the text and the second it saw it
(c2sp.org/tlog-cosignature). Keys travel as text: `name+hash+base64(kind || key)`.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_LONGEST = 64 * 1024
_MOST_SIGNATURES = 100
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_PRIVATE = "PRIVATE+KEY+"


class BadNote(ValueError):
    """Not a signed note, not a key, or not signed as it says."""


class Kind(IntEnum):
    """What a key signs: the byte that stands before it."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte id, and what it made of the text."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures. `str()` is the form that travels."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, raw: str) -> "Note":
        """Read a note; nothing in it is verified yet.

        Raises:
            BadNote: it is not in the form, is longer than 64 KiB or has more than 100 signatures.
        """
        if len(raw) > _LONGEST or _CONTROL.search(raw):
            raise BadNote("the note is too long or holds control characters")
        text, gap, block = raw.rpartition("\n\n")
        if not gap or not block.endswith("\n"):
            raise BadNote("the note has no signature block")
        lines = block[:-1].split("\n")
        if len(lines) > _MOST_SIGNATURES:
            raise BadNote("the note has too many signatures")
        return cls(text + "\n", tuple(map(_signature, lines)))

    def signers(self, known: Iterable["Verifier"]) -> list["Verifier"]:
        """Those of `known` who signed this text, in the order given; keys nobody knows are passed over.

        Raises:
            BadNote: a line by a known key does not verify.
        """
        signers = []
        for verifier in known:
            lines = [s for s in self.signatures if (s.name, s.key_id) == (verifier.name, verifier.key_id)]
            for line in lines:
                verifier.verify(self.text, line)
            if lines:
                signers.append(verifier)
        return signers


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with the name it goes by."""

    name: str
    kind: Kind
    public: bytes

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read `name+hash+base64(kind || key)`. Raises BadNote."""
        name, kind, key, key_id = _parts(vkey)
        verifier = cls(name, kind, key)
        if verifier.key_id.hex() != key_id:
            raise BadNote("the key does not match its hash")
        return verifier

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return _encoded(self.name, self.key_id, self.kind, self.public)

    def verify(self, text: str, signature: Signature) -> datetime | None:
        """When a witness signed, to the second; None for a plain signature, which does not say. Raises BadNote."""
        stamp, value = b"", signature.value
        if self.kind is Kind.COSIGNATURE:
            stamp, value = value[:8], value[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, _message(text, stamp))
            return datetime.fromtimestamp(int.from_bytes(stamp), UTC) if stamp else None
        except (InvalidSignature, ValueError, OverflowError, OSError) as wrong:
            raise BadNote(f"the signature of {self.name} does not verify") from wrong


class Signer:
    """A private key with the name it goes by."""

    def __init__(self, name: str, key: Ed25519PrivateKey, kind: Kind = Kind.ED25519) -> None:
        if not _NAME.fullmatch(name):
            raise BadNote("a key's name has no spaces and no plus signs")
        self._key = key
        self.verifier = Verifier(name, kind, key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, skey: str) -> "Signer":
        """Read `PRIVATE+KEY+name+hash+base64(kind || seed)`. Raises BadNote."""
        if not skey.startswith(_PRIVATE):
            raise BadNote("not a private key")
        name, kind, seed, key_id = _parts(skey.removeprefix(_PRIVATE))
        signer = cls(name, Ed25519PrivateKey.from_private_bytes(seed), kind)
        if signer.verifier.key_id.hex() != key_id:
            raise BadNote("the key does not match its hash")
        return signer

    def secret(self) -> str:
        """The private key as text; for the file it is kept in, and nothing else."""
        about = self.verifier
        return _PRIVATE + _encoded(about.name, about.key_id, about.kind, self._key.private_bytes_raw())

    def sign(self, text: str, at: datetime) -> Signature:
        """Sign a text that ends in a newline. Only a witness's line carries `at`, in whole seconds."""
        stamp = b""
        if self.verifier.kind is Kind.COSIGNATURE:
            stamp = int(at.timestamp()).to_bytes(8)
        value = stamp + self._key.sign(_message(text, stamp))
        return Signature(self.verifier.name, self.verifier.key_id, value)


def _message(text: str, stamp: bytes) -> bytes:
    if not stamp:
        return text.encode()
    return f"cosignature/v1\ntime {int.from_bytes(stamp)}\n{text}".encode()


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    raw = _decoded(encoded)
    if dash != "—" or not _NAME.fullmatch(name) or len(raw) <= 4:
        raise BadNote("a line of the signature block is not a signature")
    return Signature(name, raw[:4], raw[4:])


def _encoded(name: str, key_id: bytes, kind: Kind, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{base64.b64encode(bytes([kind]) + key).decode()}"


def _parts(text: str) -> tuple[str, Kind, bytes, str]:
    # Base 64 may hold plus signs; a name may not.
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    raw = _decoded(encoded)
    if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] not in list(Kind):
        raise BadNote("not a key: name+hash+base64(kind || 32 bytes)")
    return name, Kind(raw[0]), raw[1:], key_id


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise BadNote("not base 64") from wrong
