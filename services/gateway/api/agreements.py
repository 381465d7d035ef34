"""`/v1/agreements`: data-sharing agreements between organisations; live once every party accepted."""

from typing import Annotated

from fastapi import APIRouter
from kith.cases.v1 import sharing_pb2 as pb
from pydantic import Field

from services.gateway.api.door import Behind, Door
from services.gateway.api.shapes import (
    Asked,
    Cursor,
    DataClass,
    Day,
    DaysLeft,
    Filled,
    Id,
    IdInPath,
    Limit,
    Page,
    Purpose,
    Shown,
)

router = APIRouter(route_class=Door, tags=["agreements"])


class Agreement(Shown):
    id: str
    title: str
    parties: list[str]
    accepted_by: list[str]
    purposes: list[str]
    data_classes: list[str]
    expires_on: str
    state: str = Field(description="`proposed`, `live` or `expired`.")
    ends_in_days: DaysLeft


class ProposeAgreement(Asked):
    title: Filled
    parties: Annotated[list[Id], Field(min_length=2, max_length=100, description="The proposer's among them.")]
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=20)]
    data_classes: Annotated[list[DataClass], Field(min_length=1, max_length=20)]
    expires_on: Day = Field(description="The last day.")


@router.post("/v1/agreements", status_code=201)
async def propose_agreement(asked: ProposeAgreement, behind: Behind) -> Agreement:
    """Propose an agreement to other organisations."""
    return Agreement.of(await behind.sharing.ProposeAgreement(pb.ProposeAgreementRequest(**asked.wire())))


@router.get("/v1/agreements")
async def agreements(behind: Behind, limit: Limit = 50, cursor: Cursor = "") -> Page[Agreement]:
    """The agreements the caller's organisation is a party to, the last to end first."""
    answer = await behind.sharing.ListAgreements(pb.ListAgreementsRequest(limit=limit, cursor=cursor))
    return Page[Agreement](items=[Agreement.of(one) for one in answer.agreements], next_cursor=answer.next_cursor)


@router.post("/v1/agreements/{agreement_id}/accept")
async def accept_agreement(agreement_id: IdInPath, behind: Behind) -> Agreement:
    """The caller's organisation accepts."""
    return Agreement.of(await behind.sharing.AcceptAgreement(pb.AcceptAgreementRequest(agreement_id=agreement_id)))
