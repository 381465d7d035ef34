"""`/v1/emergency-accesses` and `/v1/disclosures`: what is opened without a share, and what is held back from a page."""

from typing import Annotated

from fastapi import APIRouter
from kith.cases.v1 import sharing_pb2 as pb
from pydantic import Field, StrictBool, StrictInt

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
    Maybe,
    MaybeAt,
    Page,
    Prose,
    Shown,
)

router = APIRouter(route_class=Door, tags=["emergency access"])


class EmergencyAccess(Shown):
    id: str
    person_id: str
    organisation_id: str
    data_classes: list[str]
    reason: str
    opened_at: At
    ends_at: At
    review_due_at: MaybeAt
    state: str = Field(description="`open`, `awaiting_review`, `justified` or `not_justified`.")
    opened_by: Maybe
    reviewed_by: Maybe
    escalated_to: Maybe = Field(description="`guardian`, then `dpo`, once nobody had reviewed it in time.")
    opened_lately: int = Field(description="For reviewers: how many this worker opened in the 30 days up to this one.")
    repeated: bool = Field(description="For reviewers: so many that somebody should ask why.")


class OpenEmergencyAccess(Asked):
    person_id: Id
    data_classes: Annotated[list[DataClass], Field(min_length=1, max_length=20)]
    reason: Prose
    minutes: Annotated[StrictInt, Field(ge=1, le=60)]


class ReviewEmergencyAccess(Asked):
    justified: StrictBool
    comment: Prose


class ReleaseWithheld(Asked):
    reason: Prose


class KeepWithheld(Asked):
    reason: Prose
    review_on: Day = Field(description="When somebody looks at it again; a year off at the most.")


class Withheld(Shown):
    """A look that the resident is not shown yet."""

    disclosure_id: str
    person_id: str
    at: At
    by: str
    role: Maybe
    what: str
    data_classes: list[str]
    purpose: Maybe
    because: Maybe
    ground: str = Field(description="`police_enquiry`, `section_47`, `fraud`, `risk_to_another` or `not_told`.")
    reason: str
    kept_because: Maybe = Field(description="Why it was kept back when it was last looked at again.")
    review_on: str
    escalated_to: Maybe = Field(description="`guardian`, then `dpo`, once nobody had looked at it in time.")


@router.post("/v1/emergency-accesses", status_code=201)
async def open_emergency_access(asked: OpenEmergencyAccess, behind: Behind) -> EmergencyAccess:
    """Open one person's named data classes for minutes, with a reason. The person is told; it is always reviewed."""
    request = pb.OpenEmergencyAccessRequest(**asked.wire())
    return EmergencyAccess.of(await behind.sharing.OpenEmergencyAccess(request))


@router.get("/v1/emergency-accesses")
async def emergency_accesses(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[EmergencyAccess]:
    """Those of the caller's organisation that wait for review."""
    asked = pb.ListEmergencyAccessesRequest(limit=limit, cursor=cursor)
    answer = await behind.sharing.ListEmergencyAccesses(asked)
    items = [EmergencyAccess.of(access) for access in answer.accesses]
    return Page[EmergencyAccess](items=items, next_cursor=answer.next_cursor)


@router.post("/v1/emergency-accesses/{emergency_access_id}/review")
async def review_emergency_access(
    emergency_access_id: IdInPath, asked: ReviewEmergencyAccess, behind: Behind
) -> EmergencyAccess:
    """Somebody else than the reader judges it."""
    request = pb.ReviewEmergencyAccessRequest(emergency_access_id=emergency_access_id, **asked.wire())
    return EmergencyAccess.of(await behind.sharing.ReviewEmergencyAccess(request))


@router.post("/v1/disclosures/{disclosure_id}/release", status_code=204)
async def release_withheld(disclosure_id: IdInPath, asked: ReleaseWithheld, behind: Behind) -> None:
    """A named reviewer releases a withheld disclosure to the resident."""
    await behind.sharing.ReleaseWithheld(pb.ReleaseWithheldRequest(disclosure_id=disclosure_id, reason=asked.reason))


@router.get("/v1/withheld")
async def withheld(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Withheld]:
    """What the caller's organisation keeps back from residents and has to look at again by now."""
    answer = await behind.sharing.ListWithheld(pb.ListWithheldRequest(limit=limit, cursor=cursor))
    return Page[Withheld](items=[Withheld.of(one) for one in answer.withheld], next_cursor=answer.next_cursor)


@router.post("/v1/disclosures/{disclosure_id}/keep", status_code=204)
async def keep_withheld(disclosure_id: IdInPath, asked: KeepWithheld, behind: Behind) -> None:
    """A named reviewer keeps it withheld until another day, with reasons."""
    await behind.sharing.KeepWithheld(pb.KeepWithheldRequest(disclosure_id=disclosure_id, **asked.wire()))
