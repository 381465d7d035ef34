"""A worker adds a file to a case of his organisation, sees what waits or was refused, and saves one to read it."""

from fastapi import APIRouter, Response
from kith.cases.v1.casework_pb2 import GetCaseRequest
from kith.cases.v1.documents_pb2 import GetContentRequest, ListDocumentsRequest

from chassis.errors import Conflict, Invalid
from services.gateway.api import documents
from services.gateway.api.access import Pace
from services.gateway.api.limits import RATES
from services.gateway.api.problems import TooLarge
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.desk import WHY
from services.gateway.web.pages.person import purpose_of
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import DATA_CLASSES

router = APIRouter(route_class=PageRoute)


@router.get("/desk/cases/{case_id}/documents")
async def case_documents(case_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, case_id, Form())


@router.post("/desk/cases/{case_id}/documents")
async def add_document(case_id: str, visit: StrongWorker) -> Response:
    form, upload = await visit.upload()
    visit.web.buckets.take(visit.session.account_id, Pace.IMPORT, RATES[Pace.IMPORT])
    data_class = form.choice("data_class", DATA_CLASSES, "Choose what kind of information it holds")
    if not form.file("file", upload.name, "Choose a file") or not form.ok:
        return await _page(visit, case_id, form, 400)
    try:
        added = await documents.add(visit.clients, case_id, upload, data_class, sealed=form["sealed"] == "yes")
    except (Invalid, TooLarge, Conflict) as refused:
        form.refused(refused)
        return await _page(visit, case_id, form, refused.status)
    if added.state == "clean":
        return visit.go(f"/desk/records/{added.id}", purpose=purpose_of(visit))
    return visit.go(visit.request.url.path, purpose=purpose_of(visit))


@router.get("/desk/records/{record_id}/content")
async def content(record_id: str, visit: StrongWorker) -> Response:
    purpose = purpose_of(visit)
    if not purpose:
        return visit.page("why.html", why=WHY)
    asked = GetContentRequest(record_id=record_id, purpose=purpose)
    return await documents.saved(visit.clients.documents.GetContent(asked))


async def _page(visit: Visit, case_id: str, form: Form, status: int = 200) -> Response:
    case = await visit.clients.casework.GetCase(GetCaseRequest(case_id=case_id))
    found = await visit.clients.documents.ListDocuments(ListDocumentsRequest(case_id=case_id))
    return visit.page(
        "documents.html",
        status,
        form=form,
        case=case,
        about_whom=await about_whom(visit, case.person_id),
        documents=found.documents,
        classes=DATA_CLASSES,
        purpose=purpose_of(visit),
    )
