"""For somebody who lost her way in, and for the owner of a mailbox whose account was moved away from it."""

from fastapi import APIRouter, Response
from kith.identity.v1.mailbox_pb2 import (
    AskRecoveryRequest,
    BeginRecoveryRequest,
    NewPasskey,
    RecoverRequest,
    UndoEmailRequest,
)

from chassis.errors import Conflict, Invalid, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter
from services.gateway.web.visit import Anyone, PageRoute, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/recover")
async def ask(visit: Anyone) -> Response:
    return visit.page("recover.html", asked=False)


@router.post("/recover")
async def ask_recovery(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    email = form.text("email", "Enter your email address")
    if not form.ok:
        return visit.page("recover.html", 400, form=form, asked=False)
    try:
        await visit.clients.mailbox.AskRecovery(
            AskRecoveryRequest(email=email, source=visit.source, language=visit.language)
        )
    except (Invalid, TooMany) as refused:
        _say(form, refused)
        return visit.page("recover.html", refused.status, form=form, asked=False)
    return visit.page("recover.html", asked=True)


@router.get("/recover/{recovery_id}")
async def choose(recovery_id: str, visit: Anyone) -> Response:
    return await _way_in(visit, Form(), recovery_id, visit.asked("key"))


@router.post("/recover/{recovery_id}")
async def recover(recovery_id: str, visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    password = form.password("password", "Choose a password")
    return await _recover(visit, form, RecoverRequest(recovery_id=recovery_id, password=password))


@router.post("/recover/{recovery_id}/passkey")
async def recover_with_passkey(recovery_id: str, visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    new = NewPasskey(token=form["token"], response=form["response"], name=form.text("name", longest=60))
    return await _recover(visit, form, RecoverRequest(recovery_id=recovery_id, passkey=new))


async def _recover(visit: Visit, form: Form, asked: RecoverRequest) -> Response:
    if not form.ok:
        return await _way_in(visit, form, asked.recovery_id, form["key"], 400)
    asked.key, asked.source = form["key"], visit.source
    try:
        session = await visit.clients.mailbox.Recover(asked)
    except (Invalid, Conflict, TooMany) as refused:
        _say(form, refused)
        return await _way_in(visit, form, asked.recovery_id, form["key"], refused.status)
    return await enter(visit, session, "", "/account")


async def _way_in(visit: Visit, form: Form, recovery_id: str, key: str, status: int = 200) -> Response:
    ceremony = await visit.clients.mailbox.BeginRecovery(BeginRecoveryRequest(recovery_id=recovery_id, key=key))
    return visit.page("recover_way_in.html", status, form=form, ceremony=ceremony, recovery_id=recovery_id, key=key)


@router.get("/account/undo/{undo_id}")
async def ask_undo(undo_id: str, visit: Anyone) -> Response:
    return visit.page("undo_email.html", undo_id=undo_id, key=visit.asked("key"))


@router.post("/account/undo/{undo_id}")
async def undo(undo_id: str, visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    await visit.clients.mailbox.UndoEmail(UndoEmailRequest(undo_id=undo_id, key=form["key"], source=visit.source))
    return visit.go("/sign-in", done="email-undone")


def _say(form: Form, refused: Invalid | Conflict | TooMany) -> None:
    if isinstance(refused, TooMany):
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
    else:
        form.refused(refused)
