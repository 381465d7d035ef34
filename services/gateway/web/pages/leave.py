"""Work with a person has ended, and nobody carries on: whom it names says so, or her duty desk or manager."""

from fastapi import APIRouter, Response
from kith.cases.v1.people_pb2 import EndInvolvementRequest

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_PAGE = "/desk/people/{person_id}/involvements/{involvement_id}/end"


@router.get(_PAGE)
async def leave(person_id: str, involvement_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post(_PAGE)
async def left(person_id: str, involvement_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    request = EndInvolvementRequest(involvement_id=involvement_id, until=form.day("until"), person_id=person_id)
    if form.ok:
        try:
            await visit.clients.people.EndInvolvement(request)
            return visit.go(path_of(person_id), done="left", purpose=purpose_of(visit))
        except (Invalid, Conflict, Denied) as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    return visit.page(
        "leave.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        page=visit.request.url.path,
    )
