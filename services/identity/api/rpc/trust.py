"""`kith.identity.v1.Trust`."""

from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import trust_pb2 as pb
from kith.identity.v1 import trust_pb2_grpc as pb_grpc

from chassis.errors import Invalid
from services.identity.domain.clients.dpop import Nonces
from services.identity.usecases.authorization.exchange import Exchange, NonceNeeded, Shown
from services.identity.usecases.authorization.list_revocations import ListRevocations
from services.identity.usecases.keys.keep_keys import KeepKeys

Context = ServicerContext[Any, Any]


class TrustServicer(pb_grpc.TrustServicer):
    def __init__(self, keys: KeepKeys, revocations: ListRevocations, exchange: Exchange, nonces: Nonces) -> None:
        self._keys, self._revocations, self._exchange, self._nonces = keys, revocations, exchange, nonces

    async def GetKeys(self, request: pb.GetKeysRequest, context: Context) -> pb.Keys:
        return pb.Keys(jwks=await self._keys.read())

    async def RevocationsSince(self, request: pb.RevocationsSinceRequest, context: Context) -> pb.Revocations:
        revoked, cursor = await self._revocations(request.cursor)
        answer = pb.Revocations(cursor=cursor)
        for revocation in revoked:
            message = answer.revocations.add(kind=revocation.kind, key=revocation.key)
            message.revoked_at.FromDatetime(revocation.at)
        return answer

    async def Exchange(self, request: pb.ExchangeRequest, context: Context) -> pb.InternalToken:
        match request.WhichOneof("credential"):
            case "session":
                internal = await self._exchange.of_session(
                    request.session, request.audience, request.least_acr, request.acting_for
                )
            case "access_token":
                held = request.possession
                shown = Shown(held.dpop_proof, held.method, held.url, held.certificate)
                try:
                    internal = await self._exchange.of_token(
                        request.access_token, request.audience, request.least_acr, shown
                    )
                except NonceNeeded:
                    return pb.InternalToken(dpop_nonce=self._nonces.current())
            case "internal_token":
                internal = await self._exchange.of_internal(request.internal_token, request.audience, request.least_acr)
            case _:
                raise Invalid("give an access token or a session")
        answer = pb.InternalToken(token=internal.token)
        if request.possession.dpop_proof:
            answer.dpop_nonce = self._nonces.current()
        answer.expires_at.FromDatetime(internal.expires_at)
        return answer
