"""`/v1/workplaces`: organisations whose staff sign in with their own OpenID provider."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.identity.v1 import workplaces_pb2 as pb
from pydantic import AfterValidator, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Filled, Id, IdInPath, Page, Purpose, Shown, printable

router = APIRouter(route_class=Door, tags=["staff"])

Text = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(printable)]
Level = Literal["gpg44-low", "gpg44-medium", "gpg44-high"]


class RegisterWorkplace(Asked):
    """An organisation's OpenID provider, as we are registered there."""

    organisation_id: Id
    organisation_name: Filled
    issuer: Text
    client_id: Text
    client_secret: Text | None = Field(None, description="Without one we use private_key_jwt and our published keys.")
    claim: Text = Field(examples=["employee_number"], description="The claim that names the professional.")
    matched_by: Literal["external_id", "email"] = Field(description="What the directory knows that as.")
    levels: Annotated[dict[Text, Level], Field(max_length=20, description="The provider's acr values to ours.")] = (
        Field(default_factory=dict)
    )
    domains: Annotated[list[Text], Field(max_length=50, description="Mail domains; an operator's to give.")] = Field(
        default_factory=list
    )
    purpose: Purpose = Field("direct_care", description="Of whom the directory knows and who has no account yet.")


class Workplace(Shown):
    organisation_id: str
    organisation_name: str
    issuer: str
    client_id: str
    auth_method: str
    claim: str
    matched_by: str
    levels: dict[str, str]
    domains: list[str]
    purpose: str
    redirect_uri: str = Field(description="To register there.")
    backchannel_logout_uri: str = Field(description="To register there.")
    created_at: At


@router.post("/v1/workplaces", status_code=201)
async def register(asked: RegisterWorkplace, behind: Behind) -> Workplace:
    """Register an organisation's own sign-in, in place of the one it had."""
    given = asked.wire()
    secret = given.pop("client_secret", "")
    request = pb.RegisterWorkplaceRequest(workplace=pb.Workplace(**given), client_secret=secret)
    return Workplace.of(await behind.workplaces.RegisterWorkplace(request))


@router.get("/v1/workplaces")
async def workplaces(behind: Behind) -> Page[Workplace]:
    """All of them for an operator, their own for an organisation's administrator."""
    answer = await behind.workplaces.ListWorkplaces(pb.ListWorkplacesRequest())
    return Page[Workplace](items=[Workplace.of(each) for each in answer.workplaces])


@router.delete("/v1/workplaces/{organisation_id}", status_code=204)
async def remove(organisation_id: IdInPath, behind: Behind) -> None:
    """Believe it no more, and sign out whom it let in."""
    await behind.workplaces.RemoveWorkplace(pb.RemoveWorkplaceRequest(organisation_id=organisation_id))
