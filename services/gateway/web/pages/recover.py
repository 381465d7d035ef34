"""For somebody who lost her way in, and for the owner of a mailbox whose account was moved away from it."""

from fastapi import APIRouter, Response
from kith.identity.v1.mailbox_pb2 import AskRecoveryRequest, RecoverRequest, UndoEmailRequest

from chassis.errors import Invalid, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter
from services.gateway.web.visit import Anyone, PageRoute

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
    return visit.page("recover_password.html", recovery_id=recovery_id, key=visit.asked("key"))


@router.post("/recover/{recovery_id}")
async def recover(recovery_id: str, visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    password = form.password("password", "Choose a password")
    if not form.ok:
        return visit.page("recover_password.html", 400, form=form, recovery_id=recovery_id, key=form["key"])
    try:
        session = await visit.clients.mailbox.Recover(
            RecoverRequest(recovery_id=recovery_id, key=form["key"], password=password, source=visit.source)
        )
    except (Invalid, TooMany) as refused:
        _say(form, refused)
        return visit.page("recover_password.html", refused.status, form=form, recovery_id=recovery_id, key=form["key"])
    return await enter(visit, session, "", "/account")


@router.get("/account/undo/{undo_id}")
async def ask_undo(undo_id: str, visit: Anyone) -> Response:
    return visit.page("undo_email.html", undo_id=undo_id, key=visit.asked("key"))


@router.post("/account/undo/{undo_id}")
async def undo(undo_id: str, visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    await visit.clients.mailbox.UndoEmail(UndoEmailRequest(undo_id=undo_id, key=form["key"], source=visit.source))
    return visit.go("/sign-in", done="email-undone")


def _say(form: Form, refused: Invalid | TooMany) -> None:
    if isinstance(refused, TooMany):
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
    else:
        form.refused(refused)
