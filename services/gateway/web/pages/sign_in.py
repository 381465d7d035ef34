"""Signing in and out; for itself, or in the middle of a council's request to identify somebody (an interaction)."""

from fastapi import APIRouter, Response
from kith.identity.v1.credentials_pb2 import EnterCodeRequest, FinishPasskeyRequest
from kith.identity.v1.interactions_pb2 import CompleteSignInRequest, GetInteractionRequest, Interaction
from kith.identity.v1.sessions_pb2 import (
    NoteWhereaboutsRequest,
    Session,
    SignInRequest,
    SignOutRequest,
    TakePlaceRequest,
)

from chassis.errors import Invalid, NotFound, Problem, TooMany, Unauthenticated
from services.gateway.web.forms import Form
from services.gateway.web.passkeys import browser_of, new_browser, offered, remembered
from services.gateway.web.visit import Anyone, PageRoute, Someone, Visit, signed_in, signed_out

router = APIRouter(route_class=PageRoute)

_LONGEST = 1_000

_TOO_MANY = "Too many tries. Wait a few minutes, then try again"


@router.get("/sign-in")
async def ask(visit: Anyone) -> Response:
    interaction = await interaction_of(visit, visit.asked("interaction"))
    if interaction and (interaction.needs == "done" or (interaction.needs != "sign-in" and visit.signed_in)):
        return onward(visit, interaction)
    if interaction is None and visit.signed_in:
        return visit.go(visit.asked("next") or "/")
    return await _page(visit, Form(), interaction, visit.asked("next"))


@router.post("/sign-in")
async def sign_in(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    email = form.text("email", "Enter your email address")
    password = form.password("password", "Enter your password")
    if not form.ok:
        return await _page(visit, form, interaction, form["next"], 400)
    try:
        session = await visit.clients.sessions.SignIn(
            SignInRequest(email=email, password=password, source=visit.source)
        )
    except TooMany as refused:
        form.wrong("()", _TOO_MANY)
        return await _page(visit, form, interaction, form["next"], refused.status)
    except (Unauthenticated, Invalid):
        form.wrong("email", "That email address and password do not go together. Check both and try again")
        return await _page(visit, form, interaction, form["next"], 401)
    if session.half:
        return _code_page(visit, Form(), interaction, form["next"], session.half)
    return await _in_place(visit, session, form)


@router.post("/sign-in/code")
async def enter_code(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    code = form.text("code", "Enter the code", longest=40)
    if not form.ok:
        return _code_page(visit, form, interaction, form["next"], form["half"], 400)
    try:
        session = await visit.clients.sign_ins.EnterCode(
            EnterCodeRequest(half=form["half"], code=code, source=visit.source)
        )
    except TooMany as refused:
        form.wrong("()", _TOO_MANY)
        return _code_page(visit, form, interaction, form["next"], form["half"], refused.status)
    except Unauthenticated as refused:
        if refused.code == "sign-in-over":
            form.wrong("()", "That took too long. Sign in again")
            return await _page(visit, form, interaction, form["next"], 401)
        form.wrong("code", "That code is not right, or was used before. Wait for the next one, and try again")
        return _code_page(visit, form, interaction, form["next"], form["half"], 401)
    return await _in_place(visit, session, form)


@router.post("/sign-in/passkey")
async def sign_in_with_passkey(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    interaction = await interaction_of(visit, form["interaction"])
    try:
        session = await visit.clients.sign_ins.FinishPasskey(
            FinishPasskeyRequest(
                browser=browser_of(visit.request),
                token=form["token"],
                response=form["response"],
                source=visit.source,
            )
        )
    except TooMany as refused:
        form.wrong("()", _TOO_MANY)
        return await _page(visit, form, interaction, form["next"], refused.status)
    except Unauthenticated:
        form.wrong("()", "That passkey did not work here. Try again, or use your password")
        return await _page(visit, form, interaction, form["next"], 401)
    return await _in_place(visit, session, form)


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
    return signed_out(visit.go("/sign-in", done="signed-out"))


async def _page(visit: Visit, form: Form, interaction: Interaction | None, then: str, status: int = 200) -> Response:
    known = browser_of(visit.request)
    browser = known or new_browser()
    page = visit.page(
        "sign_in.html",
        status,
        leaving=interaction is not None,
        form=form,
        interaction=interaction,
        next=then,
        passkey=await offered(visit, browser),
        picture=interaction.logo_uri if interaction else "",
    )
    return page if known else remembered(page, browser)


def _code_page(
    visit: Visit, form: Form, interaction: Interaction | None, then: str, half: str, status: int = 200
) -> Response:
    return visit.page(
        "sign_in_code.html",
        status,
        leaving=interaction is not None,
        form=form,
        interaction=interaction,
        next=then,
        half=half,
    )


async def _in_place(visit: Visit, session: Session, form: Form) -> Response:
    """In place of whoever was signed in here before."""
    if visit.signed_in:
        await visit.clients.sessions.TakePlace(TakePlaceRequest(before=visit.cookie, session=session.session))
    return await enter(visit, session, form["interaction"], form["next"])


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
    if interaction.needs == "step-up":
        return visit.go("/step-up", interaction=interaction.id)
    if interaction.needs == "approve":
        return visit.go("/approve", interaction=interaction.id)
    return visit.go(interaction.resume_url)


async def enter(visit: Visit, session: Session, interaction_id: str, then: str) -> Response:
    """The browser gets its session and goes on to where it was going."""
    seen = NoteWhereaboutsRequest(
        session=session.session, user_agent=visit.request.headers.get("user-agent", "")[:_LONGEST], source=visit.source
    )
    await visit.attempt(visit.clients.sessions.NoteWhereabouts(seen))
    if interaction_id:
        interaction = await visit.clients.interactions.CompleteSignIn(
            CompleteSignInRequest(id=interaction_id, session=session.session)
        )
        return signed_in(onward(visit, interaction), session)
    return signed_in(visit.go(then or "/"), session)
