"""A worker raises a concern about somebody: one question a page, and who hears it is said before and after."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Response
from kith.cases.v1.concerns_pb2 import ListFrontDoorsRequest, RaiseConcernRequest

from chassis.errors import Conflict, Invalid
from services.gateway.web import colleagues
from services.gateway.web import concern_questions as asked
from services.gateway.web.about_whom import about_whom
from services.gateway.web.concern_questions import UNKNOWN, Around, raising
from services.gateway.web.forms import Form
from services.gateway.web.names import found_organisations, known_organisations
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.questions import Asking
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NOT_NAMED = "I cannot name them here, or they are not in the directory"


@router.get("/desk/people/{person_id}/concern")
async def begin(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _ask(visit, raising(Around()).first(), Around(), RaiseConcernRequest(person_id=person_id))


@router.post("/desk/people/{person_id}/concern")
async def go_on(person_id: str, visit: Worker) -> Response:
    """To the first question that is not answered, or is to be changed; then to all answers; then it is raised."""
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    there, wish = await _around(visit, form), RaiseConcernRequest(person_id=person_id)
    questions = raising(there)
    if asking := questions.next(form, wish):
        return await _ask(visit, asking, there, wish)
    if form["record"] == "yes":
        try:
            raised = await visit.clients.concerns.RaiseConcern(wish)
            return visit.page("concern_raised.html", raised=raised, back=path_of(person_id), purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            if asking := questions.put_right(form, wish, refused):
                return await _ask(visit, asking, there, wish)
            form.refused(refused)
    return await _page(visit, "concern_check.html", form, there, wish, kept=questions.kept(form))


async def _around(visit: Visit, form: Form) -> Around:
    """Looked up only where it is shown: who was found for the question asked, and the names of who was chosen. With the
    directory away the worker's own council can be chosen all the same.
    """
    clients, change, find = visit.clients, form["change"], form["find"]
    council, accused = form["council_id"], form["accused"]
    excluded = [one for one in form.all("exclude") if _ID.fullmatch(one)]
    councils = await _found(visit, find, "council") if change == "council" else {}
    others = await _found(visit, find) if change == "left_out" else {}
    people = colleagues.to_choose(await colleagues.found(visit, find)) if change == "accused" else {}
    if _ID.fullmatch(accused) and accused != UNKNOWN:
        people = {**await colleagues.named(visit, {accused}), **people}
    context = visit.session.context
    own = {context.organisation_id: context.organisation_name} if await _hears(visit, context.organisation_id) else {}
    chosen = [council] if _ID.fullmatch(council) and council not in own else []
    names = await known_organisations(clients, {*chosen, *excluded})
    return Around(
        councils={**own, **_known(names, chosen), **councils},
        accused={**people, UNKNOWN: _NOT_NAMED},
        others={**_known(names, excluded), **others},
        heard=not chosen or await _hears(visit, council),
    )


async def _found(visit: Visit, name: str, kind: str = "") -> Mapping[str, str]:
    return await visit.attempt(found_organisations(visit.clients, name, kind)) or {}


async def _hears(visit: Visit, organisation_id: str) -> bool:
    """Whether it is a council that has declared a front door."""
    asked = ListFrontDoorsRequest(council_id=organisation_id)
    return bool((await visit.clients.concerns.ListFrontDoors(asked)).doors)


def _known(names: Mapping[str, str], ids: list[str]) -> Mapping[str, str]:
    return {one: names[one] for one in ids if one in names}


async def _ask(visit: Visit, asking: Asking[RaiseConcernRequest], there: Around, wish: RaiseConcernRequest) -> Response:
    told = {"question": asking.question.name, "before": asking.before, "kept": asking.kept}
    return await _page(visit, "concern_ask.html", asking.form, there, wish, **told)


async def _page(
    visit: Visit, template: str, form: Form, there: Around, wish: RaiseConcernRequest, **told: Any
) -> Response:
    return visit.page(
        template,
        200 if form.ok else 400,
        form=form,
        here=visit.request.url.path,
        back=path_of(wish.person_id),
        purpose=purpose_of(visit),
        about_whom=await about_whom(visit, wish.person_id),
        there=there,
        wish=wish,
        about=asked.ABOUT,
        staff=asked.STAFF,
        urgency=asked.URGENCY,
        unknown=UNKNOWN,
        **told,
    )
