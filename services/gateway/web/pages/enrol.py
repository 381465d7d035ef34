"""A worker's first passkey, with the code that her organisation gave her."""

from fastapi import APIRouter, Response
from kith.identity.v1.enrolments_pb2 import BeginEnrolmentRequest, FinishEnrolmentRequest
from kith.identity.v1.sessions_pb2 import SignOutRequest

from chassis.errors import Conflict, Invalid, NotFound, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter
from services.gateway.web.visit import Anyone, PageRoute, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/enrol")
async def ask(visit: Anyone) -> Response:
    return await _page(visit, Form(), visit.asked("code"))


@router.post("/enrol")
async def make_passkey(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    name = form.text("name", longest=60)
    if not form.ok:
        return await _page(visit, form, form["code"], 400)
    try:
        session = await visit.clients.enrolment_steps.FinishEnrolment(
            FinishEnrolmentRequest(
                code=form["code"], token=form["token"], response=form["response"], name=name, source=visit.source
            )
        )
    except (Invalid, Conflict, TooMany) as refused:
        form.refused(refused)
        return await _page(visit, form, form["code"], refused.status)
    except NotFound:
        return await _page(visit, form, form["code"], 404)
    if visit.signed_in:
        await visit.clients.sessions.SignOut(SignOutRequest(session=visit.cookie))
    return await enter(visit, session, "", "/desk")


async def _page(visit: Visit, form: Form, code: str, status: int = 200) -> Response:
    ceremony = None
    if code:
        try:
            answer = await visit.clients.enrolment_steps.BeginEnrolment(BeginEnrolmentRequest(code=code))
            ceremony = answer.ceremony
        except NotFound:
            status = 404
    return visit.page("enrol.html", status, form=form, code=code, ceremony=ceremony)
