"""A council asks to know somebody: what exactly, in plain words, and yes or no."""

from fastapi import APIRouter, Response
from kith.identity.v1.interactions_pb2 import ApproveRequest, DeclineRequest

from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import interaction_of, onward
from services.gateway.web.visit import Anyone, PageRoute, Someone, Visit

router = APIRouter(route_class=PageRoute)


@router.get("/approve")
async def ask(visit: Anyone) -> Response:
    interaction = await interaction_of(visit, visit.asked("interaction"))
    if interaction is None:
        return visit.go("/councils")
    if visit.signed_in is None:
        return visit.go("/sign-in", interaction=interaction.id)
    if interaction.needs != "approve":
        return onward(visit, interaction)
    return visit.page("approve.html", leaving=True, interaction=interaction, picture=interaction.logo_uri)


@router.post("/approve")
async def approve(visit: Someone) -> Response:
    form = await visit.form()
    interaction = await interaction_of(visit, form["interaction"])
    shown = form["claims"].split()
    # What is asked may have changed since this page was shown: a yes is to what was on it.
    if interaction is None or interaction.needs != "approve" or set(shown) != set(interaction.claims):
        return _again(visit, form)
    answered = await visit.clients.interactions.Approve(
        ApproveRequest(id=interaction.id, session=visit.cookie, claims=shown, asked=shown)
    )
    return onward(visit, answered)


@router.post("/approve/no")
async def decline(visit: Someone) -> Response:
    form = await visit.form()
    answered = await visit.clients.interactions.Decline(DeclineRequest(id=form["interaction"], session=visit.cookie))
    return onward(visit, answered)


def _again(visit: Visit, form: Form) -> Response:
    return visit.go("/approve", interaction=form["interaction"])
