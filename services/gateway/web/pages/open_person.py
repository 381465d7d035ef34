"""From an organisation's own case system to the person it is about, with the sign-in kept.

    case system ──POST its form──▶ a cookie of ten minutes ──303──▶ /desk/open ──▶ (sign in) ──▶ why? ──▶ the network

The number stands in no address: not in a history, a log or a referrer. Nothing is looked up before a worker said why,
so whoever makes a browser come here learns nothing; and then only among what her own organisation wrote, so that the
answer does not tell whether others know the person.
"""

import base64
import binascii

from fastapi import APIRouter, Response
from kith.cases.v1.people_pb2 import FindPersonRequest, Identifier

from services.gateway.api.access import Pace
from services.gateway.api.limits import RATES
from services.gateway.web.forms import Form, sent
from services.gateway.web.pages.desk import WHY
from services.gateway.web.pages.person import path_of
from services.gateway.web.visit import Anyone, PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
OPEN = "/desk/open"
SENT = "__Host-kith-open"
"""Lax: the browser comes here from another site, and goes on to a page of ours by GET."""
_SECONDS, _LONGEST = 600, 100


@router.post("/desk/open")
async def arrive(visit: Anyone) -> Response:
    """Sent from another site, so without a session and without a token of ours: it only keeps the number."""
    local_id = (await sent(visit.request)).text("local_id")
    if not local_id or len(local_id) > _LONGEST or not local_id.isprintable():
        return visit.go("/desk")
    response = visit.go(OPEN)
    kept = base64.urlsafe_b64encode(local_id.encode()).decode().rstrip("=")
    response.set_cookie(SENT, kept, max_age=_SECONDS, path="/", secure=True, httponly=True, samesite="lax")
    return response


@router.get("/desk/open")
async def why(visit: Worker) -> Response:
    return _page(visit, Form())


@router.post("/desk/open/person")
async def go(visit: Worker) -> Response:
    form, local_id = await visit.form(), _sent(visit)
    if not local_id:
        return _page(visit, Form())
    purpose = form.choice("purpose", WHY, "Choose why you open this person")
    if not form.ok:
        return _page(visit, form, 400)
    visit.web.buckets.take(visit.session.account_id, Pace.FIND, RATES[Pace.FIND])
    asked = FindPersonRequest(purpose=purpose, identifier=Identifier(scheme="local_id", value=local_id))
    found = await visit.clients.people.FindPerson(asked)
    if found.outcome != "match":
        return _forgotten(visit.page("open.html", 404, local_id=local_id, unknown=True))
    return _forgotten(visit.go(path_of(found.person_id), purpose=purpose))


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    purpose = visit.session.context.purpose
    return visit.page("open.html", status, form=form, local_id=_sent(visit), why=WHY, purpose=purpose)


def _sent(visit: Visit) -> str:
    """Empty where nothing was sent, or not by us."""
    try:
        value = visit.request.cookies.get(SENT, "")
        kept = base64.b64decode(f"{value}==", altchars=b"-_").decode()
    except (binascii.Error, ValueError):
        return ""
    return kept if len(kept) <= _LONGEST and kept.isprintable() else ""


def _forgotten(response: Response) -> Response:
    response.delete_cookie(SENT, path="/", secure=True, httponly=True, samesite="lax")
    return response
