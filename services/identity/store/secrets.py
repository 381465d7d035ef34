"""Keys derived from the service's master key, one a purpose (HKDF, RFC 5869), and what is done with them."""

import hashlib
import hmac
import os
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class Vault(Protocol):
    """Keys per subject, in their own database (`chassis.keystore`)."""

    async def seal(self, name: str, plaintext: bytes, aad: bytes) -> bytes: ...

    async def open(self, name: str, sealed: bytes, aad: bytes) -> bytes: ...

    async def destroy(self, *names: str) -> None: ...


def derive(master: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose."""
    return HKDF(SHA256(), 32, salt=None, info=f"kith/identity/{purpose}".encode()).derive(master)


class Fingerprints:
    """Keyed hashes of what must be found again but not read: addresses, sources, document numbers."""

    def __init__(self, master: bytes) -> None:
        self._key = derive(master, "fingerprints")

    def of(self, *parts: str) -> bytes:
        """32 bytes. The parts' lengths count, so that no two lists of parts give the same."""
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return hmac.digest(self._key, text.encode(), hashlib.sha256)


class KeyEncryption:
    """Wraps private signing keys at rest (AES-256-GCM)."""

    def __init__(self, master: bytes) -> None:
        self._aead = AESGCM(derive(master, "signing-keys"))

    def wrap(self, kid: str, private: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, private, kid.encode())

    def unwrap(self, kid: str, sealed: bytes) -> bytes:
        return self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], kid.encode())


def account_key(account_id: str) -> str:
    """The name, in the key store, of an account's own key."""
    return f"account/{account_id}"
