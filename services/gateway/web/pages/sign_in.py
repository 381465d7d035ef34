"""Signing in and out; for itself, or in the middle of a council's request to identify somebody (an interaction)."""

from fastapi import APIRouter, Response
from kith.identity.v1.interactions_pb2 import CompleteSignInRequest, GetInteractionRequest, Interaction
from kith.identity.v1.sessions_pb2 import Session, SignInRequest, SignOutRequest

from chassis.errors import Invalid, NotFound, Problem, TooMany, Unauthenticated
from services.gateway.web.forms import Form
from services.gateway.web.visit import COOKIE, Anyone, PageRoute, Someone, Visit, signed_in

router = APIRouter(route_class=PageRoute)


@router.get("/sign-in")
async def ask(visit: Anyone) -> Response:
    interaction = await interaction_of(visit, visit.asked("interaction"))
    if interaction and (interaction.needs == "done" or (interaction.needs == "approve" and visit.signed_in)):
        return onward(visit, interaction)
    if interaction is None and visit.signed_in:
        return visit.go(visit.asked("next") or "/")
    return _page(visit, Form(), interaction, visit.asked("next"))


@router.post("/sign-in")
async def sign_in(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    email = form.text("email", "Enter your email address")
    password = form.password("password", "Enter your password")
    if not form.ok:
        return _page(visit, form, interaction, form["next"], 400)
    try:
        session = await visit.clients.sessions.SignIn(
            SignInRequest(email=email, password=password, source=visit.source)
        )
    except TooMany as refused:
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
        return _page(visit, form, interaction, form["next"], refused.status)
    except (Unauthenticated, Invalid):
        form.wrong("email", "That email address and password do not go together. Check both and try again")
        return _page(visit, form, interaction, form["next"], 401)
    if visit.signed_in:
        await visit.clients.sessions.SignOut(SignOutRequest(session=visit.cookie))
    return await enter(visit, session, form["interaction"], form["next"])


@router.get("/sign-out")
async def ask_to_sign_out(visit: Anyone) -> Response:
    """Where a council sends a browser without saying whose session it means: the person decides."""
    if visit.signed_in is None:
        return visit.go("/sign-in", done="signed-out")
    return visit.page("sign_out.html")


@router.post("/sign-out")
async def sign_out(visit: Someone) -> Response:
    await visit.form()
    await visit.clients.sessions.SignOut(SignOutRequest(session=visit.cookie))
    response = visit.go("/sign-in", done="signed-out")
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _page(visit: Visit, form: Form, interaction: Interaction | None, then: str, status: int = 200) -> Response:
    return visit.page(
        "sign_in.html", status, leaving=interaction is not None, form=form, interaction=interaction, next=then
    )


async def interaction_of(visit: Visit, interaction_id: str) -> Interaction | None:
    """What a council's request needs now; None where there is no request. Raises NotFound where it is over."""
    if not interaction_id:
        return None
    try:
        return await visit.clients.interactions.GetInteraction(
            GetInteractionRequest(id=interaction_id, session=visit.cookie if visit.signed_in else "")
        )
    except Problem as problem:
        if problem.status in (400, 401, 403, 404, 409):
            raise NotFound("this request is over", code="interaction-over") from None
        raise


def onward(visit: Visit, interaction: Interaction) -> Response:
    """To the page for what the council's request needs next, or back to the council."""
    if interaction.needs == "sign-in":
        return visit.go("/sign-in", interaction=interaction.id)
    if interaction.needs == "approve":
        return visit.go("/approve", interaction=interaction.id)
    return visit.go(interaction.resume_url)


async def enter(visit: Visit, session: Session, interaction_id: str, then: str) -> Response:
    """The browser gets its session and goes on to where it was going."""
    if interaction_id:
        interaction = await visit.clients.interactions.CompleteSignIn(
            CompleteSignInRequest(id=interaction_id, session=session.session)
        )
        return signed_in(onward(visit, interaction), session)
    return signed_in(visit.go(then or "/"), session)
