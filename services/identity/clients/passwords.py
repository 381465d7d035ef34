"""Passwords under argon2id (RFC 9106): 19 MiB, 2 passes, 1 lane, about 35 ms of one core here (OWASP's floor).

A password hashed at another cost is hashed anew when its owner next signs in with it. Two at a time: more would only
take memory and time from everybody else.
"""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
_AT_ONCE = 2


class Argon2:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        # Of no password: verified when there is no account, so that this takes as long.
        self._nobody = self._hasher.hash("nobody's password")

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        async with self._turn:
            right = await asyncio.to_thread(self._verify, password_hash or self._nobody, password)
        # An account without a password has an empty hash: nothing is right for it, not even nobody's password.
        return right and bool(password_hash)

    def stale(self, password_hash: str) -> bool:
        return self._hasher.check_needs_rehash(password_hash)

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
