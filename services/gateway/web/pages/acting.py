"""Who may act for a resident, and for whom she may act."""

import asyncio

from fastapi import APIRouter, Response
from kith.identity.v1 import mandates_pb2 as pb

from chassis.errors import Invalid
from services.gateway.web.forms import Form
from services.gateway.web.mandate_kinds import KINDS as ALL_KINDS
from services.gateway.web.mandate_kinds import SAID
from services.gateway.web.visit import PageRoute, Resident, Visit

router = APIRouter(route_class=PageRoute)
KINDS = {**SAID, "carer": "carer you chose"}
FOR_A_CARER = ALL_KINDS["carer"].classes


@router.get("/account/acting")
async def acting(visit: Resident) -> Response:
    mine, held = await asyncio.gather(
        visit.clients.mandates.ListMyMandates(pb.ListMyMandatesRequest()),
        visit.clients.mandates.ListHeldMandates(pb.ListHeldMandatesRequest()),
    )
    return visit.page("acting.html", mine=mine.mandates, held=held.mandates, kinds=KINDS)


@router.post("/account/acting/{mandate_id}/stop")
async def stop(mandate_id: str, visit: Resident) -> Response:
    await visit.form()
    stopped = await visit.clients.mandates.StopMandate(pb.StopMandateRequest(id=mandate_id))
    return visit.go("/account/acting", done="acting-ended" if stopped.state == "ended" else "acting-stopped")


@router.post("/account/acting/{mandate_id}/keep")
async def keep(mandate_id: str, visit: Resident) -> Response:
    await visit.form()
    await visit.clients.mandates.KeepMandate(pb.KeepMandateRequest(id=mandate_id))
    return visit.go("/account/acting", done="acting-kept")


@router.get("/account/acting/carer")
async def ask(visit: Resident) -> Response:
    return _page(visit, Form())


@router.post("/account/acting/carer")
async def choose(visit: Resident) -> Response:
    form = await visit.form()
    proxy_id = form.text("proxy_id", "Enter the reference that your carer reads out")
    data_classes = form.choices("data_classes", FOR_A_CARER, "Choose what they may help you with")
    ends_on = form.day("ends_on", "Enter the last day")
    if form.ok:
        request = pb.ChooseCarerRequest(proxy_id=proxy_id, data_classes=data_classes, ends_on=ends_on)
        try:
            await visit.clients.mandates.ChooseCarer(request)
            return visit.go("/account/acting", done="carer-chosen")
        except Invalid as refused:
            form.refused(refused)
    return _page(visit, form, 400)


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("acting_carer.html", status, form=form, classes=FOR_A_CARER)
