"""Sharing what the organisation holds about a person, referring them, deciding not to share, and writing down what she
says yes or no to.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Response
from kith.cases.v1.referrals_pb2 import RequestReferralRequest
from kith.cases.v1.sharing_pb2 import (
    CreateShareRequest,
    DecideNotToShareRequest,
    EndShareRequest,
    GiveConsentRequest,
    HearShareEndRequest,
    ListConsentsRequest,
    ListDecisionsNotToShareRequest,
    ListNoticesRequest,
    ListSharesRequest,
    WithdrawConsentRequest,
)

from chassis.errors import Conflict, Invalid
from services.gateway.web import basis_questions, colleagues
from services.gateway.web import share_questions as asked
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.questions import Asking, Questions
from services.gateway.web.roles import BROKERS
from services.gateway.web.share_questions import Around, around
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import DATA_CLASSES, PURPOSES

router = APIRouter(route_class=PageRoute)
W = TypeVar("W", CreateShareRequest, RequestReferralRequest, DecideNotToShareRequest, GiveConsentRequest)
WAYS = {"phone": "by phone", "post": "by letter", "counter": "to my face"}


@dataclass(frozen=True, slots=True)
class Decision(Generic[W]):
    """What is decided: its name in the address, what is asked, who hears it, what the next page says was done; and
    which that is, where it is not what is shared of the person.
    """

    name: str
    wish: type[W]
    questions: Callable[[Around], Questions[W]]
    send: Callable[[Visit, W], Awaitable[object]]
    done: str
    then: str = ""


async def _written_down(visit: Visit, wish: GiveConsentRequest) -> None:
    wish.from_organisation_id, wish.method = visit.session.context.organisation_id, "spoken"
    await visit.clients.sharing.GiveConsent(wish)


SHARE = Decision(
    "share", CreateShareRequest, asked.sharing, lambda visit, wish: visit.clients.sharing.CreateShare(wish), "shared"
)
REFER = Decision(
    "refer",
    RequestReferralRequest,
    asked.referring,
    lambda visit, wish: visit.clients.referrals.RequestReferral(wish),
    "referred",
    "/desk/referrals",
)
NOT = Decision(
    "not-share",
    DecideNotToShareRequest,
    asked.not_sharing,
    lambda visit, wish: visit.clients.sharing.DecideNotToShare(wish),
    "not-shared",
)
OPEN = Decision(
    "open", CreateShareRequest, asked.opening, lambda visit, wish: visit.clients.sharing.CreateShare(wish), "opened"
)
ALOUD = Decision("consent", GiveConsentRequest, asked.consenting, _written_down, "consent-recorded")


@router.get("/desk/people/{person_id}/shares")
async def shares(person_id: str, visit: StrongWorker) -> Response:
    return await _list(visit, person_id, Form())


@router.get("/desk/people/{person_id}/share")
async def begin(person_id: str, visit: StrongWorker) -> Response:
    return await _begin(visit, person_id, SHARE)


@router.post("/desk/people/{person_id}/share")
async def share(person_id: str, visit: StrongWorker) -> Response:
    return await _go_on(visit, person_id, SHARE)


@router.get("/desk/people/{person_id}/refer")
async def begin_referral(person_id: str, visit: StrongWorker) -> Response:
    return await _begin(visit, person_id, REFER)


@router.post("/desk/people/{person_id}/refer")
async def refer(person_id: str, visit: StrongWorker) -> Response:
    return await _go_on(visit, person_id, REFER)


@router.get("/desk/people/{person_id}/involvements/{involvement_id}/open")
async def begin_open(person_id: str, involvement_id: str, visit: StrongWorker) -> Response:
    """A private service, by its duty desk or a manager."""
    visit.must_be(*BROKERS)
    return await _begin(visit, person_id, OPEN, involvement_id=involvement_id)


@router.post("/desk/people/{person_id}/involvements/{involvement_id}/open")
async def open_(person_id: str, involvement_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*BROKERS)
    return await _go_on(visit, person_id, OPEN, involvement_id=involvement_id)


@router.get("/desk/people/{person_id}/not-share")
async def begin_not(person_id: str, visit: StrongWorker) -> Response:
    return await _begin(visit, person_id, NOT)


@router.post("/desk/people/{person_id}/not-share")
async def not_share(person_id: str, visit: StrongWorker) -> Response:
    return await _go_on(visit, person_id, NOT)


@router.get("/desk/people/{person_id}/consent")
async def begin_aloud(person_id: str, visit: StrongWorker) -> Response:
    return await _begin(visit, person_id, ALOUD)


@router.post("/desk/people/{person_id}/consent")
async def aloud(person_id: str, visit: StrongWorker) -> Response:
    return await _go_on(visit, person_id, ALOUD)


@router.post("/desk/people/{person_id}/consents/{consent_id}/stop")
async def stop(person_id: str, consent_id: str, visit: StrongWorker) -> Response:
    """Taken back as it was given: in one step, by phone, by letter or face to face."""
    form = await visit.form()
    how = WithdrawConsentRequest(
        consent_id=consent_id,
        person_id=person_id,
        method=form.choice(f"method-{consent_id}", WAYS, "Choose how they told you"),
        evidence=form.text(f"evidence-{consent_id}", "Say what they said, and how you knew that it was they"),
    )
    if form.ok:
        try:
            receipt = await visit.clients.sharing.WithdrawConsent(how)
            return visit.page("stopped_aloud.html", receipt=receipt, person_id=person_id, purpose=purpose_of(visit))
        except Invalid as refused:
            form.refused(refused, method=f"method-{consent_id}", evidence=f"evidence-{consent_id}")
    return await _list(visit, person_id, form, 400)


@router.post("/desk/people/{person_id}/shares/{share_id}/end")
async def end(person_id: str, share_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    reason = form.text(f"reason-{share_id}", "Say why it ends")
    if form.ok:
        try:
            asked_to = EndShareRequest(share_id=share_id, person_id=person_id, reason=reason)
            await visit.clients.sharing.EndShare(asked_to)
            return visit.go(f"{path_of(person_id)}/shares", done="share-ended", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused, reason=f"reason-{share_id}")
    return await _list(visit, person_id, form, 400)


@router.post("/desk/people/{person_id}/shares/{share_id}/heard")
async def hear(person_id: str, share_id: str, visit: StrongWorker) -> Response:
    await visit.form()
    try:
        await visit.clients.sharing.HearShareEnd(HearShareEndRequest(share_id=share_id, person_id=person_id))
    except Conflict as refused:  # a colleague was quicker
        if refused.code != "end-heard":
            raise
    return visit.go(f"{path_of(person_id)}/shares", done="end-heard", purpose=purpose_of(visit))


async def _list(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    sharing, own = visit.clients.sharing, visit.session.context.organisation_id
    listed = await sharing.ListShares(ListSharesRequest(person_id=person_id, cursor=visit.asked("after")))
    found = listed.shares
    # Managers, guardians and DPOs look again at what was decided against; others are not told of it.
    kept = await visit.attempt(sharing.ListDecisionsNotToShare(ListDecisionsNotToShareRequest(person_id=person_id)))
    agreed = await visit.attempt(sharing.ListConsents(ListConsentsRequest(person_id=person_id)))
    decisions = kept.decisions if kept else []
    ids = {i for one in found for i in (one.from_organisation_id, *one.to_organisation_ids)}
    for one in (*decisions, *(agreed.consents if agreed else ())):
        ids |= set(one.to_organisation_ids)
    return visit.page(
        "shares.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        consents=agreed.consents if agreed else [],
        ways=WAYS,
        after=listed.next_cursor,
        given=[one for one in found if one.from_organisation_id == own],
        received=[one for one in found if one.from_organisation_id != own],
        decisions=decisions,
        names=await organisation_names(visit, ids),
        workers=await colleagues.named(visit, {one.to_professional_id for one in found} - {""}),
    )


async def _begin(visit: Visit, person_id: str, decision: Decision[W], involvement_id: str = "") -> Response:
    there = await around(visit, person_id, Form(), of_cases=decision not in (ALOUD, OPEN))
    wish = _wish(decision, person_id, involvement_id)
    return await _ask(visit, decision, decision.questions(there).first(), there, wish)


async def _go_on(visit: Visit, person_id: str, decision: Decision[W], involvement_id: str = "") -> Response:
    """To the first question that is not answered, or is to be changed; then to all answers; then it is recorded."""
    form = await visit.form()
    there = await around(visit, person_id, form, of_cases=decision not in (ALOUD, OPEN))
    wish = _wish(decision, person_id, involvement_id)
    questions = decision.questions(there)
    if asking := questions.next(form, wish):
        return await _ask(visit, decision, asking, there, wish)
    if form["record"] == "yes":
        try:
            await decision.send(visit, wish)
            then = decision.then or f"{path_of(person_id)}/shares"
            return visit.go(then, done=decision.done, purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            if asking := questions.put_right(form, wish, refused):
                return await _ask(visit, decision, asking, there, wish)
            form.refused(refused)
    return await _page(visit, "share_check.html", decision, form, there, wish, kept=questions.kept(form))


def _wish(decision: Decision[W], person_id: str, involvement_id: str) -> W:
    wish = decision.wish(person_id=person_id)
    if isinstance(wish, CreateShareRequest):
        wish.involvement_id = involvement_id
    return wish


async def _ask(visit: Visit, decision: Decision[W], asking: Asking[W], there: Around, wish: W) -> Response:
    question = asking.question.name
    told: dict[str, Any] = {"question": question, "before": asking.before, "kept": asking.kept}
    if question == "read":
        told["read_aloud"] = (await visit.clients.sharing.ListNotices(ListNoticesRequest())).notices
    return await _page(visit, "share_ask.html", decision, asking.form, there, wish, **told)


async def _page(
    visit: Visit, template: str, decision: Decision[W], form: Form, there: Around, wish: W, **told: Any
) -> Response:
    return visit.page(
        template,
        200 if form.ok else 400,
        form=form,
        verb=decision.name,
        here=visit.request.url.path,
        back=f"{path_of(wish.person_id)}/shares",
        about_whom=await about_whom(visit, wish.person_id),
        there=there,
        wish=wish,
        classes=DATA_CLASSES,
        purposes=PURPOSES,
        lawful=basis_questions.LAWFUL,
        conditions=basis_questions.CONDITIONS,
        para_18=basis_questions.PARA_18,
        told=basis_questions.TOLD,
        able=asked.ABLE,
        private=asked.PRIVATE,
        along=asked.ALONG,
        notices=asked.NOTICES,
        **told,
    )
