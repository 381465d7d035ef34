"""What identity says today of authority to act for somebody; asked each time, never kept."""

from datetime import date

from kith.identity.v1 import mandates_pb2 as pb
from kith.identity.v1 import mandates_pb2_grpc as pb_grpc

from chassis.errors import NotFound
from services.cases.domain.consents.authority import Competence, Mandate, Outcome


class RpcMandates:
    """Identity's `Mandates` service."""

    def __init__(self, stub: "pb_grpc.MandatesAsyncStub") -> None:
        self._stub = stub

    async def now(self, mandate_id: str) -> Mandate | None:
        """None where it reaches nothing, for whatever reason."""
        try:
            answer = await self._stub.GetReach(pb.GetReachRequest(mandate_id=mandate_id))
        except NotFound:
            return None
        return Mandate(
            id=mandate_id,
            account_id=answer.account_id,
            proxy_id=answer.proxy_id,
            kind=answer.kind,
            reach=frozenset(answer.reach),
            found=tuple(
                Competence(Outcome.UNABLE, date.fromisoformat(each.assessed_on), each.assessor)
                for each in answer.assessments
            ),
        )

    async def acted_for(self, account_id: str) -> frozenset[str]:
        answer = await self._stub.ListActedFor(pb.ListActedForRequest(account_id=account_id))
        return frozenset(answer.account_ids)
