"""Who has looked at what is held about a resident, newest first."""

from fastapi import APIRouter, Response
from kith.cases.v1.me_pb2 import ListMyDisclosuresRequest

from services.gateway.web.visit import PageRoute, Resident

router = APIRouter(route_class=PageRoute)
_A_PAGE = 20


@router.get("/who-has-looked")
async def looked(visit: Resident) -> Response:
    found = await visit.clients.me.ListMyDisclosures(
        ListMyDisclosuresRequest(limit=_A_PAGE, cursor=visit.asked("after"))
    )
    return visit.page("looked.html", looks=found.disclosures, total=found.total, after=found.next_cursor)
