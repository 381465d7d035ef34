"""The records about a person that the gate lets this worker read, and one of them with its content."""

import asyncio

from fastapi import APIRouter, Response
from kith.cases.v1.casework_pb2 import GetRecordRequest, ListCasesRequest, ListRecordsRequest

from services.gateway.web.about_whom import about_whom
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.desk import WHY
from services.gateway.web.pages.person import purpose_of
from services.gateway.web.visit import PageRoute, StrongWorker

router = APIRouter(route_class=PageRoute)
_A_PAGE = 50


@router.get("/desk/people/{person_id}/records")
async def records(person_id: str, visit: StrongWorker) -> Response:
    found = await visit.clients.casework.ListCases(
        ListCasesRequest(person_id=person_id, limit=_A_PAGE, cursor=visit.asked("after"))
    )
    lists = await asyncio.gather(
        *(visit.clients.casework.ListRecords(ListRecordsRequest(case_id=c.id, limit=_A_PAGE)) for c in found.cases)
    )
    return visit.page(
        "records.html",
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        cases=list(zip(found.cases, lists, strict=True)),
        after=found.next_cursor,
        names=await organisation_names(visit, (case.organisation_id for case in found.cases)),
        purpose=purpose_of(visit),
    )


@router.get("/desk/records/{record_id}")
async def record(record_id: str, visit: StrongWorker) -> Response:
    purpose = purpose_of(visit)
    if not purpose:
        return visit.page("why.html", why=WHY)
    found = await visit.clients.casework.GetRecord(GetRecordRequest(record_id=record_id, purpose=purpose))
    names = await organisation_names(visit, [found.organisation_id])
    about = await about_whom(visit, found.person_id)
    return visit.page("record.html", record=found, about_whom=about, names=names, purpose=purpose)
