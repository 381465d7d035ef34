"""A worker's first page: find a colleague, find a person, and what waits for an answer; and the way to all others."""

import asyncio
from typing import TypedDict

from fastapi import APIRouter, Response
from kith.cases.v1.hubs_pb2 import ListHubsRequest
from kith.cases.v1.people_pb2 import FindPersonRequest, Identifier, NameAndBirth
from kith.directory.v1.directory_pb2 import SearchProfessionalsRequest

from chassis.errors import Invalid
from services.gateway.api.access import Pace
from services.gateway.api.limits import RATES
from services.gateway.web.dates import LONDON
from services.gateway.web.forms import Form
from services.gateway.web.places import EVERYTHING, groups_for
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.waiting import for_you
from services.gateway.web.words import PURPOSES

router = APIRouter(route_class=PageRoute)
_COLLEAGUES = 10


class Meant(TypedDict, total=False):
    identifier: Identifier
    name_and_birth: NameAndBirth


# Checking what others looked at is done from the review pages, not by looking oneself.
WHY = {code: words for code, words in PURPOSES.items() if code != "audit"}


@router.get("/desk")
async def desk(visit: Worker) -> Response:
    return await _page(visit, Form())


@router.get(EVERYTHING)
async def everything(visit: Worker) -> Response:
    return visit.page("all_pages.html", groups=groups_for(visit.session))


@router.post("/desk/people/find")
async def find(visit: Worker) -> Response:
    form = await visit.form()
    request = person_asked(form)
    if form.ok:
        visit.web.buckets.take(visit.session.account_id, Pace.FIND, RATES[Pace.FIND])
        try:
            found = await visit.clients.people.FindPerson(request)
            return visit.page("found.html", found=found, purpose=request.purpose)
        except Invalid as refused:
            if request.HasField("identifier"):
                form.wrong(request.identifier.scheme, "Check this number: it is not one that can be looked up")
            else:
                form.refused(refused)
    return await _page(visit, form, 400)


def person_asked(form: Form) -> FindPersonRequest:
    purpose = form.choice("purpose", WHY, "Choose why you need to find this person")
    return FindPersonRequest(purpose=purpose, **meant(form))


def meant(form: Form) -> Meant:
    """By a number where one was given, else by full name and date of birth; as the fields of a message."""
    for scheme in ("nhs_number", "local_id"):
        if value := form.text(scheme):
            return {"identifier": Identifier(scheme=scheme, value=value)}
    return {
        "name_and_birth": NameAndBirth(
            given_name=form.text("given_name", "Enter their first name, or a number below"),
            family_name=form.text("family_name", "Enter their last name"),
            date_of_birth=form.day("date_of_birth", "Enter their date of birth"),
        )
    }


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    clients, query = visit.clients, visit.asked("q").strip()
    search = SearchProfessionalsRequest(query=query, limit=_COLLEAGUES)
    colleagues, yours, hubs = await asyncio.gather(
        visit.attempt(clients.directory.SearchProfessionals(search)) if query else _nothing(),
        for_you(visit),
        visit.attempt(clients.hubs.ListHubs(ListHubsRequest())),
    )
    return visit.page(
        "desk.html",
        status,
        form=form,
        query=query,
        colleagues=colleagues,
        yours=yours,
        hubs=hubs.hubs if hubs else [],
        why=WHY,
        purposes=PURPOSES,
        # As the directory writes working days: "Mon".
        today=f"{visit.web.clock.now().astimezone(LONDON):%a}",
    )


async def _nothing() -> None:
    return None
