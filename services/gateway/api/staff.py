"""`/v1/workers`: accounts of those who work."""

from typing import Annotated, Literal

from fastapi import APIRouter
from kith.identity.v1 import accounts_pb2 as pb
from kith.identity.v1 import enrolments_pb2
from pydantic import AfterValidator, Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import Asked, At, Filled, Id, IdInPath, Line, Maybe, Purpose, Shown, printable

router = APIRouter(route_class=Door, tags=["staff"])

Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["priya@staff.example"]),
    AfterValidator(printable),
]


class ActingContext(Asked):
    """The one employer, host, role and purpose a worker signs in for. `organisation_id`: whom she acts for."""

    organisation_id: Id
    organisation_name: Line | None = None
    professional_id: Id | None = None
    role: Literal["worker", "duty", "manager", "guardian", "dpo", "officer", "organisation-admin"]
    purpose: Purpose | None = None
    employer_id: Id | None = Field(None, description="Who employs her where that is another organisation.")
    employer_name: Line | None = None
    councils: Annotated[list[Id], Field(max_length=500, description="The councils her work serves.")] = Field(
        default_factory=list
    )


class CreateWorker(Asked):
    email: Email
    password: Annotated[str, Field(min_length=1, max_length=1_000)] | None = Field(
        None, description="Better none: she makes a passkey, or signs in with her organisation."
    )
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


class Enrolment(Shown):
    """Shown this once; the code is good once, for a day."""

    code: str
    url: str
    expires_at: At


@router.post("/v1/workers", status_code=201)
async def create_worker(asked: CreateWorker, behind: Behind) -> Worker:
    """Give a professional an account with an acting context, or one more context."""
    return Worker.of(await behind.accounts.CreateWorker(pb.CreateWorkerRequest(**asked.wire())))


@router.post("/v1/workers/{account_id}/enrolments", status_code=201)
async def enrol(account_id: IdInPath, behind: Behind) -> Enrolment:
    """A code with which a worker who has no way to sign in yet makes her passkey."""
    request = enrolments_pb2.EnrolWorkerRequest(account_id=account_id)
    return Enrolment.of(await behind.enrolments.EnrolWorker(request))
