"""Sharing what the organisation holds about a person, and deciding not to: two answers to the same question."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from fastapi import APIRouter, Response
from kith.cases.v1.sharing_pb2 import (
    CreateShareRequest,
    DecideNotToShareRequest,
    EndShareRequest,
    ListDecisionsNotToShareRequest,
    ListSharesRequest,
)

from chassis.errors import Conflict, Invalid
from services.gateway.web import share_questions as asked
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.questions import Asking, Questions
from services.gateway.web.share_questions import Around, around
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import DATA_CLASSES, PURPOSES

if TYPE_CHECKING:
    from kith.cases.v1.sharing_pb2_grpc import SharingAsyncStub

router = APIRouter(route_class=PageRoute)
W = TypeVar("W", CreateShareRequest, DecideNotToShareRequest)


@dataclass(frozen=True, slots=True)
class Decision(Generic[W]):
    """To share, or not to: what is asked, who hears it, and what the next page says was done."""

    wish: type[W]
    questions: Callable[[Around], Questions[W]]
    send: Callable[["SharingAsyncStub", W], Awaitable[object]]
    done: str


SHARE = Decision(CreateShareRequest, asked.sharing, lambda to, wish: to.CreateShare(wish), "shared")
NOT = Decision(DecideNotToShareRequest, asked.not_sharing, lambda to, wish: to.DecideNotToShare(wish), "not-shared")


@router.get("/desk/people/{person_id}/shares")
async def shares(person_id: str, visit: StrongWorker) -> Response:
    return await _list(visit, person_id, Form())


@router.get("/desk/people/{person_id}/share")
async def begin(person_id: str, visit: StrongWorker) -> Response:
    return await _begin(visit, person_id, SHARE)


@router.post("/desk/people/{person_id}/share")
async def share(person_id: str, visit: StrongWorker) -> Response:
    return await _go_on(visit, person_id, SHARE)


@router.get("/desk/people/{person_id}/not-share")
async def begin_not(person_id: str, visit: StrongWorker) -> Response:
    return await _begin(visit, person_id, NOT)


@router.post("/desk/people/{person_id}/not-share")
async def not_share(person_id: str, visit: StrongWorker) -> Response:
    return await _go_on(visit, person_id, NOT)


@router.post("/desk/people/{person_id}/shares/{share_id}/end")
async def end(person_id: str, share_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    reason = form.text(f"reason-{share_id}", "Say why it ends")
    if form.ok:
        try:
            await visit.clients.sharing.EndShare(EndShareRequest(share_id=share_id, reason=reason))
            return visit.go(f"{path_of(person_id)}/shares", done="share-ended", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused, reason=f"reason-{share_id}")
    return await _list(visit, person_id, form, 400)


async def _list(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    sharing, own = visit.clients.sharing, visit.session.context.organisation_id
    found = (await sharing.ListShares(ListSharesRequest(person_id=person_id))).shares
    # Managers, guardians and DPOs look again at what was decided against; others are not told of it.
    kept = await visit.attempt(sharing.ListDecisionsNotToShare(ListDecisionsNotToShareRequest(person_id=person_id)))
    decisions = kept.decisions if kept else []
    ids = {i for one in found for i in (one.from_organisation_id, *one.to_organisation_ids)}
    ids |= {i for one in decisions for i in one.to_organisation_ids}
    return visit.page(
        "shares.html",
        status,
        form=form,
        person_id=person_id,
        purpose=purpose_of(visit),
        given=[one for one in found if one.from_organisation_id == own],
        received=[one for one in found if one.from_organisation_id != own],
        decisions=decisions,
        names=await organisation_names(visit.clients, ids),
    )


async def _begin(visit: Visit, person_id: str, decision: Decision[W]) -> Response:
    there = await around(visit, person_id, Form())
    return _ask(visit, decision, decision.questions(there).first(), there, decision.wish(person_id=person_id))


async def _go_on(visit: Visit, person_id: str, decision: Decision[W]) -> Response:
    """To the first question that is not answered, or is to be changed; then to all answers; then it is recorded."""
    form = await visit.form()
    there, wish = await around(visit, person_id, form), decision.wish(person_id=person_id)
    questions = decision.questions(there)
    if asking := questions.next(form, wish):
        return _ask(visit, decision, asking, there, wish)
    if form["record"] == "yes":
        try:
            await decision.send(visit.clients.sharing, wish)
            return visit.go(f"{path_of(person_id)}/shares", done=decision.done, purpose=purpose_of(visit))
        except Invalid as refused:
            if asking := questions.put_right(form, wish, refused):
                return _ask(visit, decision, asking, there, wish)
            form.refused(refused)
    return _page(visit, "share_check.html", decision, form, there, wish, kept=questions.kept(form))


def _ask(visit: Visit, decision: Decision[W], asking: Asking[W], there: Around, wish: W) -> Response:
    told = {"question": asking.question.name, "before": asking.before, "kept": asking.kept}
    return _page(visit, "share_ask.html", decision, asking.form, there, wish, **told)


def _page(
    visit: Visit, template: str, decision: Decision[W], form: Form, there: Around, wish: W, **told: Any
) -> Response:
    return visit.page(
        template,
        200 if form.ok else 400,
        form=form,
        not_shared=decision is NOT,
        here=visit.request.url.path,
        back=f"{path_of(wish.person_id)}/shares",
        there=there,
        wish=wish,
        classes=DATA_CLASSES,
        purposes=PURPOSES,
        lawful=asked.LAWFUL,
        conditions=asked.CONDITIONS,
        para_18=asked.PARA_18,
        told=asked.TOLD,
        **told,
    )
