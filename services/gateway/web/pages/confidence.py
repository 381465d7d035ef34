"""What a person who was found able to decide it keeps from whoever acts for them (Gillick v West Norfolk [1986] AC 112;
Family Law Reform Act 1969 section 8).
"""

from fastapi import APIRouter, Response
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import DATA_CLASSES

router = APIRouter(route_class=PageRoute)
REACH = {
    "ours": "only that your organisation works with them, and what it shares",
    "classes": "that, and some of what anybody shares: choose which below",
}


@router.get("/desk/people/{person_id}/confidence")
async def confidence(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/confidence")
async def keep(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    some = form.choice("reach", REACH, "Choose how much they keep to themselves") == "classes"
    request = pb.KeepInConfidenceRequest(
        person_id=person_id,
        data_classes=form.choices("data_classes", DATA_CLASSES, "Choose which") if some else [],
        assessed_on=form.day("assessed_on", "Enter the day it was assessed"),
        assessor=form.text("assessor", "Say who found that they can decide this themselves"),
    )
    if form.ok:
        try:
            await visit.clients.people.KeepInConfidence(request)
            return _done(visit, person_id, "in-confidence")
        except Invalid as refused:
            form.refused(refused)
        except Denied as refused:
            if refused.code != "not-a-member":
                raise
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


@router.post("/desk/people/{person_id}/confidence/{confidence_id}/end")
async def end(person_id: str, confidence_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    field = f"sure-{confidence_id}"
    form.choices(field, ("yes",), "Say that they themselves want it to end")
    if form.ok:
        try:
            asked = pb.EndConfidenceRequest(confidence_id=confidence_id, person_id=person_id)
            await visit.clients.people.EndConfidence(asked)
            return _done(visit, person_id, "confidence-ended")
        except Conflict as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


def _done(visit: Visit, person_id: str, done: str) -> Response:
    return visit.go(f"{path_of(person_id)}/confidence", done=done, purpose=purpose_of(visit))


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    found = await visit.clients.people.ListConfidences(pb.ListConfidencesRequest(person_id=person_id))
    return visit.page(
        "confidence.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        confidences=found.confidences,
        reach=REACH,
        classes=DATA_CLASSES,
    )
