"""`/v1/mandates` and what of them is a resident's own: who may act for whom."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from kith.identity.v1 import mandates_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    ID,
    Asked,
    At,
    DataClass,
    Day,
    Filled,
    Id,
    IdInPath,
    Line,
    Maybe,
    Page,
    Prose,
    Shown,
)

router = APIRouter(route_class=Door, tags=["mandates"])

DataClasses = Annotated[list[DataClass], Field(min_length=1, max_length=20)]


class RecordMandate(Asked):
    """Authority as the paper shows it, with the paper seen."""

    account_id: Id = Field(description="Whom it is about, by the reference on their card or account page.")
    proxy_id: Id = Field(description="Who may act, by their reference.")
    kind: Literal["parental_responsibility", "health_attorney", "finance_attorney", "deputy", "advocate", "carer"]
    data_classes: DataClasses
    starts_on: Day
    ends_on: Day | None = None
    document: Line | None = Field(None, examples=["registered lasting power of attorney"])
    number: Line | None = Field(None, description="In the public register, or on the court's order.")
    born_on: Day | None = Field(None, description="Of the child, for parental responsibility.")


class ChooseCarer(Asked):
    proxy_id: Id = Field(description="The reference that the carer reads out.")
    data_classes: DataClasses
    ends_on: Day


class Reason(Asked):
    reason: Prose


class AssessCapacity(Asked):
    """One decision that somebody was found unable to make, for 28 days at most."""

    decision: Literal["medical_treatment", "care_and_support", "where_to_live", "contact_with_others", "money"]
    assessed_on: Day
    until: Day
    assessor: Filled


class Mandate(Shown):
    id: str = Field(description="The handle to act on: the `subject_token` of token exchange.")
    account_id: str
    proxy_id: str
    kind: str
    name: Maybe = Field(description="The other party's, as their identity was checked.")
    data_classes: list[str]
    starts_on: str
    ends_on: Maybe
    recorded_at: At
    state: str = Field(description="`live`, `stopped` (by the person, until an officer has looked) or `ended`.")
    ask_again: bool = Field(description="The person is 16 or 17 and has yet to say that it may go on.")


class HeldMandate(Mandate):
    reach: list[str] = Field(description="The data classes it reaches today.")


class Assessment(Shown):
    decision: str
    assessed_on: str
    until: str
    assessor: str


class RecordedMandate(HeldMandate):
    """As officers see it: also `suspended`, and the paper."""

    document: Maybe
    number: Maybe
    reason: Maybe = Field(description="Why it was suspended, or why it may go on.")
    assessments: list[Assessment]


class AllAbout(Page[RecordedMandate]):
    name: Maybe = Field(description="Whom they are about, as their identity was checked.")


class Acting(Shown):
    """Whom the caller's token acts for, and how far."""

    mandate_id: str
    kind: str
    name: Maybe
    reach: list[str]


@router.post("/v1/mandates", status_code=201)
async def record_mandate(asked: RecordMandate, behind: Behind) -> RecordedMandate:
    """An officer records authority, having seen the paper."""
    return RecordedMandate.of(await behind.mandates.RecordMandate(pb.RecordMandateRequest(**asked.wire())))


@router.get("/v1/mandates")
async def mandates_of(account_id: Annotated[str, Query(pattern=ID)], behind: Behind) -> AllAbout:
    """All that is recorded about an account. The look is logged."""
    answer = await behind.mandates.ListMandatesOf(pb.ListMandatesOfRequest(account_id=account_id))
    return AllAbout(items=[RecordedMandate.of(each) for each in answer.mandates], name=answer.name)


@router.post("/v1/mandates/{mandate_id}/suspend")
async def suspend_mandate(mandate_id: IdInPath, asked: Reason, behind: Behind) -> RecordedMandate:
    """Nobody acts on it meanwhile; the proxy is not told."""
    request = pb.SuspendMandateRequest(id=mandate_id, reason=asked.reason)
    return RecordedMandate.of(await behind.mandates.SuspendMandate(request))


@router.post("/v1/mandates/{mandate_id}/resume")
async def resume_mandate(mandate_id: IdInPath, asked: Reason, behind: Behind) -> RecordedMandate:
    """It may be acted on again."""
    request = pb.ResumeMandateRequest(id=mandate_id, reason=asked.reason)
    return RecordedMandate.of(await behind.mandates.ResumeMandate(request))


@router.post("/v1/mandates/{mandate_id}/end")
async def end_mandate(mandate_id: IdInPath, behind: Behind) -> RecordedMandate:
    """It is over."""
    return RecordedMandate.of(await behind.mandates.EndMandate(pb.EndMandateRequest(id=mandate_id)))


@router.post("/v1/mandates/{mandate_id}/assessments", status_code=201)
async def assess_capacity(mandate_id: IdInPath, asked: AssessCapacity, behind: Behind) -> RecordedMandate:
    """Somebody was assessed as unable to make one decision; opens that much of the authority, for those days."""
    request = pb.AssessCapacityRequest(id=mandate_id, **asked.wire())
    return RecordedMandate.of(await behind.mandates.AssessCapacity(request))


@router.get("/v1/me/mandates")
async def my_mandates(behind: Behind) -> Page[Mandate]:
    """Who may act for the caller."""
    answer = await behind.mandates.ListMyMandates(pb.ListMyMandatesRequest())
    return Page[Mandate](items=[Mandate.of(each) for each in answer.mandates])


@router.post("/v1/me/mandates", status_code=201)
async def choose_carer(asked: ChooseCarer, behind: Behind) -> Mandate:
    """The caller chooses somebody to act for her."""
    return Mandate.of(await behind.mandates.ChooseCarer(pb.ChooseCarerRequest(**asked.wire())))


@router.post("/v1/me/mandates/{mandate_id}/stop")
async def stop_mandate(mandate_id: IdInPath, behind: Behind) -> Mandate:
    """The person stops it at once; the proxy gives it up."""
    return Mandate.of(await behind.mandates.StopMandate(pb.StopMandateRequest(id=mandate_id)))


@router.post("/v1/me/mandates/{mandate_id}/keep")
async def keep_mandate(mandate_id: IdInPath, behind: Behind) -> Mandate:
    """The young person says, from 16, that a parent may go on."""
    return Mandate.of(await behind.mandates.KeepMandate(pb.KeepMandateRequest(id=mandate_id)))


@router.get("/v1/me/acting")
async def held_mandates(behind: Behind) -> Page[HeldMandate]:
    """For whom the caller may act now."""
    answer = await behind.mandates.ListHeldMandates(pb.ListHeldMandatesRequest())
    return Page[HeldMandate](items=[HeldMandate.of(each) for each in answer.mandates])


@router.get("/v1/acting")
async def acting(behind: Behind) -> Acting:
    """With a token for acting on a mandate: what it is good for now."""
    return Acting.of(await behind.mandates.GetActing(pb.GetActingRequest()))
