"""A passkey of her own, bound to the account of somebody who sits with an officer."""

from fastapi import APIRouter, Response
from kith.identity.v1 import assisted_pb2 as pb
from kith.identity.v1.credentials_pb2 import Ceremony

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
# What stands in the way, as said to the officer.
NOT_YET = {
    "own-way-in": "This account has an email address, and so a way in of its own.",
    "proof-needed": "Check who they are first.",
    "not-firm-enough": "Answers are not enough for this. Compare their face with a photo document, or ask somebody who "
    "knows them, and begin again.",
    "second-officer-needed": "They are proven so well that a second officer must agree.",
}


@router.get("/desk/assist/{sitting_id}/passkey")
async def ask(sitting_id: str, visit: Worker) -> Response:
    return await _page(visit, sitting_id, Form())


@router.post("/desk/assist/{sitting_id}/passkey/leave")
async def ask_leave(sitting_id: str, visit: Worker) -> Response:
    await visit.form()
    await visit.clients.assisted.AskBinding(pb.AskBindingRequest(sitting_id=sitting_id))
    return visit.go(f"/desk/assist/{sitting_id}/passkey")


@router.post("/desk/assist/{sitting_id}/passkey")
async def bind(sitting_id: str, visit: Worker) -> Response:
    form = await visit.form()
    name = form.text("name", longest=60)
    if form.ok:
        request = pb.FinishBindingRequest(
            sitting_id=sitting_id, token=form["token"], response=form["response"], name=name
        )
        try:
            await visit.clients.assisted.FinishBinding(request)
            return visit.go(f"/desk/assist/{sitting_id}", done="passkey-bound")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, sitting_id, form, 400)


async def _page(visit: Visit, sitting_id: str, form: Form, status: int = 200) -> Response:
    sitting = await visit.clients.assisted.GetSitting(pb.GetSittingRequest(id=sitting_id))
    ceremony, not_yet = Ceremony(), ""
    try:
        ceremony = await visit.clients.assisted.BeginBinding(pb.BeginBindingRequest(sitting_id=sitting_id))
    except Denied as refused:
        if refused.code not in NOT_YET:
            raise
        not_yet = refused.code
    return visit.page(
        "assist_passkey.html",
        status,
        form=form,
        sitting=sitting,
        ceremony=ceremony if ceremony.token else None,
        not_yet=not_yet,
        why=NOT_YET.get(not_yet, ""),
    )
