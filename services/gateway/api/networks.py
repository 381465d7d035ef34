"""The network around a person as those in it change: `/v1/involvements/{id}/hand-over`."""

from fastapi import APIRouter
from kith.cases.v1 import networks_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.involvements import Involvement
from services.gateway.api.shapes import Asked, Day, Id, IdInPath, Line

router = APIRouter(route_class=Door, tags=["involvements"])


class HandOver(Asked):
    """To a colleague or a team of the same organisation; what is left out stays as it was."""

    professional_id: Id | None = Field(None, description="The colleague; left out for a team.")
    team: Line | None = None
    role: Line | None = None
    since: Day | None = Field(None, description="Its first day with them, and not in the future; today if left out.")


@router.post("/v1/involvements/{involvement_id}/hand-over", status_code=201)
async def hand_over(involvement_id: IdInPath, asked: HandOver, behind: Behind) -> Involvement:
    """Whom it names, or a manager there, hands an involvement over; answers the one that begins."""
    request = pb.HandOverInvolvementRequest(involvement_id=involvement_id, **asked.wire())
    return Involvement.of(await behind.networks.HandOverInvolvement(request))
