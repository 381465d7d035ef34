"""Choosing the one employer, role and purpose a worker acts in; rights never add up across contexts."""

from fastapi import APIRouter, Response
from kith.identity.v1.sessions_pb2 import ChooseContextRequest

from services.gateway.web.forms import Form
from services.gateway.web.pages.open_person import OPEN, SENT
from services.gateway.web.visit import PageRoute, Someone, Visit, signed_in

router = APIRouter(route_class=PageRoute)


@router.get("/desk/context")
async def ask(visit: Someone) -> Response:
    if visit.session.kind == "resident":
        return visit.go("/")
    return visit.page("context.html", contexts=visit.session.contexts)


@router.post("/desk/context")
async def choose(visit: Someone) -> Response:
    form = await visit.form()
    chosen = form.choice("context", [c.id for c in visit.session.contexts], "Choose which work you are doing now")
    if not form.ok:
        return _again(visit, form)
    session = await visit.clients.sessions.ChooseContext(ChooseContextRequest(session=visit.cookie, context_id=chosen))
    return signed_in(visit.go(OPEN if SENT in visit.request.cookies else "/desk"), session)


def _again(visit: Visit, form: Form) -> Response:
    return visit.page("context.html", 400, form=form, contexts=visit.session.contexts)
