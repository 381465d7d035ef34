"""How long what the organisation holds of somebody is kept and why, legal holds, and letting go: for its guardians and
data protection officers.
"""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response
from kith.cases.v1 import retention_pb2 as pb

from chassis.errors import Conflict, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import GUARDIANS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import RETENTION

router = APIRouter(route_class=PageRoute)
CLASSES = {**RETENTION, "enquiries": "concerns, and enquiries of hubs", "dealings": "what is held besides cases"}
_QUEUE, _LONGEST = "/desk/retention", 2000


@router.get("/desk/retention")
async def queue(visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    due, held = await asyncio.gather(
        visit.clients.retention.ListDue(pb.ListDueRequest(after=visit.asked("after"))),
        visit.clients.retention.ListLegalHolds(pb.ListLegalHoldsRequest(cursor=visit.asked("holds"))),
    )
    return visit.page("retention.html", due=due, held=held, classes=CLASSES)


@router.get("/desk/people/{person_id}/retention")
async def retention(person_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/retention/holds")
async def set_hold(person_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    request = pb.SetLegalHoldRequest(person_id=person_id, why=form.text("why", "Say why", longest=_LONGEST))
    there = f"{path_of(person_id)}/retention"
    return await _done(visit, person_id, form, lambda: visit.clients.retention.SetLegalHold(request), there, "held")


@router.post("/desk/people/{person_id}/retention/holds/{hold_id}/lift")
async def lift_hold(person_id: str, hold_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    field = f"why-{hold_id}"
    request = pb.LiftLegalHoldRequest(
        legal_hold_id=hold_id, person_id=person_id, why=form.text(field, "Say why it is lifted", longest=_LONGEST)
    )
    there = f"{path_of(person_id)}/retention"
    return await _done(
        visit, person_id, form, lambda: visit.clients.retention.LiftLegalHold(request), there, "hold-lifted", why=field
    )


@router.post("/desk/people/{person_id}/retention/erase")
async def erase(person_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    kept = await visit.clients.retention.GetRetention(pb.GetRetentionRequest(person_id=person_id))
    may_go = {one.retention for one in kept.holdings if one.may_go}
    request = pb.EraseRequest(
        person_id=person_id,
        retention=form.choice("retention", may_go, "Choose what is erased"),
        why=form.text("erase_why", "Say why", longest=_LONGEST),
    )
    form.choices("sure", ("yes",), "Say that you know that there is no way back")
    return await _done(
        visit, person_id, form, lambda: visit.clients.retention.Erase(request), _QUEUE, "erased", why="erase_why"
    )


async def _done(
    visit: Visit,
    person_id: str,
    form: Form,
    act: Callable[[], Awaitable[object]],
    there: str,
    done: str,
    **places: str,
) -> Response:
    if form.ok:
        try:
            await act()
            # Of whom nothing is left there may be no page any more.
            return visit.go(there, done=done, purpose="" if there == _QUEUE else purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused, **places)
    return await _page(visit, person_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    kept = await visit.clients.retention.GetRetention(pb.GetRetentionRequest(person_id=person_id))
    asked = pb.ListLegalHoldsRequest(person_id=person_id, cursor=visit.asked("after"))
    held = await visit.clients.retention.ListLegalHolds(asked)
    return visit.page(
        "retention_of.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        holdings=kept.holdings,
        held=held,
        classes=CLASSES,
        may_go={one.retention: CLASSES[one.retention] for one in kept.holdings if one.may_go},
    )
