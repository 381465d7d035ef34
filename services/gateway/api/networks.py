"""The network around a person as those in it change: `/v1/involvements/{id}/hand-over`, `/v1/covers`."""

from fastapi import APIRouter
from kith.cases.v1 import networks_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.involvements import Involvement
from services.gateway.api.shapes import Asked, Day, Id, IdInPath, Line, Page, Shown

router = APIRouter(route_class=Door, tags=["involvements"])


class HandOver(Asked):
    """To a colleague or a team of the same organisation; what is left out stays as it was."""

    professional_id: Id | None = Field(None, description="The colleague; left out for a team.")
    team: Line | None = None
    role: Line | None = None
    since: Day | None = Field(None, description="Its first day with them, and not in the future; today if left out.")


class ArrangeCover(Asked):
    """A colleague stands in for a worker of the same organisation."""

    professional_id: Id | None = Field(None, description="For whom, for managers; left out for the caller herself.")
    covering_id: Id
    since: Day | None = Field(None, description="The first day; today if left out.")
    until: Day = Field(description="The last day, at most 92 days after the first.")


class Cover(Shown):
    id: str
    professional_id: str
    covering_id: str = Field(description="Who stands in.")
    since: str
    until: str


@router.post("/v1/involvements/{involvement_id}/hand-over", status_code=201)
async def hand_over(involvement_id: IdInPath, asked: HandOver, behind: Behind) -> Involvement:
    """Whom it names, or a manager there, hands an involvement over; answers the one that begins."""
    request = pb.HandOverInvolvementRequest(involvement_id=involvement_id, **asked.wire())
    return Involvement.of(await behind.networks.HandOverInvolvement(request))


@router.post("/v1/covers", status_code=201)
async def arrange_cover(asked: ArrangeCover, behind: Behind) -> Cover:
    """While it lasts, who covers is shown what names the worker; it ends by itself."""
    return Cover.of(await behind.networks.ArrangeCover(pb.ArrangeCoverRequest(**asked.wire())))


@router.get("/v1/covers")
async def covers(behind: Behind) -> Page[Cover]:
    """Those that last or are to come: all of the organisation's to managers and duty desks, else the caller's own."""
    answer = await behind.networks.ListCovers(pb.ListCoversRequest())
    return Page[Cover](items=[Cover.of(one) for one in answer.covers])


@router.post("/v1/covers/{cover_id}/end")
async def end_cover(cover_id: IdInPath, behind: Behind) -> Cover:
    """Over from now on."""
    return Cover.of(await behind.networks.EndCover(pb.EndCoverRequest(cover_id=cover_id)))
