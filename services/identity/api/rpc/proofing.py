"""`kith.identity.v1.Proofing`."""

from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.identity.v1 import proofing_pb2 as pb
from kith.identity.v1 import proofing_pb2_grpc as pb_grpc

from chassis.errors import Invalid
from chassis.rpc import caller
from services.identity.api.rpc.messages import proof_message
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.usecases.proofs.get_proven_identity import GetProvenIdentity
from services.identity.usecases.proofs.list_proofs import ListProofs
from services.identity.usecases.proofs.submit_proof import SubmitProof

Context = ServicerContext[Any, Any]


class ProofingServicer(pb_grpc.ProofingServicer):
    def __init__(self, submit: SubmitProof, listed: ListProofs, proven: GetProvenIdentity) -> None:
        self._submit, self._listed, self._proven = submit, listed, proven

    async def SubmitProof(self, request: pb.SubmitProofRequest, context: Context) -> pb.Proof:
        claims = Claims(
            given_name=request.given_name.strip(),
            family_name=request.family_name.strip(),
            date_of_birth=_date("date_of_birth", request.date_of_birth),
            postcode=request.postcode.strip().upper(),
            nhs_number=request.nhs_number.replace(" ", "").replace("-", ""),
        )
        evidence = tuple(
            Evidence(
                item.kind, item.number, _date(f"evidence.{n}.expires_on", item.expires_on) if item.expires_on else None
            )
            for n, item in enumerate(request.evidence)
        )
        return proof_message(await self._submit(caller(), Submission(claims, evidence)))

    async def ListProofs(self, request: pb.ListProofsRequest, context: Context) -> pb.ListProofsResponse:
        waiting = await self._listed.waiting_for(caller())
        proofs = (proof_message(proof, waiting.get(proof.id, ())) for proof in await self._listed(caller()))
        return pb.ListProofsResponse(proofs=proofs)

    async def GetProvenIdentity(self, request: pb.GetProvenIdentityRequest, context: Context) -> pb.ProvenIdentity:
        proof = await self._proven(request.account_id)
        return pb.ProvenIdentity(
            account_id=proof.account_id,
            proof_id=proof.id,
            confidence=proof.level.label,
            given_name=proof.claims.given_name,
            family_name=proof.claims.family_name,
            date_of_birth=proof.claims.date_of_birth.isoformat(),
            postcode=proof.claims.postcode,
            nhs_number=proof.claims.nhs_number,
        )


def _date(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid.field(field, "enter a date as year-month-day") from None
