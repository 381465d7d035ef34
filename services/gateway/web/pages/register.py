"""Opening a resident's account."""

from fastapi import APIRouter, Response
from kith.identity.v1.accounts_pb2 import RegisterRequest
from kith.identity.v1.interactions_pb2 import Interaction

from chassis.errors import Invalid, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter, interaction_of
from services.gateway.web.visit import Anyone, PageRoute, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/register")
async def ask(visit: Anyone) -> Response:
    if visit.signed_in and not visit.asked("interaction"):
        return visit.go("/")
    return _page(visit, Form(), await interaction_of(visit, visit.asked("interaction")))


@router.post("/register")
async def register(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    email = form.text("email", "Enter your email address")
    password = form.password("password", "Choose a password")
    if not form.ok:
        return _page(visit, form, interaction, 400)
    try:
        session = await visit.clients.accounts.Register(
            RegisterRequest(email=email, password=password, source=visit.source)
        )
    except Invalid as refused:
        form.refused(refused)
        return _page(visit, form, interaction, 400)
    except TooMany as refused:
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
        return _page(visit, form, interaction, refused.status)
    return await enter(visit, session, form["interaction"], "/")


def _page(visit: Visit, form: Form, interaction: Interaction | None, status: int = 200) -> Response:
    return visit.page("register.html", status, leaving=interaction is not None, form=form, interaction=interaction)
