"""Concerns: those open at the front door of one's council, to acknowledge and to close; and those about one person."""

from collections.abc import Sequence

from fastapi import APIRouter, Response
from kith.cases.v1 import concerns_pb2 as pb

from chassis.errors import Conflict, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import CONCERNS_END, CONCERNS_TAKEN_TO, CONCERNS_URGENT

router = APIRouter(route_class=PageRoute)
# A guardian has what was taken to them: allegations that nobody else took up.
ANSWERERS = (*CASEWORKERS, "guardian")
_QUEUE, _LONGEST = "/desk/concerns", 4_000


@router.get("/desk/concerns")
async def at_the_door(visit: Worker) -> Response:
    visit.must_be(*ANSWERERS)
    return await _door(visit, Form())


@router.post("/desk/concerns/{concern_id}/acknowledge")
async def acknowledge(concern_id: str, visit: Worker) -> Response:
    visit.must_be(*ANSWERERS)
    form = await visit.form()
    try:
        await visit.clients.concerns.AcknowledgeConcern(pb.AcknowledgeConcernRequest(concern_id=concern_id))
        return visit.go(_QUEUE, done="concern-acknowledged")
    except Conflict as refused:
        form.refused(refused)
    return await _door(visit, form, 409)


@router.post("/desk/concerns/{concern_id}/close")
async def close(concern_id: str, visit: Worker) -> Response:
    visit.must_be(*ANSWERERS)
    form = await visit.form()
    places = {name: f"{name}-{concern_id}" for name in ("outcome", "answer")}
    request = pb.CloseConcernRequest(
        concern_id=concern_id,
        outcome=form.choice(places["outcome"], CONCERNS_END, "Choose how it ended"),
        answer=form.text(places["answer"], "Say what becomes of it: who raised it reads this", longest=_LONGEST),
    )
    if form.ok:
        try:
            await visit.clients.concerns.CloseConcern(request)
            return visit.go(_QUEUE, done="concern-closed")
        except (Invalid, Conflict) as refused:
            form.refused(refused, **places)
    return await _door(visit, form, 400)


@router.get("/desk/people/{person_id}/concerns")
async def about(person_id: str, visit: Worker) -> Response:
    asked = pb.ListConcernsRequest(person_id=person_id, cursor=visit.asked("after"))
    found = await visit.clients.concerns.ListConcerns(asked)
    return visit.page(
        "concerns_about.html",
        found=found,
        about_whom=await about_whom(visit, person_id),
        names=await _senders(visit, found.concerns),
        back=path_of(person_id),
        purpose=purpose_of(visit),
        urgent=CONCERNS_URGENT,
        taken_to=CONCERNS_TAKEN_TO,
        outcomes=CONCERNS_END,
    )


async def _door(visit: Visit, form: Form, status: int = 200) -> Response:
    found = await visit.clients.concerns.ListConcerns(pb.ListConcernsRequest(cursor=visit.asked("after")))
    return visit.page(
        "concerns.html",
        status,
        form=form,
        concerns=found.concerns,
        after=found.next_cursor,
        names=await _senders(visit, found.concerns),
        urgent=CONCERNS_URGENT,
        taken_to=CONCERNS_TAKEN_TO,
        outcomes=CONCERNS_END,
    )


async def _senders(visit: Visit, concerns: Sequence[pb.Concern]) -> dict[str, str]:
    ids = {id_ for one in concerns for id_ in (one.organisation_id, one.council_id) if id_}
    return dict(await organisation_names(visit, ids))
