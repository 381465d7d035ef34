"""A professional vouches for somebody who sits with an officer."""

from fastapi import APIRouter, Response
from kith.identity.v1.assisted_pb2 import GiveVouchRequest

from chassis.errors import Conflict, Denied, Invalid, NotFound, TooMany
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
RELATED = {"no": "No, neither", "related": "We are family", "household": "We live at the same address"}


@router.get("/desk/vouch")
async def ask(visit: Worker) -> Response:
    return _page(visit, Form())


@router.post("/desk/vouch")
async def vouch(visit: Worker) -> Response:
    form = await visit.form()
    related = form.choice("related", RELATED, "Say whether you are related or live together")
    request = GiveVouchRequest(
        sitting_id=form.text("sitting_id", "Enter the code that the officer gave you"),
        given_name=form.text("given_name", "Enter their first name"),
        family_name=form.text("family_name", "Enter their last name"),
        date_of_birth=form.day("date_of_birth", "Enter their date of birth"),
        known_as=form.text("known_as", "Say how you know them"),
        known_since=form.day("known_since", "Enter since when you have known them"),
        related=related == "related",
        same_address=related == "household",
    )
    if form.ok:
        try:
            await visit.clients.assisted.GiveVouch(request)
            return visit.go("/desk", done="vouched")
        except (Invalid, Conflict, TooMany) as refused:
            form.refused(refused, same_address="related")
        except NotFound:
            form.wrong("sitting_id", "This code is not good any more. Ask the officer")
        except Denied as refused:
            form.refused(refused)
    return _page(visit, form, 400)


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("vouch.html", status, form=form, related=RELATED)
