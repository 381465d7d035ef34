"""The account of a person: linked for whoever is here and matched nobody, and undone where it is not theirs."""

from fastapi import APIRouter, Response
from kith.cases.v1.people_pb2 import (
    AccountLink,
    ConfirmAccountLinkRequest,
    EndAccountLinkRequest,
    ListAccountLinksRequest,
)

from chassis.errors import Conflict, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_NONE_WAITS = (
    "No account with this reference waits for that. Check it with them: they must have proved who they are first"
)


@router.get("/desk/people/{person_id}/account")
async def account(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/account")
async def link(person_id: str, visit: Worker) -> Response:
    """Of whoever reads out the account's reference, is here, and is the person: one that was left to an officer."""
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    reference = form.text("reference", "Enter their reference")
    if form.ok:
        found = await _links(visit, ListAccountLinksRequest(account_id=reference))
        waiting = next((one for one in found if one.state == "officer"), None)
        if waiting is None:
            form.wrong("reference", _NONE_WAITS)
        else:
            asked = ConfirmAccountLinkRequest(link_id=waiting.id, method="in_person", person_id=person_id)
            try:
                await visit.clients.people.ConfirmAccountLink(asked)
                return visit.go(f"{path_of(person_id)}/account", done="linked", purpose=purpose_of(visit))
            except (Invalid, Conflict) as refused:
                form.refused(refused)
    return await _page(visit, person_id, form, 400)


@router.post("/desk/people/{person_id}/account/{link_id}/undo")
async def undo(person_id: str, link_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    reason = form.text("reason", "Say why it is not them", longest=500)
    if form.ok:
        try:
            await visit.clients.people.EndAccountLink(EndAccountLinkRequest(link_id=link_id, reason=reason))
            return visit.go(f"{path_of(person_id)}/account", done="link-undone", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    links = await _links(visit, ListAccountLinksRequest(person_id=person_id))
    return visit.page(
        "account_of.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        links={one.state: one for one in links},
    )


async def _links(visit: Visit, asked: ListAccountLinksRequest) -> list[AccountLink]:
    return list((await visit.clients.people.ListAccountLinks(asked)).links)
