"""`/v1/referrals`: one organisation asks another to take on work with a person, and sees how it ended."""

from typing import Annotated

from fastapi import APIRouter
from kith.cases.v1 import referrals_pb2 as pb
from pydantic import Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    At,
    Cursor,
    DataClass,
    Day,
    Id,
    IdInPath,
    Limit,
    Line,
    Maybe,
    MaybeAt,
    Page,
    Prose,
    Purpose,
    Shown,
)
from services.gateway.api.shares import Basis

router = APIRouter(route_class=Door, tags=["referrals"])


class Referral(Shown):
    id: str
    person_id: str
    from_organisation_id: str
    to_organisation_id: str
    share_id: str = Field(description="What goes with it.")
    private: bool = Field(description="To a service whose work with a person is itself sensitive.")
    asks: Maybe = Field(description="Null in lists.")
    requested_at: At
    due_on: str = Field(description="The last day for an answer.")
    state: str = Field(
        description="`requested`, `accepted`, `rejected`, `done`, `revoked`, or `lapsed`: unanswered, and what went "
        "with it is over."
    )
    said: Maybe = Field(description="Why it was rejected or revoked, or what came of it. Null in lists.")
    moved_at: MaybeAt
    involvement_id: Maybe = Field(description="Shown to the organisation that was asked, once it accepted.")
    escalated_to: Maybe = Field(description="`guardian` or `dpo`, once nobody answered in time.")


class ReadReferral(Referral):
    """Whom it is about, as the asking organisation knows her."""

    given_name: Maybe
    family_name: Maybe
    date_of_birth: Maybe


class RequestReferral(Asked):
    """It is not taken on until it is accepted. Where somebody is in danger now: 999."""

    person_id: Id
    to_organisation_id: Id
    asks: Prose = Field(description="What is asked for.")
    private: StrictBool = Field(
        False,
        description="To a private service: in words only, by the duty desk or a manager, and known to nobody but the "
        "two duty desks and their managers.",
    )
    case_id: Id | None = Field(None, description="Left out: every case of the asking organisation about the person.")
    data_classes: Annotated[list[DataClass], Field(max_length=20)] = Field(
        [], description="What goes with it: `identity` among them; none where it is private."
    )
    purpose: Purpose
    until: Day = Field(description="The last day of what goes with it.")
    basis: Basis
    agreement_id: Id | None = None
    advice_sought: Prose | None = Field(None, description="Whom you asked before, and what you heard.")


class AcceptReferral(Asked):
    """A professional or a team takes it on."""

    professional_id: Id | None = None
    team: Line | None = None
    role: Line | None = None
    shielded: StrictBool | None = Field(
        None,
        description="The work is itself sensitive; always so for a private referral. Left out: as your agency works "
        "with the person already.",
    )


class ReasonGiven(Asked):
    reason: Prose = Field(description="For the other organisation.")


class FinishReferral(Asked):
    outcome: Prose = Field(description="For the organisation that asked.")


@router.post("/v1/referrals", status_code=201)
async def request_referral(asked: RequestReferral, behind: Behind) -> Referral:
    """Ask another organisation to take on work with a person. What goes with it is a share, on a recorded basis."""
    return Referral.of(await behind.referrals.RequestReferral(pb.RequestReferralRequest(**asked.wire())))


@router.get("/v1/referrals")
async def referrals(behind: Behind, *, waiting: bool = False, limit: Limit = 50, cursor: Cursor = "") -> Page[Referral]:
    """Those that the caller's organisation made or was sent, newest first.

    `waiting`: only what it was asked and has yet to answer, while it still can.
    """
    asked = pb.ListReferralsRequest(waiting=waiting, limit=limit, cursor=cursor)
    answer = await behind.referrals.ListReferrals(asked)
    return Page[Referral](items=[Referral.of(one) for one in answer.referrals], next_cursor=answer.next_cursor)


@router.get("/v1/referrals/{referral_id}")
async def referral(referral_id: IdInPath, behind: Behind) -> ReadReferral:
    """What is asked, about whom, and how it ended. Whoever was asked reads it while what goes with it is shared."""
    return ReadReferral.of(await behind.referrals.GetReferral(pb.GetReferralRequest(referral_id=referral_id)))


@router.post("/v1/referrals/{referral_id}/accept")
async def accept_referral(referral_id: IdInPath, asked: AcceptReferral, behind: Behind) -> Referral:
    """The duty desk or a manager takes on the work: an involvement of the organisation from today."""
    request = pb.AcceptReferralRequest(referral_id=referral_id, **asked.wire())
    return Referral.of(await behind.referrals.AcceptReferral(request))


@router.post("/v1/referrals/{referral_id}/reject")
async def reject_referral(referral_id: IdInPath, asked: ReasonGiven, behind: Behind) -> Referral:
    """The duty desk or a manager declines. What went with it ends at once."""
    request = pb.RejectReferralRequest(referral_id=referral_id, reason=asked.reason)
    return Referral.of(await behind.referrals.RejectReferral(request))


@router.post("/v1/referrals/{referral_id}/done")
async def finish_referral(referral_id: IdInPath, asked: FinishReferral, behind: Behind) -> Referral:
    """Say what came of the work that was taken on."""
    request = pb.FinishReferralRequest(referral_id=referral_id, outcome=asked.outcome)
    return Referral.of(await behind.referrals.FinishReferral(request))


@router.post("/v1/referrals/{referral_id}/revoke")
async def revoke_referral(referral_id: IdInPath, asked: ReasonGiven, behind: Behind) -> Referral:
    """The asking organisation takes it back. What went with it ends at once."""
    request = pb.RevokeReferralRequest(referral_id=referral_id, reason=asked.reason)
    return Referral.of(await behind.referrals.RevokeReferral(request))
