"""`kith.identity.v1.ProofLife`."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import proof_life_pb2 as pb
from kith.identity.v1 import proof_life_pb2_grpc as pb_grpc

from chassis.rpc import caller
from services.identity.api.rpc.messages import evidence_message, proof_message
from services.identity.domain.proofs.proof import Proof
from services.identity.usecases.proofs.refresh_proof import RefreshProof
from services.identity.usecases.proofs.review_proofs import DoubtProof, GetDoubtedProof, ListDoubtedProofs, ReviewProof
from services.identity.usecases.proofs.withdraw_proof import WithdrawProof

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class ProofLifeVerbs:
    withdraw: WithdrawProof
    refresh: RefreshProof
    doubt: DoubtProof
    doubted: ListDoubtedProofs
    open: GetDoubtedProof
    review: ReviewProof


class ProofLifeServicer(pb_grpc.ProofLifeServicer):
    def __init__(self, verbs: ProofLifeVerbs) -> None:
        self._verbs = verbs

    async def WithdrawProof(self, request: pb.WithdrawProofRequest, context: Context) -> pb.WithdrawProofResponse:
        await self._verbs.withdraw(caller(), request.proof_id)
        return pb.WithdrawProofResponse()

    async def RefreshProof(self, request: pb.RefreshProofRequest, context: Context) -> pb.RefreshProofResponse:
        return pb.RefreshProofResponse(proof=proof_message(await self._verbs.refresh(caller(), request.proof_id)))

    async def DoubtProof(self, request: pb.DoubtProofRequest, context: Context) -> pb.DoubtProofResponse:
        await self._verbs.doubt(caller(), request.proof_id, request.indicator)
        return pb.DoubtProofResponse()

    async def ListDoubtedProofs(
        self, request: pb.ListDoubtedProofsRequest, context: Context
    ) -> pb.ListDoubtedProofsResponse:
        return pb.ListDoubtedProofsResponse(proofs=map(_doubted, await self._verbs.doubted(caller())))

    async def GetDoubtedProof(self, request: pb.GetDoubtedProofRequest, context: Context) -> pb.GetDoubtedProofResponse:
        opened = await self._verbs.open(caller(), request.proof_id)
        proof, claims = opened.proof, opened.proof.claims
        message = pb.GetDoubtedProofResponse(
            proof=_doubted(proof),
            account_id=proof.account_id,
            given_name=claims.given_name,
            family_name=claims.family_name,
            date_of_birth=claims.date_of_birth.isoformat(),
            postcode=claims.postcode,
            shown=map(evidence_message, opened.shown),
            also_waiting=opened.also_waiting,
        )
        message.expires_at.FromDatetime(proof.expires_at)
        return message

    async def ReviewProof(self, request: pb.ReviewProofRequest, context: Context) -> pb.ReviewProofResponse:
        proof = await self._verbs.review(caller(), request.proof_id, request.reason, sound=request.sound)
        return pb.ReviewProofResponse(state=proof.state)


def _doubted(proof: Proof) -> pb.DoubtedProof:
    message = pb.DoubtedProof(
        id=proof.id,
        indicators=proof.contra_indicators,
        confidence=proof.level.label,
        provider=proof.provider,
        evidence=[item.kind for item in proof.evidence],
    )
    message.decided_at.FromDatetime(proof.decided_at)
    return message
