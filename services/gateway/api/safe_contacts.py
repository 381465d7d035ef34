"""`/v1/people/{person_id}/safe-contact`: how she may be reached, as those who work with her recorded it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from kith.cases.v1 import people_pb2 as pb
from pydantic import BeforeValidator, Field, StrictBool, StrictInt

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Day, IdInPath, Line, Maybe, Purpose, Shown, unset

router = APIRouter(route_class=Door, tags=["people"])

Channel = Literal["post", "phone", "text", "email", "in_person", "through"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class RecordSafeContact(Asked):
    """What she said of it; in place of what the caller's organisation recorded before."""

    channels: Annotated[list[Channel], Field(max_length=6)] = Field(description="None: do not contact her.")
    days: Annotated[list[Weekday], Field(max_length=7)] = Field(default=[], description="Left out: every day.")
    from_hour: Annotated[StrictInt, Field(ge=0, le=23)] = Field(0, description="A whole hour in London.")
    to_hour: Annotated[StrictInt, Field(ge=1, le=24)] = 24
    never_at_address: StrictBool = False
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$", examples=["cy"])] = "en"
    interpreter: StrictBool = False
    through: Line | None = Field(None, description="Who passes it on, where somebody does (`through`).")
    words: Line | None = Field(None, description="The number that is safe, what to say when somebody else answers.")
    review_on: Day = Field(description="When to ask her again, at most a year from now.")


class SafeContact(Shown):
    """What the caller's organisation recorded."""

    id: str
    person_id: str
    channels: list[str]
    days: list[str]
    from_hour: int
    to_hour: int
    never_at_address: bool
    language: str
    interpreter: bool
    through: Maybe
    words: Maybe
    recorded_by: str
    recorded_at: At
    review_on: str


class Reach(Shown):
    """How the caller's organisation may reach her: what everybody said comes to, never by whom."""

    channels: list[str] = Field(description="None: silence. Post has no times, what arrives at a moment has.")
    now: list[str] = Field(description="Those of them that it may be now.")
    days: list[str]
    from_hour: int
    to_hour: int
    never_at_address: bool
    language: Maybe
    interpreter: bool
    details: list[str]


class OwnReach(Reach):
    own: Annotated[SafeContact | None, BeforeValidator(unset)]


@router.get("/v1/people/{person_id}/safe-contact")
async def safe_contact(person_id: IdInPath, purpose: Annotated[Purpose, Query()], behind: Behind) -> OwnReach:
    """How she may safely be reached. The look is logged and shown to her."""
    return OwnReach.of(
        await behind.people.GetSafeContact(pb.GetSafeContactRequest(person_id=person_id, purpose=purpose))
    )


@router.post("/v1/people/{person_id}/safe-contact", status_code=201)
async def record_safe_contact(person_id: IdInPath, asked: RecordSafeContact, behind: Behind) -> SafeContact:
    """Record how she may be contacted, as she said."""
    request = pb.RecordSafeContactRequest(person_id=person_id, **asked.wire())
    return SafeContact.of(await behind.people.RecordSafeContact(request))
