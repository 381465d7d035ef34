"""A resident's first page: a few things, each with its count and where to go on."""

import asyncio

from fastapi import APIRouter, Response
from kith.cases.v1.me_pb2 import GetMyNetworkRequest, GetMySharingRequest, ListMyDisclosuresRequest
from kith.identity.v1.account_life_pb2 import GetSafeContactRequest
from kith.identity.v1.accounts_pb2 import GetAccountRequest, ListApprovalsRequest

from services.gateway.web.visit import PageRoute, Resident

router = APIRouter(route_class=PageRoute)


@router.get("/")
async def home(visit: Resident) -> Response:
    clients = visit.clients
    network, sharing, looked, account, approvals, contact = await asyncio.gather(
        visit.attempt(clients.me.GetMyNetwork(GetMyNetworkRequest())),
        visit.attempt(clients.me.GetMySharing(GetMySharingRequest())),
        visit.attempt(clients.me.ListMyDisclosures(ListMyDisclosuresRequest(limit=1))),
        visit.attempt(clients.accounts.GetAccount(GetAccountRequest())),
        visit.attempt(clients.accounts.ListApprovals(ListApprovalsRequest())),
        visit.attempt(clients.account_life.GetSafeContact(GetSafeContactRequest())),
    )
    live = [consent for consent in sharing.consents if consent.state == "given"] if sharing else []
    return visit.page(
        "home.html",
        network=network,
        organisations=len({i.organisation_id for i in network.involvements}) if network else 0,
        sharing=sharing,
        consents=live,
        next_to_end=min((consent.expires_on for consent in live if consent.expires_on), default=""),
        looked=looked,
        account=account,
        approvals=approvals,
        unasked=contact is not None and not contact.HasField("contact"),
    )
