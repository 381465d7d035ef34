"""What residents object to or dispute, and the organisation has yet to answer."""

from fastapi import APIRouter, Response
from kith.cases.v1.casework_pb2 import AnswerObjectionRequest, ListObjectionsRequest

from chassis.errors import Conflict, Invalid
from services.gateway.web.about_whom import about_each
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
OUTCOMES = {"upheld": "They are right, and we have put it right", "refused": "We do not agree"}
OF_ERASURE = {"upheld": "We hold nothing about them any more", "refused": "We have to keep some of it"}


@router.get("/desk/objections")
async def objections(visit: Worker) -> Response:
    return await _page(visit, Form())


@router.post("/desk/objections/{objection_id}")
async def answer(objection_id: str, visit: Worker) -> Response:
    form = await visit.form()
    outcome = form.choice("outcome", OUTCOMES, "Choose your answer")
    reasons = form.text("reasons", "Say why", longest=4000)
    if form.ok:
        try:
            await visit.clients.casework.AnswerObjection(
                AnswerObjectionRequest(objection_id=objection_id, outcome=outcome, reasons=reasons)
            )
            return visit.go("/desk/objections", done="answered")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, form, objection_id, 400)


async def _page(visit: Visit, form: Form, wrong: str = "", status: int = 200) -> Response:
    """`wrong` is the one whose form has errors."""
    waiting = await visit.clients.casework.ListObjections(ListObjectionsRequest(cursor=visit.asked("after")))
    return visit.page(
        "objections.html",
        status,
        form=form,
        wrong=wrong,
        objections=waiting.objections,
        whom=await about_each(visit, (one.person_id for one in waiting.objections)),
        after=waiting.next_cursor,
        outcomes=OUTCOMES,
        of_erasure=OF_ERASURE,
    )
