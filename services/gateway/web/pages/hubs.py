"""The multi-agency hubs that a worker sits in, or speaks for a member of: their terms, and who sits there."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response
from kith.cases.v1.hubs_pb2 import AcceptHubTermsRequest, EndSeatRequest, Hub, ListHubsRequest, TakeSeatRequest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.web import colleagues
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.roles import BROKERS, REVIEWERS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import ROLES

router = APIRouter(route_class=PageRoute)
# Who may speak for the organisation (docs/access.md): others see their hubs, and change nothing there.
_DUTIES = {role: ROLES[role] for role in BROKERS}


async def hubs_of(visit: Visit) -> Sequence[Hub]:
    """Raises NotFound where there is none: for whoever sits nowhere, there are no such pages."""
    try:
        found = await visit.clients.hubs.ListHubs(ListHubsRequest())
    except Denied:
        raise NotFound("there is nothing here") from None
    if not found.hubs:
        raise NotFound("there is nothing here")
    return found.hubs


async def hub_of(visit: Visit, hub_id: str) -> Hub:
    for hub in await hubs_of(visit):
        if hub.id == hub_id:
            return hub
    raise NotFound("there is nothing here")


@router.get("/desk/hubs")
async def hubs(visit: StrongWorker) -> Response:
    return await _page(visit, Form())


@router.post("/desk/hubs/{hub_id}/accept")
async def accept(hub_id: str, visit: StrongWorker) -> Response:
    await visit.form()
    await hub_of(visit, hub_id)
    await visit.clients.hubs.AcceptHubTerms(AcceptHubTermsRequest(hub_id=hub_id))
    return visit.go("/desk/hubs", done="terms-accepted")


@router.post("/desk/hubs/{hub_id}/seats")
async def take_seat(hub_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    await hub_of(visit, hub_id)
    found = colleagues.to_choose(await colleagues.found(visit, form["find"], visit.session.context.organisation_id))
    if form["change"]:
        return await _page(visit, form.alone(), hub_id, found)
    chosen = form.choice("seat", {*_DUTIES, *(one for one in form.all("offered"))}, "Choose who sits there")
    if form.ok:
        seat = TakeSeatRequest(hub_id=hub_id, role=chosen) if chosen in BROKERS else TakeSeatRequest(hub_id=hub_id)
        if chosen not in BROKERS:
            seat.professional_id = chosen
        try:
            await visit.clients.hubs.TakeSeat(seat)
            return visit.go("/desk/hubs", done="seated")
        except (Invalid, Conflict) as refused:
            form.refused(refused, professional_id="seat", role="seat")
    return await _page(visit, form, hub_id, found, 400)


@router.post("/desk/hubs/{hub_id}/seats/{seat_id}/end")
async def end_seat(hub_id: str, seat_id: str, visit: StrongWorker) -> Response:
    await visit.form()
    await hub_of(visit, hub_id)
    await visit.clients.hubs.EndSeat(EndSeatRequest(hub_id=hub_id, seat_id=seat_id))
    return visit.go("/desk/hubs", done="seat-ended")


async def _page(
    visit: Visit, form: Form, at: str = "", found: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """`at` is the hub whose form it is, `found` the colleagues it offers."""
    listed = await hubs_of(visit)
    seats = [seat for hub in listed for seat in hub.seats]
    return visit.page(
        "hubs.html",
        status,
        form=form,
        at=at,
        found=found or {},
        hubs=listed,
        brokers=_DUTIES,
        own=visit.session.context.organisation_id,
        speaks=visit.session.context.role in REVIEWERS,
        names=await organisation_names(visit, {member for hub in listed for member in hub.members}),
        people=await colleagues.named(visit, {seat.professional_id for seat in seats if seat.professional_id}),
    )
