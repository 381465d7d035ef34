"""`/v1/retention`, `/v1/legal-holds` and erasures: how long what is held of a person is kept, and its end."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import retention_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import ID, Asked, At, Cursor, IdInPath, Limit, Maybe, MaybeAt, Page, Reason, Shown

router = APIRouter(route_class=Door, tags=["retention"])

Retention = Literal[
    "looked_after_child",
    "child_social_care",
    "adult_social_care",
    "housing",
    "education",
    "health",
    "enquiries",
    "dealings",
]


class Holding(Shown):
    """What the organisation holds of a person in one class of retention."""

    person_id: str
    retention: str = Field(description="`dealings` is what is held besides cases.")
    case_ids: list[str]
    until: Maybe = Field(description="The last day it must be kept; null while that is not known.")
    may_go: bool
    reasons: list[str] = Field(description="Every reason why it must be kept, in plain words.")


class LegalHold(Shown):
    id: str
    person_id: str
    why: str
    set_by: str
    set_at: At
    lifted_at: MaybeAt
    lifted_by: Maybe
    lifted_why: Maybe


class Decide(Asked):
    why: Reason


class Erase(Asked):
    retention: Retention
    why: Reason


class Erasure(Shown):
    id: str
    person_id: str
    retention: str
    decided_at: At
    finished_at: MaybeAt = Field(description="When the keys were destroyed.")


class Recipient(Shown):
    """An organisation that had received what was erased."""

    organisation_id: str
    records: int = Field(description="How many of the erased records it had received.")
    heard: int = Field(description="Of how many of them it is known that it has heard.")
    hers_to_know: bool = Field(
        description="Nothing keeps it from the person who received them; she is told when she asks."
    )


class Recall(Shown):
    """A record that was received from another organisation, a look of a worker, or a share that was given: the handle,
    and nothing else.
    """

    record_id: str
    what: str = Field(
        description="`erased`, `corrected`, or `separated`: it was read about the wrong person. `looked`: the look at "
        "somebody, of the account `looker`, rested on a link that was wrong. `shared`: a share of yours, whose id "
        "`record_id` is, is open to an organisation that took the person for somebody else; end it."
    )
    at: At
    heard_at: MaybeAt
    looker: Maybe
    looked_at: MaybeAt
    person_id: Maybe = Field(description="Whom a share is about; null of all else, and where it opens a private one.")


class MisreadLook(Shown):
    """The newest of the caller's looks at somebody; what he saw may have been about two people."""

    id: str
    looked_at: At
    at: At = Field(description="When it turned out.")
    person_id: str = Field(description="Whom he was after. Whom else he saw is told to nobody.")
    local_ids: list[str] = Field(description="The numbers under which the caller's organisation knows that person.")


@router.get("/v1/retention")
async def due(
    behind: Behind, limit: Limit = 25, cursor: Annotated[str, Query(pattern=f"^$|{ID}")] = ""
) -> Page[Holding]:
    """What the caller's organisation holds longer than it has to; nothing goes by itself."""
    answer = await behind.retention.ListDue(pb.ListDueRequest(people=limit, after=cursor))
    return Page[Holding](items=[Holding.of(one) for one in answer.holdings], next_cursor=answer.after)


@router.get("/v1/people/{person_id}/retention")
async def retention(person_id: IdInPath, behind: Behind) -> Page[Holding]:
    """How long what the caller's organisation holds of a person is kept, class by class, and why."""
    answer = await behind.retention.GetRetention(pb.GetRetentionRequest(person_id=person_id))
    return Page[Holding](items=[Holding.of(one) for one in answer.holdings])


@router.post("/v1/people/{person_id}/erasures", status_code=201)
async def erase(person_id: IdInPath, asked: Erase, behind: Behind) -> Erasure:
    """Let one class go for good. 409 with every reason, where it must be kept."""
    return Erasure.of(await behind.retention.Erase(pb.EraseRequest(person_id=person_id, **asked.wire())))


@router.post("/v1/people/{person_id}/legal-holds", status_code=201)
async def set_legal_hold(person_id: IdInPath, asked: Decide, behind: Behind) -> LegalHold:
    """Hold all that the caller's organisation has of a person. Neither she nor anybody outside is told."""
    request = pb.SetLegalHoldRequest(person_id=person_id, why=asked.why)
    return LegalHold.of(await behind.retention.SetLegalHold(request))


@router.get("/v1/legal-holds")
async def legal_holds(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[LegalHold]:
    """Those of the caller's organisation that nobody lifted, the oldest first."""
    answer = await behind.retention.ListLegalHolds(pb.ListLegalHoldsRequest(limit=limit, cursor=cursor))
    return Page[LegalHold](items=[LegalHold.of(one) for one in answer.holds], next_cursor=answer.next_cursor)


@router.post("/v1/legal-holds/{legal_hold_id}/lift")
async def lift_legal_hold(legal_hold_id: IdInPath, asked: Decide, behind: Behind) -> LegalHold:
    """From now on time alone decides again."""
    request = pb.LiftLegalHoldRequest(legal_hold_id=legal_hold_id, why=asked.why)
    return LegalHold.of(await behind.retention.LiftLegalHold(request))


@router.get("/v1/erasures/{erasure_id}/recipients")
async def recipients(erasure_id: IdInPath, behind: Behind) -> Page[Recipient]:
    """Who had received what an erasure of the caller's organisation let go, as far as it may know of them."""
    answer = await behind.retention.ListRecipients(pb.ListRecipientsRequest(erasure_id=erasure_id))
    return Page[Recipient](items=[Recipient.of(one) for one in answer.recipients])


@router.get("/v1/recalls")
async def recalls(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Recall]:
    """What the caller's organisation received, was erased or corrected since, and has not been heard of, the oldest
    first; and what it shares with whoever took the person for somebody else.
    """
    answer = await behind.retention.ListRecalls(pb.ListRecallsRequest(limit=limit, cursor=cursor))
    return Page[Recall](items=[Recall.of(one) for one in answer.recalls], next_cursor=answer.next_cursor)


@router.post("/v1/recalls/{record_id}/heard")
async def hear_recall(record_id: IdInPath, behind: Behind) -> Recall:
    """The organisation knows, and has put right what it keeps itself. 409 while a share is open: end it."""
    return Recall.of(await behind.retention.HearRecall(pb.HearRecallRequest(record_id=record_id)))


@router.get("/v1/misread-looks")
async def misread_looks(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[MisreadLook]:
    """The caller's own looks that rested on a link that was wrong, until he says that he knows."""
    answer = await behind.retention.ListMisreadLooks(pb.ListMisreadLooksRequest(limit=limit, cursor=cursor))
    return Page[MisreadLook](items=[MisreadLook.of(one) for one in answer.looks], next_cursor=answer.next_cursor)


@router.post("/v1/misread-looks/{look_id}/heard", status_code=204)
async def hear_misread_look(look_id: IdInPath, behind: Behind) -> None:
    """He knows that what he saw may have been about two people."""
    await behind.retention.HearMisreadLook(pb.HearMisreadLookRequest(look_id=look_id))
