"""`/v1/involvements`: working links with a person, and who says so."""

from typing import Annotated

from fastapi import APIRouter, Response
from kith.cases.v1 import people_pb2 as pb
from pydantic import Field, StrictBool

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, DataClass, Day, Filled, Id, IdInPath, Line, Maybe, Page, Shown
from services.gateway.api.versions import IfMatch

router = APIRouter(route_class=Door, tags=["involvements"])


class Involvement(Shown):
    """A professional's or a team's working link with a person."""

    id: str
    person_id: str
    organisation_id: str
    organisation_name: str
    professional_id: Maybe = Field(description="Null for a team's.")
    team: Maybe
    role: Maybe
    status: str = Field(description="`current` or `historic`.")
    since: Maybe
    until: Maybe
    source: Maybe = Field(description="The feed it came from, or `declared`.")
    as_of: Maybe
    confirmed: bool
    shielded: bool = Field(description="Only ever true in answers to the agency that holds it.")
    case_status: Maybe = Field(description="How its source system says the work stands; null on her own pages.")
    last_contact: Maybe = Field(description="A day; null on her own pages, as is the next.")
    next_contact: Maybe
    version: int = Field(description="Of what is noted of contact: If-Match.")
    covered_by: Maybe = Field(description="In a network: the professional who covers for this one today.")
    covered_until: Maybe = Field(description="The last day of that.")


class DeclareInvolvement(Asked):
    """“I work with this person”; one that a worker declares herself opens nothing until it is confirmed."""

    professional_id: Id | None = None
    team: Line | None = None
    role: Line | None = Field(None, examples=["Health Visitor"])
    since: Day | None = None
    shielded: StrictBool | None = Field(
        None,
        description="That it exists is itself sensitive. Left out: as all work of the caller's organisation with the "
        "person is that he is told of; where that is, `false` is for the duty desk, a manager or a feed to say.",
    )


class RecordInvolvement(DeclareInvolvement):
    """The same, by the agency's own number for the person."""

    local_id: Filled


class EndInvolvement(Asked):
    until: Day


class NoteContact(Asked):
    """Left out: none."""

    last_contact: Day | None = None
    next_contact: Day | None = None


class KeepInConfidence(Asked):
    """A person who was found able to decide it keeps something from whoever acts for her (Gillick)."""

    data_classes: Annotated[list[DataClass], Field(max_length=20)] = Field(
        default=[], description="Left out: that the caller's organisation works with her, and what it shares, alone."
    )
    assessed_on: Day
    assessor: Filled = Field(description="Who found that she can decide this herself.")


class Confidence(Shown):
    id: str
    person_id: str
    data_classes: list[str]
    assessed_on: str
    assessor: str
    recorded_at: At
    state: str = Field(description="`kept` or `ended`.")


@router.post("/v1/people/{person_id}/involvements", status_code=201)
async def declare_involvement(person_id: IdInPath, asked: DeclareInvolvement, behind: Behind) -> Involvement:
    """Say that somebody works with a person."""
    request = pb.RecordInvolvementRequest(person_id=person_id, **asked.wire())
    return Involvement.of(await behind.people.RecordInvolvement(request))


@router.post("/v1/involvements", status_code=201)
async def record_involvement(asked: RecordInvolvement, behind: Behind) -> Involvement:
    """The same, naming the person by the caller's agency's own number."""
    return Involvement.of(await behind.people.RecordInvolvement(pb.RecordInvolvementRequest(**asked.wire())))


@router.post("/v1/involvements/{involvement_id}/confirm")
async def confirm_involvement(involvement_id: IdInPath, behind: Behind) -> Involvement:
    """A manager or a member of the network confirms it."""
    request = pb.ConfirmInvolvementRequest(involvement_id=involvement_id)
    return Involvement.of(await behind.people.ConfirmInvolvement(request))


@router.post("/v1/involvements/{involvement_id}/end")
async def end_involvement(involvement_id: IdInPath, asked: EndInvolvement, behind: Behind) -> Involvement:
    """End it on a date."""
    request = pb.EndInvolvementRequest(involvement_id=involvement_id, **asked.wire())
    return Involvement.of(await behind.people.EndInvolvement(request))


@router.put("/v1/involvements/{involvement_id}/contact")
async def note_contact(
    involvement_id: IdInPath, asked: NoteContact, if_match: IfMatch, response: Response, behind: Behind
) -> Involvement:
    """Note when there was contact and will be, at the version that If-Match names; 412 where somebody did first."""
    request = pb.NoteContactRequest(involvement_id=involvement_id, version=if_match, **asked.wire())
    noted = await behind.people.NoteContact(request)
    response.headers["ETag"] = f'"{noted.version}"'
    return Involvement.of(noted)


@router.post("/v1/people/{person_id}/confidences", status_code=201)
async def keep_in_confidence(person_id: IdInPath, asked: KeepInConfidence, behind: Behind) -> Confidence:
    """Keep from whoever acts for a person what she, able to decide it, does not want them to see."""
    request = pb.KeepInConfidenceRequest(person_id=person_id, **asked.wire())
    return Confidence.of(await behind.people.KeepInConfidence(request))


@router.get("/v1/people/{person_id}/confidences")
async def confidences(person_id: IdInPath, behind: Behind) -> Page[Confidence]:
    """What the caller's organisation recorded so and she has not let go."""
    answer = await behind.people.ListConfidences(pb.ListConfidencesRequest(person_id=person_id))
    return Page[Confidence](items=[Confidence.of(one) for one in answer.confidences])


@router.post("/v1/confidences/{confidence_id}/end")
async def end_confidence(confidence_id: IdInPath, behind: Behind) -> Confidence:
    """She lets it go."""
    return Confidence.of(await behind.people.EndConfidence(pb.EndConfidenceRequest(confidence_id=confidence_id)))
