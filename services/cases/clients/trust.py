"""Identity's Trust, as the token verifier asks for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kith.identity.v1 import trust_pb2 as pb

from chassis.tokens import Revocation

if TYPE_CHECKING:
    from kith.identity.v1.trust_pb2_grpc import TrustAsyncStub


class Trust:
    def __init__(self, stub: "TrustAsyncStub") -> None:
        self._stub = stub

    async def keys(self) -> str:
        """The JWK Set as JSON text (RFC 7517 section 5). Raises Unavailable."""
        return (await self._stub.GetKeys(pb.GetKeysRequest())).jwks

    async def revocations(self, cursor: int) -> tuple[Sequence[Revocation], int]:
        """What was revoked after the cursor, and the cursor behind it. Raises Unavailable."""
        answer = await self._stub.RevocationsSince(pb.RevocationsSinceRequest(cursor=cursor))
        revoked = [
            Revocation(each.kind, each.key, each.revoked_at.ToNanoseconds() / 1e9) for each in answer.revocations
        ]
        return revoked, answer.cursor
