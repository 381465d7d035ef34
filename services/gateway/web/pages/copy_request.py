"""Somebody asks aloud or by letter for a copy of what the organisation holds about them: a worker writes it down."""

from fastapi import APIRouter, Response
from kith.cases.v1 import access_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import WORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
WAYS = {"spoken": "aloud", "letter": "by letter"}
ABLE = {"able": "they could ask themselves", "unable": "they could not ask themselves"}


@router.get("/desk/people/{person_id}/copy")
async def ask(person_id: str, visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/copy")
async def record(person_id: str, visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    form = await visit.form()
    request = pb.RecordAccessRequestRequest(
        person_id=person_id,
        way=form.choice("way", WAYS, "Choose how they asked"),
        asked_on=form.day("asked_on", "Enter the day it came"),
        wanted=form.text("wanted", longest=4000),
        mandate_id=form.text("mandate_id"),
    )
    if form["able"] or form["assessor"] or form.day("assessed_on"):
        request.competence.outcome = form.choice("able", ABLE, "Choose what was found")
        request.competence.assessed_on = form.day("assessed_on", "Enter the day it was assessed")
        request.competence.assessor = form.text("assessor", "Say who assessed it")
    if form.ok:
        try:
            await visit.clients.access.RecordAccessRequest(request)
            return visit.go(path_of(person_id), done="copy-recorded", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused, competence="able")
        except Denied as refused:
            if refused.code != "she-decides":
                raise
            form.refused(refused)
    return await _page(visit, person_id, form)


async def _page(visit: Visit, person_id: str, form: Form) -> Response:
    return visit.page(
        "copy_request.html",
        200 if form.ok else 400,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        ways=WAYS,
        able=ABLE,
    )
