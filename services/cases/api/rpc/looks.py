"""`kith.cases.v1.Looks`: request in, use case, answer out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from grpc.aio import ServicerContext
from kith.cases.v1 import looks_pb2 as pb
from kith.cases.v1 import looks_pb2_grpc as pb_grpc

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import Ids
from chassis.rpc import caller
from services.cases.api.rpc.instants import stamp
from services.cases.api.rpc.pages import cursor, page
from services.cases.domain.looks.review import LookToReview
from services.cases.domain.looks.tie import Home, Subject, Tie
from services.cases.domain.people.finding import ByIdentifier, ByNameAndBirth
from services.cases.ports.work import OpenWork
from services.cases.usecases.looks.declare_tie import DeclareTie
from services.cases.usecases.looks.end_tie import EndTie
from services.cases.usecases.looks.judge_look import JudgeLook
from services.cases.usecases.looks.list_look_reviews import ListLookReviews
from services.cases.usecases.looks.list_ties import ListTies

Context = ServicerContext[Any, Any]


@dataclass(frozen=True, slots=True)
class LookVerbs:
    declare_tie: DeclareTie
    list_ties: ListTies
    end_tie: EndTie
    list_look_reviews: ListLookReviews
    judge_look: JudgeLook

    @classmethod
    def over(cls, work: OpenWork, ids: Ids, clock: Clock) -> "LookVerbs":
        return cls(
            DeclareTie(work, ids, clock), ListTies(work), EndTie(work), ListLookReviews(work, clock), JudgeLook(work)
        )


class LooksServicer(pb_grpc.LooksServicer):
    def __init__(self, verbs: LookVerbs) -> None:
        self._verbs = verbs

    async def DeclareTie(self, request: pb.DeclareTieRequest, context: Context) -> pb.DeclareTieResponse:
        tie_id = await self._verbs.declare_tie(caller(), request.account_id, _subject(request))
        return pb.DeclareTieResponse(tie_id=tie_id)

    async def ListTies(self, request: pb.ListTiesRequest, context: Context) -> pb.ListTiesResponse:
        found = await self._verbs.list_ties(caller(), page(request.limit, request.cursor))
        return pb.ListTiesResponse(ties=map(_tie, found.items), next_cursor=cursor(found.after))

    async def EndTie(self, request: pb.EndTieRequest, context: Context) -> pb.EndTieResponse:
        await self._verbs.end_tie(caller(), request.tie_id)
        return pb.EndTieResponse()

    async def ListLookReviews(self, request: pb.ListLookReviewsRequest, context: Context) -> pb.ListLookReviewsResponse:
        found = await self._verbs.list_look_reviews(caller(), page(request.limit, request.cursor))
        guesses = [pb.Guesses(account_id=one.account_id, count=one.count) for one in found.guesses]
        return pb.ListLookReviewsResponse(
            reviews=map(_review, found.reviews), guesses=guesses, next_cursor=cursor(found.after)
        )

    async def JudgeLook(self, request: pb.JudgeLookRequest, context: Context) -> pb.JudgeLookResponse:
        await self._verbs.judge_look(caller(), request.review_id, request.judgement, request.reason)
        return pb.JudgeLookResponse()


def _subject(request: pb.DeclareTieRequest) -> Subject:
    match request.WhichOneof("subject"):
        case "identifier":
            return ByIdentifier(request.identifier.scheme, request.identifier.value)
        case "name_and_birth":
            named = request.name_and_birth
            try:
                birth = date.fromisoformat(named.date_of_birth)
            except ValueError:
                raise Invalid.field("name_and_birth.date_of_birth", "must be a date written YYYY-MM-DD") from None
            return ByNameAndBirth(named.given_name, named.family_name, birth)
        case "home":
            home = request.home
            return Home(home.family_name, home.postcode, home.address, home.uprn)
    raise Invalid.field("subject", "must be an identifier, a name with date of birth, or a home")


def _tie(one: Tie) -> pb.Tie:
    said = pb.Tie(id=one.id, account_id=one.account_id, declared_by=one.declared_by, declared_at=stamp(one.declared_at))
    match one.subject:
        case ByIdentifier(scheme, value):
            said.identifier.CopyFrom(pb.TieByIdentifier(scheme=scheme, value=value))
        case ByNameAndBirth(given, family, birth):
            named = pb.TieByNameAndBirth(given_name=given, family_name=family, date_of_birth=birth.isoformat())
            said.name_and_birth.CopyFrom(named)
        case Home(family, postcode, address, uprn):
            said.home.CopyFrom(pb.TieHome(family_name=family, postcode=postcode, address=address, uprn=uprn))
    return said


def _review(one: LookToReview) -> pb.LookReview:
    return pb.LookReview(
        id=one.review.id,
        disclosure_id=one.look.id,
        person_id=one.review.person_id,
        by=one.review.by,
        role=one.look.role,
        what=one.look.what,
        purpose=one.look.purpose,
        at=stamp(one.look.at),
        why=one.review.why,
        due_at=stamp(one.review.due_at),
        escalated_to=one.review.escalated.word,
    )
