"""A multi-agency hub's enquiries, from inside: what was brought, who asked to take it home, and the end of it."""

from urllib.parse import quote

from fastapi import APIRouter, Response
from kith.cases.v1.hubs_pb2 import (
    AskReleaseRequest,
    CloseEnquiryRequest,
    Enquiry,
    GetContributionRequest,
    GetEnquiryRequest,
    ListEnquiriesRequest,
)

from chassis.errors import Conflict, Invalid
from services.gateway.web import colleagues
from services.gateway.web.enquiry_questions import ENQUIRED, LONGEST_WORDS
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.hubs import hubs_of
from services.gateway.web.roles import GUARDIANS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)
AUDIT = "audit"
_A_PAGE = 50


def why(visit: Visit) -> str:
    """What the enquiry is for, or to look it over; empty where neither is said."""
    asked = visit.asked("purpose")
    return asked if asked in (*ENQUIRED, AUDIT) else ""


def path_of(enquiry_id: str) -> str:
    return f"/desk/enquiries/{quote(enquiry_id, safe='')}"


@router.get("/desk/enquiries")
async def enquiries(visit: StrongWorker) -> Response:
    """The open ones; for the host's auditors also the closed, where they ask for those."""
    hubs = {hub.id: hub for hub in await hubs_of(visit)}
    closed = visit.asked("closed") == "yes"
    found = await visit.clients.hubs.ListEnquiries(
        ListEnquiriesRequest(purpose=AUDIT if closed else "", limit=_A_PAGE, cursor=visit.asked("after"))
    )
    return visit.page(
        "enquiries.html",
        enquiries=found.enquiries,
        after=found.next_cursor,
        closed=closed,
        audits=visit.session.context.role in GUARDIANS,
        hubs=hubs,
        hosted=[hub for hub in hubs.values() if hub.host_id == visit.session.context.organisation_id],
    )


@router.get("/desk/enquiries/{enquiry_id}")
async def enquiry(enquiry_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, enquiry_id, Form())


@router.post("/desk/enquiries/{enquiry_id}/close")
async def close(enquiry_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    wish = CloseEnquiryRequest(
        enquiry_id=enquiry_id, outcome=form.text("outcome", "Say what came of it", longest=LONGEST_WORDS)
    )
    if form.ok:
        try:
            await visit.clients.hubs.CloseEnquiry(wish)
            return visit.go("/desk/enquiries", done="enquiry-closed")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, enquiry_id, form, status=400)


@router.post("/desk/enquiries/{enquiry_id}/contributions/{contribution_id}/ask")
async def ask(enquiry_id: str, contribution_id: str, visit: StrongWorker) -> Response:
    """To take one home."""
    form = await visit.form()
    field = f"reason-{contribution_id}"
    wish = AskReleaseRequest(
        contribution_id=contribution_id,
        reason=form.text(field, "Say what you need it for", longest=LONGEST_WORDS),
    )
    if form.ok:
        try:
            await visit.clients.hubs.AskRelease(wish)
            return visit.go(path_of(enquiry_id), done="release-asked", purpose=why(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused, reason=field)
    return await _page(visit, enquiry_id, form, status=400)


@router.get("/desk/contributions/{contribution_id}")
async def contribution(contribution_id: str, visit: StrongWorker) -> Response:
    """In its hub, or where it was taken home."""
    asked = GetContributionRequest(contribution_id=contribution_id, purpose=why(visit))
    found = await visit.clients.hubs.GetContribution(asked)
    return visit.page(
        "contribution.html",
        contribution=found,
        purpose=why(visit),
        names=await organisation_names(visit, [found.organisation_id]),
    )


async def seen(visit: Visit, enquiry_id: str) -> Enquiry:
    """Looked into: logged, as each look is. Raises NotFound as for one that does not exist."""
    return await visit.clients.hubs.GetEnquiry(GetEnquiryRequest(enquiry_id=enquiry_id, purpose=why(visit)))


async def _page(visit: Visit, enquiry_id: str, form: Form, status: int = 200) -> Response:
    found = await seen(visit, enquiry_id)
    own = visit.session.context.organisation_id
    ids = {found.host_id, *(one.organisation_id for one in found.contributions)}
    ids |= {one.to_organisation_id for one in found.releases}
    return visit.page(
        "enquiry.html",
        status,
        form=form,
        enquiry=found,
        own=own,
        purpose=why(visit),
        asked={one.contribution_id: one for one in found.releases if one.to_organisation_id == own},
        to_decide=[one for one in found.releases if one.from_organisation_id == own],
        names=await organisation_names(visit, ids),
        people=await colleagues.named(visit, {one for one in found.sources if one.startswith("pro_")}),
    )
