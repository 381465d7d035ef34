"""`kith.identity.v1.UpstreamProofs`."""

from collections.abc import Collection
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import upstream_proofs_pb2 as pb
from kith.identity.v1 import upstream_proofs_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.api.rpc.messages import proof_message
from services.identity.usecases.proofs.begin_upstream_proof import BeginUpstreamProof
from services.identity.usecases.proofs.finish_upstream_proof import Answer, FinishUpstreamProof

Context = ServicerContext[Any, Any]


class UpstreamProofsServicer(pb_grpc.UpstreamProofsServicer):
    def __init__(self, providers: Collection[str], begin: BeginUpstreamProof, finish: FinishUpstreamProof) -> None:
        self._providers, self._begin, self._finish = providers, begin, finish

    async def ListProviders(self, request: pb.ListProvidersRequest, context: Context) -> pb.ListProvidersResponse:
        return pb.ListProvidersResponse(providers=sorted(self._providers, reverse=True))

    async def BeginUpstreamProof(
        self, request: pb.BeginUpstreamProofRequest, context: Context
    ) -> pb.BeginUpstreamProofResponse:
        url = await self._begin(caller(), request.provider, request.interaction_id, request.language)
        return pb.BeginUpstreamProofResponse(url=url)

    async def FinishUpstreamProof(
        self, request: pb.FinishUpstreamProofRequest, context: Context
    ) -> pb.FinishUpstreamProofResponse:
        answer = Answer(request.state, request.code, request.error, request.issuer)
        proof, interaction_id = await self._finish(caller(), request.provider, answer)
        return pb.FinishUpstreamProofResponse(proof=proof_message(proof), interaction_id=interaction_id)
