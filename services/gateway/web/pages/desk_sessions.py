"""Where a worker is signed in, and as what; signing out there, or everywhere."""

from fastapi import APIRouter, Response
from kith.identity.v1 import account_life_pb2 as pb

from services.gateway.web.visit import PageRoute, Worker, signed_out

router = APIRouter(route_class=PageRoute)


@router.get("/desk/sessions")
async def sessions(visit: Worker) -> Response:
    answer = await visit.clients.account_life.ListSessions(pb.ListSessionsRequest())
    return visit.page("desk_sessions.html", sessions=answer.sessions)


@router.post("/desk/sessions/{session_id}/end")
async def end_session(session_id: str, visit: Worker) -> Response:
    await visit.form()
    await visit.clients.account_life.EndSession(pb.EndSessionRequest(id=session_id))
    return visit.go("/desk/sessions", done="ended-there")


@router.post("/desk/sign-out-everywhere")
async def sign_out_everywhere(visit: Worker) -> Response:
    await visit.form()
    await visit.clients.account_life.SignOutEverywhere(pb.SignOutEverywhereRequest())
    return signed_out(visit.go("/sign-in", done="signed-out-everywhere"))
