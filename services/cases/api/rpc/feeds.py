"""`kith.cases.v1.Feeds`."""

from dataclasses import dataclass
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import feeds_pb2 as pb
from kith.cases.v1 import feeds_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import day_in
from services.cases.domain.choice import choice
from services.cases.domain.days import day
from services.cases.domain.feeds.declared_feed import DeclaredFeed, FeedAround, FeedKind, Roll, Shown, status_word
from services.cases.ports.work import OpenWork
from services.cases.usecases.feeds.begin_roll import AddToRoll, BeginRoll
from services.cases.usecases.feeds.decide_roll import DecideRoll, ListRolls
from services.cases.usecases.feeds.declare_feed import DeclareFeed
from services.cases.usecases.feeds.finish_roll import CheckRoll, FinishRoll
from services.cases.usecases.feeds.list_feeds import ListFeeds
from services.cases.usecases.feeds.list_feeds_around import ListFeedsAround

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class FeedVerbs:
    declare: DeclareFeed
    list: ListFeeds
    list_around: ListFeedsAround
    begin_roll: BeginRoll
    add_to_roll: AddToRoll
    check_roll: CheckRoll
    finish_roll: FinishRoll
    list_rolls: ListRolls
    decide_roll: DecideRoll
    clock: Clock

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "FeedVerbs":
        return cls(
            declare=DeclareFeed(work),
            list=ListFeeds(work),
            list_around=ListFeedsAround(work, clock),
            begin_roll=BeginRoll(work, ids, clock),
            add_to_roll=AddToRoll(work),
            check_roll=CheckRoll(work),
            finish_roll=FinishRoll(work),
            list_rolls=ListRolls(work),
            decide_roll=DecideRoll(work),
            clock=clock,
        )


class FeedsServicer(pb_grpc.FeedsServicer):
    def __init__(self, verbs: FeedVerbs) -> None:
        self._verbs = verbs

    async def DeclareFeed(self, request: pb.DeclareFeedRequest, context: Context) -> pb.DeclaredFeed:
        wish = DeclaredFeed(
            organisation_id="",
            name=request.name.strip(),
            kind=choice(FeedKind, "kind", request.kind),
            coverage=request.coverage.strip(),
            every_days=request.every_days,
            may_shrink=request.may_shrink,
            shown=_shown_in(request.shown),
            shielded=request.shielded,
        )
        return self._feed(await self._verbs.declare(caller(), wish))

    async def ListFeeds(self, request: pb.ListFeedsRequest, context: Context) -> pb.ListFeedsResponse:
        own, around = await self._verbs.list(caller()), await self._verbs.list_around(caller())
        return pb.ListFeedsResponse(feeds=map(self._feed, own), around=map(self._around, around))

    async def BeginRoll(self, request: pb.BeginRollRequest, context: Context) -> pb.Roll:
        as_of = day_in("as_of", request.as_of)
        if as_of is None:
            raise Invalid.field("as_of", "must say which day the delivery is current as of")
        feed = request.feed.strip()
        return _roll(await self._verbs.begin_roll(caller(), request.organisation_id, feed, as_of, request.entries))

    async def AddToRoll(self, request: pb.AddToRollRequest, context: Context) -> pb.Roll:
        return _roll(await self._verbs.add_to_roll(caller(), request.roll_id, request.local_ids))

    async def CheckRoll(self, request: pb.CheckRollRequest, context: Context) -> pb.Roll:
        return _roll(await self._verbs.check_roll(caller(), request.roll_id))

    async def FinishRoll(self, request: pb.FinishRollRequest, context: Context) -> pb.Roll:
        return _roll(await self._verbs.finish_roll(caller(), request.roll_id))

    async def ListRolls(self, request: pb.ListRollsRequest, context: Context) -> pb.ListRollsResponse:
        return pb.ListRollsResponse(rolls=map(_roll, await self._verbs.list_rolls(caller())))

    async def DecideRoll(self, request: pb.DecideRollRequest, context: Context) -> pb.Roll:
        end = request.end if request.HasField("end") else None
        return _roll(await self._verbs.decide_roll(caller(), request.roll_id, end, request.reason))

    def _feed(self, one: DeclaredFeed) -> pb.DeclaredFeed:
        silent = one.silent_since(day(self._verbs.clock.now()))
        return pb.DeclaredFeed(
            name=one.name,
            kind=one.kind,
            coverage=one.coverage,
            every_days=one.every_days,
            may_shrink=one.may_shrink,
            shown=pb.VisibilityRules(
                age_from=one.shown.age_from,
                age_to=one.shown.age_to,
                statuses=sorted(one.shown.statuses),
                months_after_closing=one.shown.months_after_closing,
            ),
            shielded=one.shielded,
            as_of=one.as_of.isoformat() if one.as_of else "",
            silent_since=silent.isoformat() if silent else "",
        )

    def _around(self, one: FeedAround) -> pb.FeedAround:
        told = self._feed(one.feed)
        return pb.FeedAround(
            organisation_name=one.organisation_name,
            name=told.name,
            kind=told.kind,
            coverage=told.coverage,
            as_of=told.as_of,
            silent_since=told.silent_since,
        )


def _shown_in(said: pb.VisibilityRules) -> Shown:
    return Shown(
        age_from=said.age_from if said.HasField("age_from") else None,
        age_to=said.age_to if said.HasField("age_to") else None,
        statuses=frozenset(map(status_word, said.statuses)),
        months_after_closing=said.months_after_closing if said.HasField("months_after_closing") else None,
    )


def _roll(one: Roll) -> pb.Roll:
    return pb.Roll(
        id=one.id,
        feed=one.feed,
        as_of=one.as_of.isoformat(),
        entries=one.entries,
        state=one.state,
        current=one.current,
        missing=one.missing,
    )
