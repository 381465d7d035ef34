"""Who is supporting a resident."""

from fastapi import APIRouter, Response
from kith.cases.v1.me_pb2 import GetMyNetworkRequest

from services.gateway.web.visit import PageRoute, Resident

router = APIRouter(route_class=PageRoute)


@router.get("/supporting-you")
async def supporting(visit: Resident) -> Response:
    network = await visit.clients.me.GetMyNetwork(GetMyNetworkRequest())
    return visit.page("supporting.html", involvements=network.involvements, feeds=network.feeds)
