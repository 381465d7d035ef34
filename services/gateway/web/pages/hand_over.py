"""An involvement is handed over to a colleague, or a team, of the same organisation."""

from fastapi import APIRouter, Response
from kith.cases.v1.networks_pb2 import HandOverInvolvementRequest

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web import colleagues
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_PAGE = "/desk/people/{person_id}/involvements/{involvement_id}/hand-over"


@router.get(_PAGE)
async def hand_over(person_id: str, involvement_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post(_PAGE)
async def handed_over(person_id: str, involvement_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    to = await colleagues.one_of_found(visit, form)
    request = HandOverInvolvementRequest(
        involvement_id=involvement_id,
        professional_id=to,
        team=form.text("team", "" if to else "Choose a colleague, or enter a team", longest=100),
        since=form.day("since"),
        person_id=person_id,
    )
    if form.ok:
        try:
            await visit.clients.networks.HandOverInvolvement(request)
            return visit.go(path_of(person_id), done="handed-over", purpose=purpose_of(visit))
        except (Invalid, Conflict, Denied) as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    among = await colleagues.of_ones_own(visit)
    purpose = purpose_of(visit)
    return visit.page(
        "hand_over.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose,
        page=visit.request.url.path,
        kept={"purpose": purpose},
        query=visit.asked("q").strip(),
        away=among is None,
        colleagues=colleagues.to_choose(among),
    )
