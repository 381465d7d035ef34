"""Who may act for somebody, for officers: found by reference only; suspended, resumed, assessed, ended."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import APIRouter, Response
from kith.identity.v1 import mandates_pb2 as pb

from chassis.errors import Conflict, Invalid, NotFound
from services.gateway.web.forms import Form
from services.gateway.web.mandate_kinds import DECISIONS, KINDS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)
# As officers read it. The person and the proxy are told less (`acting`).
STATES = {
    "live": "recorded",
    "stopped": "stopped by the person, until an officer has looked",
    "suspended": "suspended by an officer",
    "ended": "over",
}


@router.get("/desk/mandates")
async def begin(visit: StrongWorker) -> Response:
    return visit.page("mandates.html")


@router.post("/desk/mandates")
async def find(visit: StrongWorker) -> Response:
    form = await visit.form()
    reference = form.reference("reference", "Enter their reference")
    if not form.ok:
        return visit.page("mandates.html", 400, form=form)
    return visit.go(f"/desk/mandates/{reference}")


@router.get("/desk/mandates/{account_id}")
async def about(account_id: str, visit: StrongWorker) -> Response:
    try:
        found = await _all_about(visit, account_id)
    except NotFound:
        form = Form({"reference": [account_id]})
        form.reference("reference", "Enter their reference")
        form.wrong("reference", "Nobody has this reference. Check it, and read it back to them")
        return visit.page("mandates.html", 404, form=form)
    return visit.page(
        "mandates_of.html",
        account_id=account_id,
        name=found.name,
        mandates=found.mandates,
        kinds=KINDS,
        states=STATES,
        decisions=DECISIONS,
    )


@router.get("/desk/mandates/{account_id}/{mandate_id}/suspend")
async def ask_suspend(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, "mandate_suspend.html", account_id, mandate_id)


@router.post("/desk/mandates/{account_id}/{mandate_id}/suspend")
async def suspend(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    reason = form.text("reason", "Say why nobody should act on it now", longest=1000)
    ask = partial(visit.clients.mandates.SuspendMandate, pb.SuspendMandateRequest(id=mandate_id, reason=reason))
    return await _changed(visit, form, ask, "mandate_suspend.html", account_id, mandate_id)


@router.get("/desk/mandates/{account_id}/{mandate_id}/resume")
async def ask_resume(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, "mandate_resume.html", account_id, mandate_id)


@router.post("/desk/mandates/{account_id}/{mandate_id}/resume")
async def resume(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    reason = form.text("reason", "Say why it may go on", longest=1000)
    ask = partial(visit.clients.mandates.ResumeMandate, pb.ResumeMandateRequest(id=mandate_id, reason=reason))
    return await _changed(visit, form, ask, "mandate_resume.html", account_id, mandate_id)


@router.get("/desk/mandates/{account_id}/{mandate_id}/end")
async def ask_end(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, "mandate_end.html", account_id, mandate_id)


@router.post("/desk/mandates/{account_id}/{mandate_id}/end")
async def end(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    form.choice("sure", {"yes"}, "Tick the box if it is over")
    ask = partial(visit.clients.mandates.EndMandate, pb.EndMandateRequest(id=mandate_id))
    return await _changed(visit, form, ask, "mandate_end.html", account_id, mandate_id)


@router.get("/desk/mandates/{account_id}/{mandate_id}/assess")
async def ask_assess(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, "mandate_assess.html", account_id, mandate_id)


@router.post("/desk/mandates/{account_id}/{mandate_id}/assess")
async def assess(account_id: str, mandate_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    request = pb.AssessCapacityRequest(
        id=mandate_id,
        decision=form.choice("decision", DECISIONS, "Choose the one decision that they were assessed for"),
        assessor=form.text("assessor", "Say who assessed them", longest=300),
        assessed_on=form.day("assessed_on", "Enter the day of the assessment"),
        until=form.day("until", "Enter the last day it holds"),
    )
    ask = partial(visit.clients.mandates.AssessCapacity, request)
    return await _changed(visit, form, ask, "mandate_assess.html", account_id, mandate_id)


async def _changed(
    visit: Visit, form: Form, ask: Callable[[], Awaitable[pb.Mandate]], template: str, account_id: str, mandate_id: str
) -> Response:
    """Back to all that is recorded once it is done; else the page again, with what is wrong at its field."""
    if form.ok:
        try:
            await ask()
            return visit.go(f"/desk/mandates/{account_id}", done="recorded")
        except Conflict:  # it is over: the list says so
            return visit.go(f"/desk/mandates/{account_id}")
        except Invalid as refused:
            form.refused(refused)
    return await _page(visit, template, account_id, mandate_id, form)


async def _page(visit: Visit, template: str, account_id: str, mandate_id: str, form: Form | None = None) -> Response:
    """A question about one that is not over. Raises NotFound for any other."""
    found = await _all_about(visit, account_id)
    mandate = next((each for each in found.mandates if each.id == mandate_id and each.state != "ended"), None)
    if mandate is None:
        raise NotFound("there is no such authority")
    return visit.page(
        template,
        400 if form else 200,
        form=form or Form(),
        account_id=account_id,
        name=found.name,
        mandate=mandate,
        kind=KINDS[mandate.kind],
        decisions=DECISIONS,
    )


async def _all_about(visit: Visit, account_id: str) -> pb.ListMandatesResponse:
    return await visit.clients.mandates.ListMandatesOf(pb.ListMandatesOfRequest(account_id=account_id))
