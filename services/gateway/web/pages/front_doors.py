"""Where a council hears of concerns: its manager says who sits at each front door, when, and how to ring them."""

import re

from fastapi import APIRouter, Response
from kith.cases.v1 import concerns_pb2 as pb

from chassis.errors import Denied, Invalid, NotFound
from services.gateway.web import colleagues
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
DOORS = {
    "children": "children and young people",
    "adults": "adults",
    "out_of_hours": "out of hours",
    "child_allegations": "allegations against staff who work with children",
    "adult_allegations": "allegations against staff who work with adults",
}
ALLEGATIONS = ("child_allegations", "adult_allegations")
DAYS = {
    "1": "Monday",
    "2": "Tuesday",
    "3": "Wednesday",
    "4": "Thursday",
    "5": "Friday",
    "6": "Saturday",
    "7": "Sunday",
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
_LIST, _UNNAMED = "/desk/front-doors", "somebody we cannot name just now"


@router.get("/desk/front-doors")
async def doors(visit: Worker) -> Response:
    visit.must_be("manager")
    there = await _declared(visit)
    leads = {lead for door in there.values() for lead in door.lead_professional_ids}
    return visit.page(
        "front_doors.html",
        there=there,
        doors=DOORS,
        days=DAYS,
        people=await colleagues.named(visit, leads),
        left=await colleagues.left(visit, leads),
    )


@router.get("/desk/front-doors/{door}")
async def one(door: str, visit: Worker) -> Response:
    visit.must_be("manager")
    return await _page(visit, door, Form(_as_a_form((await _declared(visit)).get(door))))


@router.post("/desk/front-doors/{door}")
async def declare(door: str, visit: Worker) -> Response:
    visit.must_be("manager")
    form = await visit.form()
    if form["change"]:
        return await _page(visit, door, form.alone())
    request = pb.DeclareFrontDoorRequest(
        door=door,
        team=form.text("team", "Enter the name of the team", longest=200),
        contact=form.text("contact", "Enter how to ring it", longest=200),
        days=[int(number) for number in form.choices("days", DAYS, "Choose at least one day")],
        opens=form.text("opens"),
        closes=form.text("closes"),
    )
    if door in ALLEGATIONS:
        request.lead_professional_ids.extend(id_ for id_ in form.all("leads") if _ID.fullmatch(id_))
        if not request.lead_professional_ids:
            form.text("find")
            form.wrong("find", "Find who sits there, then choose them")
    if form.ok:
        try:
            await visit.clients.concerns.DeclareFrontDoor(request)
            return visit.go(_LIST, done="front-door")
        except Invalid as refused:
            form.refused(refused, lead_professional_ids="find")
        except Denied as refused:
            form.refused(refused)
    return await _page(visit, door, form, 400)


async def _declared(visit: Visit) -> dict[str, pb.FrontDoor]:
    own = pb.ListFrontDoorsRequest(council_id=visit.session.context.organisation_id)
    return {each.door: each for each in (await visit.clients.concerns.ListFrontDoors(own)).doors}


def _as_a_form(door: pb.FrontDoor | None) -> dict[str, list[str]]:
    """What is declared, as it was filled in; every day where nothing is."""
    if door is None:
        return {"days": [*DAYS]}
    return {
        "team": [door.team],
        "contact": [door.contact],
        "days": [str(number) for number in door.days],
        "opens": [door.opens],
        "closes": [door.closes],
        "leads": [*door.lead_professional_ids],
    }


async def _page(visit: Visit, door: str, form: Form, status: int = 200) -> Response:
    if door not in DOORS:
        raise NotFound("there is no such front door")
    chosen = {id_ for id_ in form.all("leads") if _ID.fullmatch(id_)}
    own = visit.session.context.organisation_id
    found = colleagues.to_choose(await colleagues.found(visit, form["find"], own)) if form["change"] else {}
    return visit.page(
        "front_door.html",
        status,
        form=form,
        door=door,
        doors=DOORS,
        days=DAYS,
        leads={**dict.fromkeys(chosen, _UNNAMED), **await colleagues.named(visit, chosen), **found},
        of_leads=door in ALLEGATIONS,
    )
