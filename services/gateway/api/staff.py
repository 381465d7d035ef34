"""`/v1/workers` and `/v1/clients`: accounts of those who work, and the systems that speak for organisations."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.identity.v1 import accounts_pb2 as pb
from pydantic import AfterValidator, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Filled, Id, Line, Maybe, Page, Purpose, Shown, printable

router = APIRouter(route_class=Door, tags=["staff"])

Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["priya@staff.example"]),
    AfterValidator(printable),
]
Address = Annotated[str, Field(min_length=1, max_length=2_000), AfterValidator(printable)]
Scope = Annotated[str, Field(pattern=r"^[a-z_:\-]{1,60}$")]


class ActingContext(Asked):
    """The one employer, host, role and purpose a worker signs in for. `organisation_id`: whom she acts for."""

    organisation_id: Id
    organisation_name: Line | None = None
    professional_id: Id | None = None
    role: Literal["worker", "duty", "manager", "guardian", "dpo", "organisation-admin"]
    purpose: Purpose | None = None
    employer_id: Id | None = Field(None, description="Who employs her where that is another organisation.")
    employer_name: Line | None = None
    councils: Annotated[list[Id], Field(max_length=500, description="The councils her work serves.")] = Field(
        default_factory=list
    )


class CreateWorker(Asked):
    email: Email
    password: Annotated[str, Field(min_length=1, max_length=1_000)]
    display_name: Filled
    context: ActingContext


class ShownContext(Shown):
    id: str
    organisation_id: str
    organisation_name: Maybe
    professional_id: Maybe
    role: str
    purpose: Maybe
    employer_id: Maybe
    employer_name: Maybe
    councils: list[str]


class Worker(Shown):
    id: str
    kind: str
    email: str
    created_at: At
    contexts: list[ShownContext]


class CreateClient(Asked):
    """A relying party (council), a partner, a first-party application, or an agency's system."""

    name: Filled
    profile: Literal["basic", "first-party", "service"]
    organisation_id: Id | None = None
    redirect_uris: Annotated[list[Address], Field(max_length=50)] = Field(default_factory=list)
    scopes: Annotated[list[Scope], Field(max_length=60)] = Field(default_factory=list)
    jwks: (
        Annotated[str, Field(max_length=20_000, description="JSON text of a JWK Set with its public keys.")] | None
    ) = None
    role: Literal["partner", "operator"] | None = None
    post_logout_redirect_uris: Annotated[list[Address], Field(max_length=50)] = Field(default_factory=list)


class Client(Shown):
    client_id: str
    name: str
    profile: str
    organisation_id: Maybe
    redirect_uris: list[str]
    scopes: list[str]
    role: Maybe
    created_at: At


@router.post("/v1/workers", status_code=201)
async def create_worker(asked: CreateWorker, behind: Behind) -> Worker:
    """Give a professional an account with an acting context, or one more context."""
    return Worker.of(await behind.accounts.CreateWorker(pb.CreateWorkerRequest(**asked.wire())))


@router.post("/v1/clients", status_code=201)
async def create_client(asked: CreateClient, behind: Behind) -> Client:
    """Register a client."""
    return Client.of(await behind.accounts.CreateClient(pb.CreateClientRequest(**asked.wire())))


@router.get("/v1/clients")
async def clients(behind: Behind) -> Page[Client]:
    """All clients."""
    answer = await behind.accounts.ListClients(pb.ListClientsRequest())
    return Page[Client](items=[Client.of(client) for client in answer.clients])
