"""`/v1/hubs` and `/v1/enquiries`: a sealed multi-agency space, and what is taken home from it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from kith.cases.v1 import hubs_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    At,
    Cursor,
    DataClass,
    Day,
    Filled,
    Id,
    IdInPath,
    Limit,
    Maybe,
    MaybeAt,
    Page,
    Prose,
    Purpose,
    Shown,
)
from services.gateway.api.shares import Basis, ShownBasis

router = APIRouter(route_class=Door, tags=["hubs"])

Why = Annotated[Purpose, Query(description="The enquiry's own purpose; `audit` for a closed one.")]
Words = Annotated[str, Field(min_length=1, max_length=20_000)]


class Seat(Shown):
    id: str
    organisation_id: str
    professional_id: Maybe
    role: Maybe = Field(description="`duty` or `manager`: all who act for the organisation in that role.")


class Hub(Shown):
    id: str
    name: str
    terms: str
    host_id: str
    members: list[str]
    accepted_by: list[str]
    seats: list[Seat]


class ProposeHub(Asked):
    name: Filled = Field(examples=["Lichfield MASH"])
    terms: Words = Field(description="What members agree to.")
    members: Annotated[list[Id], Field(min_length=1, max_length=100)]


class TakeSeat(Asked):
    """One of the two."""

    professional_id: Id | None = None
    role: Literal["duty", "manager"] | None = None


class Contribution(Shown):
    id: str
    enquiry_id: str
    person_id: str
    organisation_id: str
    data_class: str
    basis: ShownBasis
    refers: Maybe = Field(description="`record`, `case` or `involvement` where it points to one.")
    object_id: Maybe = Field(description="Shown to the contributing organisation only.")
    contributed_at: At
    title: Maybe = Field(description="Null in lists.")
    text: Maybe = Field(description="Null in lists.")
    because: Maybe = Field(description="The basis the caller reads it on, in plain words.")


class Release(Shown):
    id: str
    contribution_id: str
    enquiry_id: str
    from_organisation_id: str
    to_organisation_id: str
    reason: str
    asked_at: At
    state: str = Field(description="`asked`, `released` or `refused`.")
    share_id: Maybe
    decision_id: Maybe = Field(description="Shown to the contributing organisation only.")
    decided_at: MaybeAt


class Enquiry(Shown):
    id: str
    hub_id: str
    host_id: str
    person_id: str
    purpose: str
    reason: str
    basis: ShownBasis
    sources: list[str]
    until: str
    opened_at: At
    state: str = Field(description="`open` or `closed`.")
    outcome: Maybe
    closed_at: MaybeAt
    contributions: list[Contribution] = Field(description="Without what they say; empty in lists.")
    releases: list[Release] = Field(
        description="Those that the caller's organisation asked for or decides; empty in lists."
    )


class OpenEnquiry(Asked):
    hub_id: Id
    person_id: Id
    purpose: Literal["safeguarding_child", "safeguarding_adult"]
    reason: Prose
    basis: Basis
    sources: Annotated[list[Id], Field(max_length=20)] = Field(
        default_factory=list, description="Those alleged to be a source of harm: ids of people or professionals."
    )
    until: Day = Field(description="The last day, at most 90 days from now.")


class Contribute(Asked):
    """Words, or else what it points to: a record, a case or an involvement of the caller's own organisation."""

    data_class: DataClass | None = Field(None, description="Left out for a record or case, which have one.")
    text: Words | None = None
    refers: Literal["record", "case", "involvement"] | None = None
    object_id: Id | None = None
    basis: Basis


class AskRelease(Asked):
    reason: Prose = Field(description="What it is needed for.")


class DecideRelease(Asked):
    """A release is a share until `review_on`; a refusal is a decision not to share, looked at again then."""

    outcome: Literal["released", "refused"]
    basis: Basis | None = Field(None, description="Of a release.")
    reason: Prose | None = Field(None, description="Of a refusal.")
    review_on: Day = Field(description="At most 90 days from now.")
    advice_sought: Prose | None = Field(None, description="Whom you asked before, and what you heard.")


class CloseEnquiry(Asked):
    outcome: Prose


@router.post("/v1/hubs", status_code=201)
async def propose_hub(asked: ProposeHub, behind: Behind) -> Hub:
    """A council proposes a hub to other organisations."""
    return Hub.of(await behind.hubs.ProposeHub(pb.ProposeHubRequest(**asked.wire())))


@router.get("/v1/hubs")
async def hubs(behind: Behind) -> Page[Hub]:
    """Those that the caller sits in; for who may speak for the organisation, all that it is a member of."""
    answer = await behind.hubs.ListHubs(pb.ListHubsRequest())
    return Page[Hub](items=[Hub.of(one) for one in answer.hubs])


@router.post("/v1/hubs/{hub_id}/accept")
async def accept_hub_terms(hub_id: IdInPath, behind: Behind) -> Hub:
    """The caller's organisation accepts the terms."""
    return Hub.of(await behind.hubs.AcceptHubTerms(pb.AcceptHubTermsRequest(hub_id=hub_id)))


@router.post("/v1/hubs/{hub_id}/seats", status_code=201)
async def take_seat(hub_id: IdInPath, asked: TakeSeat, behind: Behind) -> Seat:
    """The caller's organisation seats one of its people, or its duty desk or managers."""
    return Seat.of(await behind.hubs.TakeSeat(pb.TakeSeatRequest(hub_id=hub_id, **asked.wire())))


@router.delete("/v1/hubs/{hub_id}/seats/{seat_id}", status_code=204)
async def end_seat(hub_id: IdInPath, seat_id: IdInPath, behind: Behind) -> None:
    """The caller's organisation ends one of its seats, at once."""
    await behind.hubs.EndSeat(pb.EndSeatRequest(hub_id=hub_id, seat_id=seat_id))


@router.post("/v1/enquiries", status_code=201)
async def open_enquiry(asked: OpenEnquiry, behind: Behind, response: Response) -> Enquiry:
    """Whoever sits there for the host opens an enquiry about one person."""
    enquiry = Enquiry.of(await behind.hubs.OpenEnquiry(pb.OpenEnquiryRequest(**asked.wire())))
    response.headers["Location"] = f"/v1/enquiries/{enquiry.id}"
    return enquiry


@router.get("/v1/enquiries")
async def enquiries(
    behind: Behind,
    purpose: Annotated[Purpose | None, Query(description="`audit` for closed ones.")] = None,
    limit: Limit = 25,
    cursor: Cursor = "",
) -> Page[Enquiry]:
    """The open enquiries of the hubs the caller sits in. Each look is logged."""
    answer = await behind.hubs.ListEnquiries(pb.ListEnquiriesRequest(purpose=purpose or "", limit=limit, cursor=cursor))
    return Page[Enquiry](items=[Enquiry.of(one) for one in answer.enquiries], next_cursor=answer.next_cursor)


@router.get("/v1/enquiries/{enquiry_id}")
async def enquiry(enquiry_id: IdInPath, purpose: Why, behind: Behind) -> Enquiry:
    """One enquiry, with what was contributed to it. The look is logged."""
    return Enquiry.of(await behind.hubs.GetEnquiry(pb.GetEnquiryRequest(enquiry_id=enquiry_id, purpose=purpose)))


@router.post("/v1/enquiries/{enquiry_id}/contributions", status_code=201)
async def contribute(enquiry_id: IdInPath, asked: Contribute, behind: Behind, response: Response) -> Contribution:
    """Contribute words, or point to what the caller's organisation holds, on a basis of its own."""
    request = pb.ContributeRequest(enquiry_id=enquiry_id, **asked.wire())
    made = Contribution.of(await behind.hubs.Contribute(request))
    response.headers["Location"] = f"/v1/contributions/{made.id}"
    return made


@router.post("/v1/enquiries/{enquiry_id}/close")
async def close_enquiry(enquiry_id: IdInPath, asked: CloseEnquiry, behind: Behind) -> Enquiry:
    """Whoever sits there for the host closes it; nobody sees into it any more."""
    return Enquiry.of(
        await behind.hubs.CloseEnquiry(pb.CloseEnquiryRequest(enquiry_id=enquiry_id, outcome=asked.outcome))
    )


@router.get("/v1/contributions/{contribution_id}")
async def contribution(contribution_id: IdInPath, purpose: Why, behind: Behind) -> Contribution:
    """One contribution with what it says: in its hub, or where it was taken home. The look is logged."""
    request = pb.GetContributionRequest(contribution_id=contribution_id, purpose=purpose)
    return Contribution.of(await behind.hubs.GetContribution(request))


@router.post("/v1/contributions/{contribution_id}/releases", status_code=201)
async def ask_release(contribution_id: IdInPath, asked: AskRelease, behind: Behind) -> Release:
    """Ask to take a contribution home to the caller's organisation."""
    request = pb.AskReleaseRequest(contribution_id=contribution_id, reason=asked.reason)
    return Release.of(await behind.hubs.AskRelease(request))


@router.post("/v1/releases/{release_id}/decision")
async def decide_release(release_id: IdInPath, asked: DecideRelease, behind: Behind) -> Release:
    """The organisation that contributed decides."""
    return Release.of(await behind.hubs.DecideRelease(pb.DecideReleaseRequest(release_id=release_id, **asked.wire())))
