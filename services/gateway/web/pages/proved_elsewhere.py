"""Proving who one is where one has done so already: to GOV.UK One Login or NHS login, and back."""

from fastapi import APIRouter, Response
from kith.identity.v1.upstream_proofs_pb2 import BeginUpstreamProofRequest, FinishUpstreamProofRequest
from starlette.responses import RedirectResponse

from chassis.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from services.gateway.web.visit import PageRoute, Resident, Visit
from services.gateway.web.words import PROVIDERS, plain

router = APIRouter(route_class=PageRoute)

_WRONG = {
    "other-visit": "That took too long, or was begun in another browser.",
    "not-proven-there": "Your identity has not been checked there, or you chose not to share it with us.",
    "not-believed": "We could not be sure that the answer was theirs.",
    "evidence-in-use": "That account has already been used by somebody else. Talk to your council in person.",
    "unavailable": "They do not answer just now. Try again in a few minutes.",
}


@router.get("/prove/{provider}")
async def ask(provider: str, visit: Resident) -> Response:
    if provider not in PROVIDERS:
        raise NotFound("there is no such provider")
    # The button leads to the provider, by a redirect.
    return visit.page(
        "prove_elsewhere.html",
        leaving=True,
        provider=provider,
        name=PROVIDERS[provider],
        interaction=visit.asked("interaction"),
    )


@router.post("/prove/{provider}")
async def leave(provider: str, visit: Resident) -> Response:
    form = await visit.form()
    asked = BeginUpstreamProofRequest(provider=provider, interaction_id=form["interaction"], language=visit.language)
    try:
        there = await visit.clients.upstream_proofs.BeginUpstreamProof(asked)
    except Unavailable as away:
        return _sorry(visit, provider, away.code, away.status)
    return RedirectResponse(there.url, 303)


@router.get("/prove/{provider}/return")
async def come_back(provider: str, visit: Resident) -> Response:
    brought = visit.request.query_params
    answer = FinishUpstreamProofRequest(
        provider=provider,
        state=brought.get("state", ""),
        code=brought.get("code", ""),
        error=brought.get("error", ""),
        issuer=brought.get("iss", ""),
    )
    try:
        proven = await visit.clients.upstream_proofs.FinishUpstreamProof(answer)
    except (Conflict, Denied, Invalid, Unavailable) as refused:
        return _sorry(visit, provider, refused.code, refused.status)
    return visit.go("/prove", done="elsewhere", interaction=proven.interaction_id)


def _sorry(visit: Visit, provider: str, code: str, status: int) -> Response:
    why = _WRONG.get(code, _WRONG["not-believed"])
    return visit.page("proved_elsewhere.html", status, provider=plain(provider, PROVIDERS), why=why)
