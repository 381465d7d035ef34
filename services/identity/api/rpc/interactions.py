"""`kith.identity.v1.Interactions`."""

from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import interactions_pb2 as pb
from kith.identity.v1 import interactions_pb2_grpc as pb_grpc

from services.identity.api.rpc.messages import interaction_message
from services.identity.usecases.authorization.approve import Approve
from services.identity.usecases.authorization.decline import Decline
from services.identity.usecases.authorization.get_interaction import GetInteraction
from services.identity.usecases.sessions.complete_sign_in import CompleteSignIn

Context = ServicerContext[Any, Any]


class InteractionsServicer(pb_grpc.InteractionsServicer):
    def __init__(self, get: GetInteraction, complete: CompleteSignIn, approve: Approve, decline: Decline) -> None:
        self._get, self._complete, self._approve, self._decline = get, complete, approve, decline

    async def GetInteraction(self, request: pb.GetInteractionRequest, context: Context) -> pb.Interaction:
        return interaction_message(await self._get(request.id, request.session))

    async def CompleteSignIn(self, request: pb.CompleteSignInRequest, context: Context) -> pb.Interaction:
        return interaction_message(await self._complete(request.id, request.session))

    async def Approve(self, request: pb.ApproveRequest, context: Context) -> pb.Interaction:
        return interaction_message(await self._approve(request.id, request.session, request.claims, request.asked))

    async def Decline(self, request: pb.DeclineRequest, context: Context) -> pb.Interaction:
        return interaction_message(await self._decline(request.id, request.session))
