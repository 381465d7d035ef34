"""Looks of the worker's own that may have been at two people: the link by which they saw what they saw was wrong."""

from fastapi import APIRouter, Response
from kith.cases.v1 import retention_pb2 as pb

from services.gateway.web.roles import WORKERS
from services.gateway.web.visit import PageRoute, Worker

router = APIRouter(route_class=PageRoute)
_QUEUE = "/desk/misread-looks"


@router.get(_QUEUE)
async def misread_looks(visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    found = await visit.clients.retention.ListMisreadLooks(pb.ListMisreadLooksRequest(cursor=visit.asked("after")))
    return visit.page("misread_looks.html", looks=found.looks, after=found.next_cursor)


@router.post(_QUEUE + "/{look_id}/heard")
async def hear(look_id: str, visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    await visit.form()
    await visit.clients.retention.HearMisreadLook(pb.HearMisreadLookRequest(look_id=look_id))
    return visit.go(_QUEUE, done="misread-heard")
