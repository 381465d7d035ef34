"""The agency's entries that are perhaps of people others know: a manager compares, decides, and can undo it."""

import asyncio

from fastapi import APIRouter, Response
from kith.cases.v1 import people_pb2 as pb

from chassis.errors import Conflict, Invalid
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
SAME = {"yes": "Yes, they are one person", "no": "No, they are two people"}
FIELDS = {
    "source": "Your own system",
    "given_name": "First name",
    "family_name": "Last name",
    "date_of_birth": "Date of birth",
    "nhs_number": "NHS number",
    "place": "Address",
    "phone": "Telephone",
    "sex": "Sex",
}
SAYS = {
    "agree": "Agrees with theirs",
    "close": "Close to theirs, but not the same",
    "differ": "Differs from theirs",
    "missing": "Missing in yours or theirs",
}
_QUEUE, _LONGEST = "/desk/possible-links", 500


@router.get("/desk/possible-links")
async def queue(visit: Worker) -> Response:
    visit.must_be("manager")
    ask = visit.clients.people.ListPossibleLinks
    waiting, linked = await asyncio.gather(
        ask(pb.ListPossibleLinksRequest(cursor=visit.asked("after"))),
        ask(pb.ListPossibleLinksRequest(linked=True, cursor=visit.asked("linked"))),
    )
    return visit.page("possible_links.html", waiting=waiting, linked=linked, says=SAYS)


@router.get("/desk/possible-links/{link_id}")
async def look(link_id: str, visit: Worker) -> Response:
    visit.must_be("manager")
    return await _page(visit, link_id, Form())


@router.post("/desk/possible-links/{link_id}")
async def decide(link_id: str, visit: Worker) -> Response:
    visit.must_be("manager")
    form = await visit.form()
    same = form.choice("same", SAME, "Choose whether they are one person")
    reason = form.text("reason", "Say how you came to that view", longest=_LONGEST)
    if form.ok:
        try:
            await visit.clients.people.DecidePossibleLink(
                pb.DecidePossibleLinkRequest(link_id=link_id, same=same == "yes", reason=reason)
            )
            return visit.go(_QUEUE, done="one-person" if same == "yes" else "two-people")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, link_id, form, 400)


@router.post("/desk/possible-links/{link_id}/undo")
async def undo(link_id: str, visit: Worker) -> Response:
    """The entry is named by the number its own agency gave it, as everywhere at the desk."""
    visit.must_be("manager")
    form = await visit.form()
    request = pb.SeparatePersonRequest(
        local_id=form.text("local_id"), reason=form.text("undo_reason", "Say why they are two people", longest=_LONGEST)
    )
    if form.ok:
        try:
            await visit.clients.people.SeparatePerson(request)
            return visit.go(_QUEUE, done="taken-apart")
        except (Invalid, Conflict) as refused:
            form.refused(refused, reason="undo_reason")
    return await _page(visit, link_id, form, 400)


async def _page(visit: Visit, link_id: str, form: Form, status: int = 200) -> Response:
    link = await visit.clients.people.GetPossibleLink(pb.GetPossibleLinkRequest(link_id=link_id))
    return visit.page("possible_link.html", status, form=form, link=link, fields=FIELDS, says=SAYS, same=SAME)
