"""Opening a resident's account: an address, then the code that was mailed there, then a passkey; or with a password.

A passkey needs a script. Without one, or on a device that makes none, every step leads to a password as well.
"""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Response
from kith.identity.v1.interactions_pb2 import Interaction
from kith.identity.v1.mailbox_pb2 import (
    BeginFirstPasskeyRequest,
    ConfirmRegistrationRequest,
    NewPasskey,
    OpenAccountRequest,
    RegisterRequest,
)
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import Conflict, Invalid, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter, interaction_of
from services.gateway.web.visit import Anyone, PageRoute, Visit

router = APIRouter(route_class=PageRoute)

# Held by the browser that asked: a code is of no use to whoever talks its reader into typing it elsewhere. Once it was
# typed in, what it answered: with that the way in is made.
_ASKED_HERE = "__Host-kith-registration"
_CODE_LIFE = timedelta(minutes=30)
_PASSWORD = "password"
# To whoever chose a password a passkey is offered at once; the page can be left without one.
_OFFER = "/security/passkeys/new"


@router.get("/register")
async def ask(visit: Anyone) -> Response:
    if visit.signed_in and not visit.asked("interaction"):
        return visit.go("/")
    interaction = await interaction_of(visit, visit.asked("interaction"))
    return _page(visit, "register.html", Form(), interaction, way=visit.asked("way"))


@router.post("/register")
async def register(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    email = form.text("email", "Enter your email address")
    asked = RegisterRequest(email=email, source=visit.source, language=visit.language)
    if form["way"] == _PASSWORD:
        asked.password = form.password("password", "Choose a password")
    if not form.ok:
        return _page(visit, "register.html", form, interaction, 400, way=form["way"])
    try:
        waiting = await visit.clients.mailbox.Register(asked)
    except (Invalid, TooMany) as refused:
        _say(form, refused)
        return _page(visit, "register.html", form, interaction, refused.status, way=form["way"])
    return _held(visit.go("/register/code", interaction=form["interaction"]), waiting.registration_id)


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
    if session.half:
        return _held(visit.go("/register/way-in", interaction=form["interaction"]), session.half)
    return await _opened(visit, session, form, then=_OFFER)


@router.get("/register/way-in")
async def ask_way_in(visit: Anyone) -> Response:
    if _ASKED_HERE not in visit.request.cookies:
        return visit.go("/register", interaction=visit.asked("interaction"))
    return await _way_in(visit, Form(), await interaction_of(visit, visit.asked("interaction")))


@router.post("/register/passkey")
async def make_passkey(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    new = NewPasskey(token=form["token"], response=form["response"], name=form.text("name", longest=60))
    return await _open(visit, form, OpenAccountRequest(passkey=new), then="/")


@router.post("/register/password")
async def choose_password(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    password = form.password("password", "Choose a password")
    return await _open(visit, form, OpenAccountRequest(password=password), then=_OFFER)


async def _open(visit: Visit, form: Form, asked: OpenAccountRequest, then: str) -> Response:
    interaction = await interaction_of(visit, form["interaction"])
    if not form.ok:
        return await _way_in(visit, form, interaction, 400)
    asked.half, asked.source = visit.request.cookies.get(_ASKED_HERE, ""), visit.source
    try:
        session = await visit.clients.mailbox.OpenAccount(asked)
    except (Invalid, Conflict, TooMany) as refused:
        _say(form, refused)
        return await _way_in(visit, form, interaction, refused.status)
    return await _opened(visit, session, form, then)


async def _opened(visit: Visit, session: Session, form: Form, then: str) -> Response:
    response = await enter(visit, session, form["interaction"], then)
    response.delete_cookie(_ASKED_HERE, path="/", secure=True, httponly=True, samesite="lax")
    return response


async def _way_in(visit: Visit, form: Form, interaction: Interaction | None, status: int = 200) -> Response:
    half = visit.request.cookies.get(_ASKED_HERE, "")
    ceremony = await visit.clients.mailbox.BeginFirstPasskey(BeginFirstPasskeyRequest(half=half))
    return _page(visit, "register_way_in.html", form, interaction, status, ceremony=ceremony)


def _held(response: Response, value: str) -> Response:
    seconds = int(_CODE_LIFE.total_seconds())
    response.set_cookie(_ASKED_HERE, value, path="/", secure=True, httponly=True, samesite="lax", max_age=seconds)
    return response


def _say(form: Form, refused: Invalid | Conflict | TooMany) -> None:
    if isinstance(refused, TooMany):
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
    else:
        form.refused(refused)


def _page(
    visit: Visit, template: str, form: Form, interaction: Interaction | None, status: int = 200, **told: Any
) -> Response:
    return visit.page(template, status, leaving=interaction is not None, form=form, interaction=interaction, **told)
