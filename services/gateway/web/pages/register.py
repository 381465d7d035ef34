"""Opening a resident's account: an address and a password, then the code that was mailed there."""

from datetime import timedelta

from fastapi import APIRouter, Response
from kith.identity.v1.interactions_pb2 import Interaction
from kith.identity.v1.mailbox_pb2 import ConfirmRegistrationRequest, RegisterRequest

from chassis.errors import Invalid, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter, interaction_of
from services.gateway.web.visit import Anyone, PageRoute, Visit

router = APIRouter(route_class=PageRoute)

# Held by the browser that asked: a code is of no use to whoever talks its reader into typing it elsewhere.
_ASKED_HERE = "__Host-kith-registration"
_CODE_LIFE = timedelta(minutes=30)


@router.get("/register")
async def ask(visit: Anyone) -> Response:
    if visit.signed_in and not visit.asked("interaction"):
        return visit.go("/")
    return _page(visit, "register.html", Form(), await interaction_of(visit, visit.asked("interaction")))


@router.post("/register")
async def register(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    email = form.text("email", "Enter your email address")
    password = form.password("password", "Choose a password")
    if not form.ok:
        return _page(visit, "register.html", form, interaction, 400)
    try:
        waiting = await visit.clients.mailbox.Register(
            RegisterRequest(email=email, password=password, source=visit.source, language=visit.language)
        )
    except (Invalid, TooMany) as refused:
        _say(form, refused)
        return _page(visit, "register.html", form, interaction, refused.status)
    response = visit.go("/register/code", interaction=form["interaction"])
    response.set_cookie(
        _ASKED_HERE,
        waiting.registration_id,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
        max_age=int(_CODE_LIFE.total_seconds()),
    )
    return response


@router.get("/register/code")
async def ask_code(visit: Anyone) -> Response:
    if _ASKED_HERE not in visit.request.cookies:
        return visit.go("/register", interaction=visit.asked("interaction"))
    return _page(visit, "register_code.html", Form(), await interaction_of(visit, visit.asked("interaction")))


@router.post("/register/code")
async def confirm(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    code = form.text("code", "Enter the code from the email", longest=20)
    if not form.ok:
        return _page(visit, "register_code.html", form, interaction, 400)
    waiting = visit.request.cookies.get(_ASKED_HERE, "")
    try:
        session = await visit.clients.mailbox.ConfirmRegistration(
            ConfirmRegistrationRequest(registration_id=waiting, code=code, source=visit.source)
        )
    except (Invalid, TooMany) as refused:
        _say(form, refused)
        return _page(visit, "register_code.html", form, interaction, refused.status)
    # A passkey is offered at once; the page can be left without one.
    response = await enter(visit, session, form["interaction"], "/security/passkeys/new")
    response.delete_cookie(_ASKED_HERE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _say(form: Form, refused: Invalid | TooMany) -> None:
    if isinstance(refused, TooMany):
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
    else:
        form.refused(refused)


def _page(visit: Visit, template: str, form: Form, interaction: Interaction | None, status: int = 200) -> Response:
    return visit.page(template, status, leaving=interaction is not None, form=form, interaction=interaction)
