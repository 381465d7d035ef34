"""`/v1/organisations` and `/v1/teams`."""

from typing import Annotated

from fastapi import APIRouter, Query
from kith.directory.v1 import directory_pb2 as pb
from pydantic import AfterValidator

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import ID, Cursor, IdInPath, Limit, Maybe, MaybeAt, Page, Shown, printable

router = APIRouter(route_class=Door, tags=["organisations"])

Words = Annotated[str, Query(max_length=200), AfterValidator(printable)]


class Organisation(Shown):
    id: str
    name: str
    kind: str
    identifier: Maybe
    area_gss: Maybe
    nation: Maybe
    updated_at: MaybeAt


class Team(Shown):
    id: str
    organisation_id: str
    name: str


@router.get("/v1/organisations")
async def organisations(
    behind: Behind,
    kind: Annotated[str, Query(pattern=r"^[a-z_]{0,40}$", examples=["council"])] = "",
    name: Annotated[Words, Query(description="The beginning of any word of the name.")] = "",
    identifier: Annotated[Words, Query(examples=["gss:E07000194"])] = "",
    limit: Limit = 25,
    cursor: Cursor = "",
) -> Page[Organisation]:
    """Organisations by kind, name and identifier."""
    request = pb.ListOrganisationsRequest(kind=kind, name=name, identifier=identifier, limit=limit, cursor=cursor)
    answer = await behind.directory.ListOrganisations(request)
    items = [Organisation.of(organisation) for organisation in answer.organisations]
    return Page[Organisation](items=items, next_cursor=answer.next_cursor)


@router.get("/v1/organisations/{organisation_id}")
async def organisation(organisation_id: IdInPath, behind: Behind) -> Organisation:
    """One organisation."""
    return Organisation.of(await behind.directory.GetOrganisation(pb.GetOrganisationRequest(id=organisation_id)))


@router.get("/v1/teams")
async def teams(behind: Behind, organisation_id: Annotated[str, Query(pattern=ID)]) -> Page[Team]:
    """The teams of one organisation."""
    answer = await behind.directory.ListTeams(pb.ListTeamsRequest(organisation_id=organisation_id))
    return Page[Team](items=[Team.of(team) for team in answer.teams])
