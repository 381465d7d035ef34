"""A case is opened about a person, and a note is written into one."""

from urllib.parse import quote

from fastapi import APIRouter, Response
from kith.cases.v1 import casework_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit, Worker
from services.gateway.web.words import CASES, DATA_CLASSES

router = APIRouter(route_class=PageRoute)
_LONGEST_TITLE = 200
_REFUSED = {
    "not-a-member": ("()", "Your organisation is not recorded as working with them: say on their page that you do"),
    "not-private": ("private", "Choose another: you are told of no private service that works with them"),
    "not-a-broker": ("private", "Only your duty desk or a manager opens a private service’s case to your organisation"),
}
_WHO_SEES = {
    "as-our-work": "whoever sees our work with them: if that is private, so is the case",
    "private": "only our duty desk and managers, whom our private service’s work names, and who covers for them",
    "open": "everybody at our organisation, even if our work with them is private; the case can be shared",
}
LONGEST_NOTE = 20_000
"""Of what a form can carry; a longer one is added as a document."""


@router.get("/desk/people/{person_id}/case")
async def opening(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _opening(visit, person_id, Form())


@router.post("/desk/people/{person_id}/case")
async def open_case(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    request = pb.CreateCaseRequest(
        person_id=person_id,
        title=form.text("title", "Say what the case is about", longest=_LONGEST_TITLE),
        kind=form.choice("kind", CASES, "Choose what kind of case it is"),
    )
    if (seen_by := form.text("private")) in ("private", "open"):
        request.private = seen_by == "private"
    if form.ok:
        try:
            case = await visit.clients.casework.CreateCase(request)
            return visit.go(f"/desk/cases/{quote(case.id, safe='')}", done="case-begun", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused)
        except Denied as refused:
            if refused.code not in _REFUSED:
                raise
            form.wrong(*_REFUSED[refused.code])
    return await _opening(visit, person_id, form, 400)


@router.get("/desk/cases/{case_id}/note")
async def writing(case_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _writing(visit, case_id, Form())


@router.post("/desk/cases/{case_id}/note")
async def write_note(case_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    request = pb.AddRecordRequest(
        case_id=case_id,
        title=form.text("title", "Give the note a title", longest=_LONGEST_TITLE),
        data_class=form.choice("data_class", DATA_CLASSES, "Choose what kind of information it holds"),
        # A browser ends each line with two characters (HTML, form submission).
        content=form.text("content", "Write the note", longest=LONGEST_NOTE).replace("\r\n", "\n"),
        sealed=form["sealed"] == "yes",
    )
    if form.ok:
        await _own_case(visit, case_id)
        try:
            note = await visit.clients.casework.AddRecord(request)
            return visit.go(f"/desk/records/{quote(note.id, safe='')}", done="note-written", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _writing(visit, case_id, form, 400)


async def _opening(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    return visit.page(
        "case_open.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        kinds=CASES,
        who_sees=_WHO_SEES,
    )


async def _writing(visit: Visit, case_id: str, form: Form, status: int = 200) -> Response:
    case = await _own_case(visit, case_id)
    return visit.page(
        "note.html",
        status,
        form=form,
        case=case,
        about_whom=await about_whom(visit, case.person_id),
        purpose=purpose_of(visit),
        classes=DATA_CLASSES,
    )


async def _own_case(visit: Visit, case_id: str) -> pb.Case:
    """Raises NotFound for one that the gate does not show, Denied for another organisation's."""
    case = await visit.clients.casework.GetCase(pb.GetCaseRequest(case_id=case_id))
    if case.organisation_id != visit.session.context.organisation_id:
        raise Denied("only workers of the organisation that holds the case write on it", code="not-the-holder")
    return case
