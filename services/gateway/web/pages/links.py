"""Account links that wait for an agency: is the person it knows the one who signed up?"""

from fastapi import APIRouter, Response
from kith.cases.v1.people_pb2 import ConfirmAccountLinkRequest, EndAccountLinkRequest, ListAccountLinksRequest

from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
METHODS = {
    "in_person": "I met them and saw who they are",
    "safe_contact_code": "They read me a code sent to a safe contact",
}


@router.get("/desk/links")
async def links(visit: Worker) -> Response:
    return await _page(visit, Form())


@router.post("/desk/links/{link_id}/confirm")
async def confirm(link_id: str, visit: Worker) -> Response:
    form = await visit.form()
    method = form.choice("method", METHODS, "Choose how you know it is them")
    if not form.ok:
        return await _page(visit, form, link_id, 400)
    await visit.clients.people.ConfirmAccountLink(ConfirmAccountLinkRequest(link_id=link_id, method=method))
    return visit.go("/desk/links", done="linked")


@router.post("/desk/links/{link_id}/refuse")
async def refuse(link_id: str, visit: Worker) -> Response:
    form = await visit.form()
    reason = form.text("reason", "Say why it is not them")
    if not form.ok:
        return await _page(visit, form, link_id, 400)
    await visit.clients.people.EndAccountLink(EndAccountLinkRequest(link_id=link_id, reason=reason))
    return visit.go("/desk/links", done="refused")


async def _page(visit: Visit, form: Form, wrong: str = "", status: int = 200) -> Response:
    """`wrong` is the link whose form has errors."""
    asked = ListAccountLinksRequest(waiting=True, cursor=visit.asked("after"))
    answer = await visit.clients.people.ListAccountLinks(asked)
    proposed = [link for link in answer.links if link.state == "proposed"]
    suspended = [link for link in answer.links if link.state == "suspended"]
    return visit.page(
        "links.html",
        status,
        form=form,
        wrong=wrong,
        links=proposed,
        suspended=suspended,
        after=answer.next_cursor,
        methods=METHODS,
    )
