"""The councils a resident is known at through her account, and taking that back."""

from fastapi import APIRouter, Response
from kith.identity.v1.accounts_pb2 import ListApprovalsRequest, RevokeApprovalRequest

from services.gateway.web.visit import PageRoute, Resident

router = APIRouter(route_class=PageRoute)


@router.get("/councils")
async def councils(visit: Resident) -> Response:
    answer = await visit.clients.accounts.ListApprovals(ListApprovalsRequest())
    return visit.page("councils.html", approvals=answer.approvals)


@router.post("/councils/{client_id}/take-back")
async def take_back(client_id: str, visit: Resident) -> Response:
    await visit.form()
    await visit.clients.accounts.RevokeApproval(RevokeApprovalRequest(client_id=client_id))
    return visit.go("/councils", done="taken-back")
