"""What the organisation received, and whoever gave it has erased or corrected since: for its guardians and data
protection officers. UK GDPR article 19: every recipient is told.
"""

from fastapi import APIRouter, Response
from kith.cases.v1 import retention_pb2 as pb

from services.gateway.web.roles import GUARDIANS
from services.gateway.web.visit import PageRoute, StrongWorker

router = APIRouter(route_class=PageRoute)


@router.get("/desk/recalls")
async def recalls(visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    found = await visit.clients.retention.ListRecalls(pb.ListRecallsRequest(cursor=visit.asked("after")))
    return visit.page("recalls.html", recalls=found.recalls, after=found.next_cursor)


@router.post("/desk/recalls/{record_id}/heard")
async def hear(record_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    await visit.form()
    await visit.clients.retention.HearRecall(pb.HearRecallRequest(record_id=record_id))
    return visit.go("/desk/recalls", done="recall-heard")
