"""`kith.cases.v1.Rounds`: request in, use case, answer out."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import rounds_pb2 as pb
from kith.cases.v1 import rounds_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import id_cursor, id_in, page
from services.cases.domain.rounds.round import Round
from services.cases.ports.work import OpenWork
from services.cases.usecases.rounds.count_waiting import CountWaiting
from services.cases.usecases.rounds.list_round import Listed, ListRound
from services.cases.usecases.rounds.set_round import SetRound

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class RoundVerbs:
    list_round: ListRound
    set_round: SetRound
    count_waiting: CountWaiting

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "RoundVerbs":
        return cls(ListRound(work, ids, clock), SetRound(work, clock), CountWaiting(work, clock))


class RoundsServicer(pb_grpc.RoundsServicer):
    def __init__(self, verbs: RoundVerbs) -> None:
        self._verbs = verbs

    async def ListRound(self, request: pb.ListRoundRequest, context: Context) -> pb.RoundPage:
        limit = page(request.limit, "").limit
        listed = await self._verbs.list_round(caller(), id_in(request.cursor), limit)
        return pb.RoundPage(
            people=map(_on_round, listed.people), next_cursor=id_cursor(listed.after), round=_round(listed.round)
        )

    async def SetRound(self, request: pb.SetRoundRequest, context: Context) -> pb.Round:
        return _round(await self._verbs.set_round(caller(), request.teams, request.daily_message))

    async def CountWaiting(self, request: pb.CountWaitingRequest, context: Context) -> pb.CountWaitingResponse:
        found = await self._verbs.count_waiting(caller(), request.queues)
        waiting = [pb.Waiting(queue=queue, count=one.count, urgent=one.urgent) for queue, one in found.items()]
        return pb.CountWaitingResponse(waiting=waiting)


def _on_round(one: Listed) -> pb.OnRound:
    on, changes = one.on, one.on.changes
    return pb.OnRound(
        person_id=on.person_id,
        given_name=one.identity.given_name,
        family_name=one.identity.family_name,
        date_of_birth=one.identity.date_of_birth.isoformat(),
        looked_at=stamp(on.looked_at) if on.looked_at else None,
        joined=changes.joined,
        left=changes.left,
        concerns=changes.concerns,
        shares=changes.shares,
        stale=one.stale,
        list_overdue=on.list_overdue,
    )


def _round(one: Round) -> pb.Round:
    return pb.Round(teams=sorted(one.teams), daily_message=one.daily)
