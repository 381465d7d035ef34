"""Proving again, or more strongly, that it is them: for a sensitive page, or for a council that asks for it."""

from fastapi import APIRouter, Response
from kith.identity.v1.credentials_pb2 import BeginStepUpRequest, PasskeyProof, PasswordProof, StepUpRequest
from kith.identity.v1.interactions_pb2 import Interaction
from kith.identity.v1.sessions_pb2 import Session

from chassis.errors import TooMany, Unauthenticated
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter, interaction_of
from services.gateway.web.visit import PageRoute, Someone, Visit, signed_in

router = APIRouter(route_class=PageRoute)

_SAID = {
    "wrong-password": ("password", "That password is not right"),
    "wrong-code": ("code", "That code is not right, or was used before. Wait for the next one, and try again"),
    "sign-in-failed": ("()", "That passkey did not work here. Try again, or use your password"),
}


@router.get("/step-up")
async def ask(visit: Someone) -> Response:
    return await _page(visit, Form(), await interaction_of(visit, visit.asked("interaction")), visit.asked("next"))


@router.post("/step-up")
async def with_password(visit: Someone) -> Response:
    form = await visit.form()
    password = form.password("password", "Enter your password")
    code = form.text("code", longest=40)
    proof = StepUpRequest(password=PasswordProof(password=password, code=code))
    return await _step_up(visit, form, proof)


@router.post("/step-up/passkey")
async def with_passkey(visit: Someone) -> Response:
    form = await visit.form()
    proof = StepUpRequest(passkey=PasskeyProof(token=form["token"], response=form["response"]))
    return await _step_up(visit, form, proof)


async def _step_up(visit: Visit, form: Form, proof: StepUpRequest) -> Response:
    interaction = await interaction_of(visit, form["interaction"])
    if not form.ok:
        return await _page(visit, form, interaction, form["next"], 400)
    proof.session, proof.source = visit.cookie, visit.source
    try:
        session: Session = await visit.clients.sign_ins.StepUp(proof)
    except TooMany as refused:
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
        return await _page(visit, form, interaction, form["next"], refused.status)
    except Unauthenticated as refused:
        if refused.code not in _SAID:
            raise
        form.wrong(*_SAID[refused.code])
        return await _page(visit, form, interaction, form["next"], 401)
    if not session.recent and interaction is None:
        # It was right, and the page that asked would lead back here without a word.
        return signed_in(visit.go("/step-up", next=form["next"], weak="yes"), session)
    return await enter(visit, session, form["interaction"], form["next"])


async def _page(visit: Visit, form: Form, interaction: Interaction | None, then: str, status: int = 200) -> Response:
    steps = await visit.clients.sign_ins.BeginStepUp(BeginStepUpRequest(session=visit.cookie))
    return visit.page(
        "step_up.html",
        status,
        leaving=interaction is not None,
        form=form,
        interaction=interaction,
        next=then,
        steps=steps,
        weak=visit.asked("weak") == "yes",
        stronger=(visit.asked("stronger") or form["stronger"]) == "yes",
    )
