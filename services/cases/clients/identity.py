"""What identity has established of a resident, asked for once, to propose an account link; never kept."""

from datetime import date

from kith.identity.v1 import proofing_pb2 as pb
from kith.identity.v1 import proofing_pb2_grpc as pb_grpc

from chassis.errors import NotFound
from services.cases.domain.account_link import Proven
from services.cases.domain.people.nhs_number import nhs_number
from services.cases.domain.people.person import Identity, canonical_postcode


class RpcProofs:
    """Identity's `Proofing` service."""

    def __init__(self, stub: "pb_grpc.ProofingAsyncStub") -> None:
        self._stub = stub

    async def proven(self, account_id: str) -> Proven | None:
        """The live proof of an account at medium confidence or better; None when it has none (any more)."""
        try:
            answer = await self._stub.GetProvenIdentity(pb.GetProvenIdentityRequest(account_id=account_id))
        except NotFound:
            return None
        identity = Identity(
            given_name=answer.given_name,
            family_name=answer.family_name,
            date_of_birth=date.fromisoformat(answer.date_of_birth),
            nhs_number=nhs_number(answer.nhs_number) or "",
            postcode=canonical_postcode(answer.postcode),
        )
        return Proven(answer.proof_id, answer.confidence, identity)
