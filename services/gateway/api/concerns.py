"""`/v1/people/{id}/concerns`, `/v1/concerns` and `/v1/front-doors`: a worry about somebody, to those who answer it."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.cases.v1 import concerns_pb2 as pb
from pydantic import Field, StrictBool, StrictInt

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    At,
    CountedPage,
    Cursor,
    Filled,
    Id,
    IdInPath,
    Limit,
    Maybe,
    MaybeAt,
    Page,
    Prose,
    Shown,
)

router = APIRouter(route_class=Door, tags=["concerns"])

Hour = Annotated[str, Field(pattern=r"^\d{2}:\d{2}$", examples=["08:30"])]
WhichDoor = Literal["children", "adults", "out_of_hours", "child_allegations", "adult_allegations"]


class FrontDoor(Shown):
    council_id: str
    door: str = Field(
        description="`children`, `adults`, `out_of_hours`, `child_allegations` (the LADO) or `adult_allegations`."
    )
    team: str
    contact: str
    days: list[int] = Field(description="ISO weekdays, 1 for Monday.")
    opens: Maybe = Field(description="By the clock in London; null, with `closes`, for always.")
    closes: Maybe
    lead_professional_ids: list[str]
    open_now: bool


class DeclareFrontDoor(Asked):
    door: WhichDoor
    team: Filled
    contact: Filled = Field(description="How to ring it: whoever raises a concern is shown this.")
    days: Annotated[list[Annotated[StrictInt, Field(ge=1, le=7)]], Field(max_length=7)] = Field(
        default=[], description="Left out for every day."
    )
    opens: Hour | None = None
    closes: Hour | None = None
    lead_professional_ids: Annotated[list[Id], Field(max_length=10)] = Field(
        default=[], description="Who sits at a door for allegations, and only there."
    )


class Concern(Shown):
    id: str
    person_id: str
    organisation_id: Maybe = Field(description="Who raised it; null where that is not to be told.")
    council_id: str
    door: str
    about: str
    urgency: str
    allegation: bool
    words: str
    raised_at: At
    due_at: At = Field(description="By when somebody is to acknowledge it.")
    acknowledged_at: MaybeAt
    escalated_to: Maybe = Field(description="`duty`, then `manager`; of an allegation `lead`, then `guardian`.")
    outcome: Maybe = Field(
        description="`accepted`, `advice_given`, `passed_on` or `no_further_action`; null while open."
    )
    answer: Maybe
    closed_at: MaybeAt
    given_name: Maybe = Field(description="Whom it is about: at the front door only.")
    family_name: Maybe
    date_of_birth: Maybe


class Concerns(CountedPage[Concern]):
    agencies: int = Field(
        description="How many different agencies raised those on all pages, the ones that are not named too."
    )


class RaisedConcern(Shown):
    concern: Concern
    door: FrontDoor = Field(description="Where it is heard. Nobody learns who else hears of it.")
    standing: str = Field(
        description="`This is not a referral until it is accepted. If anybody is in danger now, ring 999.`"
    )


class RaiseConcern(Asked):
    council_id: Id = Field(description="The council responsible for the person.")
    about: Literal["child", "adult"]
    urgency: Literal["immediate", "same_day", "soon"] = Field(
        description="Somebody acknowledges it within 1 hour, 4 hours, 1 day; else it is taken further."
    )
    words: Prose
    exclude: Annotated[list[Id], Field(max_length=50)] = Field(
        default=[], description="Organisations that hear nothing of it, whether they work with the person or not."
    )
    allegation: StrictBool = Field(
        default=False, description="Against staff: goes to those named for that at the council, and to nobody else."
    )
    alleged_professional_id: Id | None = None


class CloseConcern(Asked):
    outcome: Literal["accepted", "advice_given", "passed_on", "no_further_action"]
    answer: Prose


@router.put("/v1/front-doors")
async def declare_front_door(asked: DeclareFrontDoor, behind: Behind) -> FrontDoor:
    """A council's manager says where it hears of concerns, in the place of what was declared for that door before."""
    return FrontDoor.of(await behind.concerns.DeclareFrontDoor(pb.DeclareFrontDoorRequest(**asked.wire())))


@router.get("/v1/organisations/{organisation_id}/front-doors")
async def front_doors(organisation_id: IdInPath, behind: Behind) -> Page[FrontDoor]:
    """Where a council hears of concerns."""
    answer = await behind.concerns.ListFrontDoors(pb.ListFrontDoorsRequest(council_id=organisation_id))
    return Page[FrontDoor](items=[FrontDoor.of(one) for one in answer.doors])


@router.post("/v1/people/{person_id}/concerns", status_code=201)
async def raise_concern(person_id: IdInPath, asked: RaiseConcern, behind: Behind) -> RaisedConcern:
    """Not a referral until it is accepted; in danger now, ring 999.

    Where the council has declared no door, it is refused (409, `no-front-door`) and nobody was told.
    """
    request = pb.RaiseConcernRequest(person_id=person_id, **asked.wire())
    return RaisedConcern.of(await behind.concerns.RaiseConcern(request))


@router.get("/v1/people/{person_id}/concerns")
async def concerns_about(person_id: IdInPath, behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Concerns:
    """Those the caller may see, the newest first; each look is logged, and not shown to the person."""
    asked = pb.ListConcernsRequest(person_id=person_id, limit=limit, cursor=cursor)
    return _concerns(await behind.concerns.ListConcerns(asked))


@router.get("/v1/concerns")
async def concerns_at_the_door(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Concerns:
    """Those open at the door of the caller's council, the first due first."""
    return _concerns(await behind.concerns.ListConcerns(pb.ListConcernsRequest(limit=limit, cursor=cursor)))


@router.post("/v1/concerns/{concern_id}/acknowledge")
async def acknowledge_concern(concern_id: IdInPath, behind: Behind) -> Concern:
    """The front door has seen it."""
    return Concern.of(await behind.concerns.AcknowledgeConcern(pb.AcknowledgeConcernRequest(concern_id=concern_id)))


@router.post("/v1/concerns/{concern_id}/close")
async def close_concern(concern_id: IdInPath, asked: CloseConcern, behind: Behind) -> Concern:
    """The front door says how it ended; who raised it sees that."""
    request = pb.CloseConcernRequest(concern_id=concern_id, **asked.wire())
    return Concern.of(await behind.concerns.CloseConcern(request))


def _concerns(answer: pb.ListConcernsResponse) -> Concerns:
    return Concerns(
        items=[Concern.of(one) for one in answer.concerns],
        next_cursor=answer.next_cursor,
        total=answer.total,
        agencies=answer.agencies,
    )
