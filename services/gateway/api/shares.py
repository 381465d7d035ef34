"""`/v1/shares`: who may see what of a person, for a purpose, until a date, on a basis."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import sharing_pb2 as pb
from pydantic import BeforeValidator, Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    ID,
    Asked,
    At,
    Cursor,
    DataClass,
    Day,
    DaysLeft,
    Id,
    IdInPath,
    Limit,
    Line,
    Maybe,
    Page,
    Prose,
    Purpose,
    Shown,
    unset,
)

router = APIRouter(route_class=Door, tags=["shares"])


class Basis(Asked):
    """The lawful basis of one share; the reason is shown to the resident."""

    kind: Literal[
        "consent",
        "public_task",
        "legal_obligation",
        "legal_duty_16LA",
        "vital_interests",
        "recognised_legitimate_interest",
    ]
    consent_id: Id | None = None
    condition: Line | None = Field(None, description="Article 9 condition or Schedule 1 paragraph.", examples=["9_2_h"])
    reason: Prose
    para_18_reason: Literal["cannot_consent", "cannot_reasonably_obtain", "would_prejudice"] | None = None
    informed: StrictBool = Field(False, description="The person was told.")
    not_informed_reason: Line | None = None


class ShownBasis(Shown):
    kind: str
    consent_id: Maybe
    condition: Maybe
    reason: Maybe
    para_18_reason: Maybe
    informed: bool
    not_informed_reason: Maybe


class Share(Shown):
    id: str
    person_id: Maybe
    case_id: Maybe
    from_organisation_id: str
    to_organisation_ids: list[str] = Field(description="All to the giver and to her; to a recipient, itself alone.")
    data_classes: list[str]
    purpose: str
    until: str
    basis: Annotated[ShownBasis | None, BeforeValidator(unset)]
    agreement_id: Maybe
    state: str = Field(description="`live` or `ended`.")
    ended_because: Maybe = Field(description="`withdrawn`, `expired` or `ended`.")
    created_at: At
    advice_sought: Maybe = Field(description="Shown to the giving organisation only.")
    contribution_id: Maybe = Field(description="The one contribution to a hub's enquiry that it opens.")
    involvement_id: Maybe = Field(description="The one private (shielded) involvement that it opens.")
    to_professional_id: Maybe = Field(
        description="The one worker whom it opens that to; null for all of the recipient's."
    )
    ends_in_days: DaysLeft
    heard_by_organisation_ids: list[str] = Field(
        description="Of an ended one: who received it and knows that. All of them to the giver, to others their own."
    )


class CreateShare(Asked):
    person_id: Id
    case_id: Id | None = Field(None, description="Left out: every case of the giving organisation about the person.")
    involvement_id: Id | None = Field(
        None,
        description="A private (shielded) involvement of the giving organisation to open, by its duty desk or a "
        "manager; with it there are no data classes.",
    )
    to_organisation_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    to_professional_id: Id | None = Field(
        None, description="Opens it to this one worker of the one recipient. Left out: to all of its workers."
    )
    data_classes: Annotated[list[DataClass], Field(max_length=20)] = Field(
        [], description="At least one, unless it opens an involvement."
    )
    purpose: Purpose
    until: Day = Field(description="The last day.")
    basis: Basis
    agreement_id: Id | None = None
    advice_sought: Prose | None = Field(None, description="Whom you asked before, and what you heard.")


class EndShare(Asked):
    reason: Prose


class DecisionNotToShare(Shown):
    id: str
    person_id: str
    case_id: Maybe
    organisation_id: str
    to_organisation_ids: list[str]
    data_classes: list[str]
    purpose: str
    reason: str
    advice_sought: Maybe
    review_on: str
    decided_at: At
    decided_by: str


class DecideNotToShare(Asked):
    """What was considered, for whom and for what, and why it is not shared."""

    person_id: Id
    case_id: Id | None = Field(None, description="Left out: every case of the organisation about the person.")
    to_organisation_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    data_classes: Annotated[list[DataClass], Field(min_length=1, max_length=20)]
    purpose: Purpose
    reason: Prose
    advice_sought: Prose | None = Field(None, description="Whom you asked before, and what you heard.")
    review_on: Day = Field(description="When to look again, at most a year from now.")


@router.post("/v1/shares", status_code=201)
async def create_share(asked: CreateShare, behind: Behind) -> Share:
    """Share named data classes with named organisations."""
    return Share.of(await behind.sharing.CreateShare(pb.CreateShareRequest(**asked.wire())))


@router.get("/v1/shares")
async def shares(
    behind: Behind, person_id: Annotated[str, Query(pattern=ID)] = "", limit: Limit = 50, cursor: Cursor = ""
) -> Page[Share]:
    """The shares that the caller's organisation gives or receives, the newest first."""
    answer = await behind.sharing.ListShares(pb.ListSharesRequest(person_id=person_id, limit=limit, cursor=cursor))
    return Page[Share](items=[Share.of(share) for share in answer.shares], next_cursor=answer.next_cursor)


@router.post("/v1/shares/{share_id}/end")
async def end_share(share_id: IdInPath, asked: EndShare, behind: Behind) -> Share:
    """The giving organisation ends it."""
    return Share.of(await behind.sharing.EndShare(pb.EndShareRequest(share_id=share_id, reason=asked.reason)))


@router.post("/v1/shares/{share_id}/heard")
async def hear_share_end(share_id: IdInPath, behind: Behind) -> Share:
    """Your organisation received it, and knows that it is over. A client that takes `share.ended` says so by that."""
    return Share.of(await behind.sharing.HearShareEnd(pb.HearShareEndRequest(share_id=share_id)))


@router.post("/v1/decisions-not-to-share", status_code=201)
async def decide_not_to_share(asked: DecideNotToShare, behind: Behind) -> DecisionNotToShare:
    """Record that sharing was considered and decided against. The person is not shown it."""
    return DecisionNotToShare.of(await behind.sharing.DecideNotToShare(pb.DecideNotToShareRequest(**asked.wire())))


@router.get("/v1/decisions-not-to-share")
async def decisions_not_to_share(
    behind: Behind, person_id: Annotated[str, Query(pattern=ID)] = ""
) -> Page[DecisionNotToShare]:
    """What the caller's organisation decided not to share, the first to look at again first."""
    answer = await behind.sharing.ListDecisionsNotToShare(pb.ListDecisionsNotToShareRequest(person_id=person_id))
    return Page[DecisionNotToShare](items=[DecisionNotToShare.of(one) for one in answer.decisions])
