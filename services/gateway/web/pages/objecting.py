"""A resident objects to what an organisation does with what it knows of her, says that something is wrong, or wants it
erased.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from kith.cases.v1.me_pb2 import ListMyObjectionsRequest, ObjectToRequest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.naming import organisations_to_name
from services.gateway.web.visit import PageRoute, Resident, Visit
from services.gateway.web.words import DATA_CLASSES

router = APIRouter(route_class=PageRoute)
KINDS = {
    "objection": "I object to what they do with it",
    "dispute": "something that they have written is wrong",
    "erasure": "I want what they hold about me erased",
}
STATES = {
    "open": "waiting for their answer",
    "overdue": "their answer is late",
    "upheld": "they agreed with you",
    "refused": "they did not agree; your words stay beside what they wrote",
}
OF_ERASURE = {
    **STATES,
    "upheld": "they hold nothing about you any more",
    "refused": "they have to keep some of it: they say why",
}


@router.get("/sharing/objections")
async def objections(visit: Resident) -> Response:
    return await _page(visit, Form(), await organisations_to_name(visit, ""))


@router.post("/sharing/objections")
async def object_to(visit: Resident) -> Response:
    form = await visit.form()
    names = await organisations_to_name(visit, form["find"])
    if form["find"] and form["more"]:
        return await _page(visit, form.alone(), names)
    asked = ObjectToRequest(
        organisation_id=form.choice("organisation_id", names, "Choose which organisation"),
        kind=form.choice("kind", KINDS, "Choose what you want to say"),
        data_classes=form.choices("data_classes", DATA_CLASSES, "Choose what it is about"),
        words=form.text("words", "Say it in your own words", longest=4000),
    )
    if form.ok:
        try:
            await visit.clients.me.ObjectTo(asked)
            return visit.go("/sharing/objections", done="objected")
        except (Invalid, Conflict, NotFound, Denied) as refused:
            form.refused(refused)
    return await _page(visit, form, names, 400)


async def _page(visit: Visit, form: Form, choices: Mapping[str, str], status: int = 200) -> Response:
    said = await visit.clients.me.ListMyObjections(ListMyObjectionsRequest())
    return visit.page(
        "objecting.html",
        status,
        form=form,
        objections=said.objections,
        names=await organisation_names(visit, (one.organisation_id for one in said.objections)),
        choices=choices,
        kinds=KINDS,
        states={kind: OF_ERASURE if kind == "erasure" else STATES for kind in KINDS},
        classes=DATA_CLASSES,
    )
