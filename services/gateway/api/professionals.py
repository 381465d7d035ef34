"""`/v1/professionals`: the directory of those who work with people."""

from typing import Annotated

from fastapi import APIRouter, Query
from kith.directory.v1 import directory_pb2 as pb
from pydantic import AfterValidator

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import ID, Cursor, IdInPath, Maybe, MaybeAt, Page, Shown, printable

router = APIRouter(route_class=Door, tags=["professionals"])

Words = Annotated[
    str,
    Query(max_length=200, description="Any mix of name, role, team, organisation and place; forgives typing errors."),
    AfterValidator(printable),
]


class Professional(Shown):
    """An entry in the directory. Contacts are null where she does not let this caller see them."""

    id: str
    external_id: Maybe
    given_name: str
    family_name: str
    known_as: Maybe
    role: Maybe
    team_id: Maybe
    team_name: Maybe
    organisation_id: str
    organisation_name: str
    organisation_kind: Maybe
    area_gss: Maybe
    registration_body: Maybe
    registration_number: Maybe
    email: Maybe
    phone: Maybe
    mobile: Maybe
    working_days: list[str]
    updated_at: MaybeAt
    disabled_at: MaybeAt


class EmploymentState(Shown):
    """Whether a professional works there; `disabled_at` is null while she does."""

    id: str
    organisation_id: str
    disabled_at: MaybeAt


@router.get("/v1/professionals")
async def professionals(
    behind: Behind,
    q: Words = "",
    near: Annotated[str, Query(pattern=r"^[A-Za-z0-9]{0,12}$", description="GSS code of a place to prefer.")] = "",
    organisation_id: Annotated[str, Query(pattern=ID)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    cursor: Cursor = "",
) -> Page[Professional]:
    """Find a colleague."""
    request = pb.SearchProfessionalsRequest(
        query=q, near_area_gss=near, organisation_id=organisation_id, limit=limit, cursor=cursor
    )
    answer = await behind.directory.SearchProfessionals(request)
    items = [Professional.of(professional) for professional in answer.professionals]
    return Page[Professional](items=items, next_cursor=answer.next_cursor)


@router.get("/v1/professionals/{professional_id}")
async def professional(professional_id: IdInPath, behind: Behind) -> Professional:
    """One entry."""
    return Professional.of(await behind.directory.GetProfessional(pb.GetProfessionalRequest(id=professional_id)))


@router.post("/v1/professionals/{professional_id}/disable")
async def disable(professional_id: IdInPath, behind: Behind) -> EmploymentState:
    """She has left, or is suspended: whatever she is signed in to at this organisation ends within five seconds."""
    request = pb.DisableProfessionalRequest(id=professional_id)
    return EmploymentState.of(await behind.directory.DisableProfessional(request))


@router.post("/v1/professionals/{professional_id}/enable")
async def enable(professional_id: IdInPath, behind: Behind) -> EmploymentState:
    """She works there again, and may sign in as what she was."""
    request = pb.EnableProfessionalRequest(id=professional_id)
    return EmploymentState.of(await behind.directory.EnableProfessional(request))
