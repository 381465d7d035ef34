"""Identity trusts itself without a call: the verifier's keys and revocations, read from our own store."""

from collections.abc import Sequence

from chassis.tokens import Revocation
from services.identity.usecases.authorization.list_revocations import ListRevocations
from services.identity.usecases.keys.keep_keys import KeepKeys


class OwnTrust:
    def __init__(self, keys: KeepKeys, revocations: ListRevocations) -> None:
        self._keys, self._revocations = keys, revocations

    async def keys(self) -> str:
        """The JWK Set as JSON text (RFC 7517 section 5)."""
        return await self._keys.read()

    async def revocations(self, cursor: int) -> tuple[Sequence[Revocation], int]:
        """What was revoked after the cursor, and the cursor behind it."""
        revoked, cursor = await self._revocations(cursor)
        return [Revocation(each.kind, each.key, each.at.timestamp()) for each in revoked], cursor
