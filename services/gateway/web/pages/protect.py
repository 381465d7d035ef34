"""Protecting somebody at risk, face to face: by their reference only, and nothing of the account is shown for it."""

from collections.abc import Awaitable, Callable
from functools import partial

from fastapi import APIRouter, Response
from kith.identity.v1 import account_life_pb2 as pb

from chassis.errors import Denied, Invalid, NotFound
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import CHANNELS, LANGUAGES, TIMES

router = APIRouter(route_class=PageRoute)
# Who may take the mark off; identity asks for it again.
MAY_CLEAR = ("manager", "guardian")


@router.get("/desk/protect")
async def begin(visit: StrongWorker) -> Response:
    return await _begin(visit, Form())


@router.post("/desk/protect")
async def find(visit: StrongWorker) -> Response:
    form = await visit.form()
    reference = form.reference("reference", "Enter their reference")
    if not form.ok:
        return await _begin(visit, form, 400)
    return visit.go(f"/desk/protect/{reference}")


@router.get("/desk/protect/{account_id}")
async def choose(account_id: str, visit: StrongWorker) -> Response:
    may_clear = visit.session.context.role in MAY_CLEAR
    return visit.page("protect_one.html", account_id=account_id, may_clear=may_clear)


@router.get("/desk/protect/{account_id}/mark")
async def ask_mark(account_id: str, visit: StrongWorker) -> Response:
    return _page(visit, "protect_mark.html", account_id, Form())


@router.post("/desk/protect/{account_id}/mark")
async def mark(account_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    request = pb.MarkAtRiskRequest(account_id=account_id, reason=form.text("reason", "Say why they are at risk"))
    return await _done(visit, form, partial(visit.clients.protection.MarkAtRisk, request), "mark", account_id)


@router.get("/desk/protect/{account_id}/clear")
async def ask_clear(account_id: str, visit: StrongWorker) -> Response:
    return _page(visit, "protect_clear.html", account_id, Form())


@router.post("/desk/protect/{account_id}/clear")
async def clear(account_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    reason = form.text("reason", "Say why they are at risk no longer")
    request = pb.ClearAtRiskRequest(account_id=account_id, reason=reason)
    return await _done(visit, form, partial(visit.clients.protection.ClearAtRisk, request), "clear", account_id)


@router.get("/desk/protect/{account_id}/contact")
async def ask_contact(account_id: str, visit: StrongWorker) -> Response:
    return _page(visit, "protect_contact.html", account_id, Form())


@router.post("/desk/protect/{account_id}/contact")
async def set_contact(account_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    chosen = pb.SafeContact(
        channels=form.choices("channels", CHANNELS, "Choose what they said") if form.all("channels") else (),
        times=form.choice("times", TIMES, "Say when"),
        language=form.choice("language", LANGUAGES, "Choose a language"),
        phone=form.text("phone", longest=20),
    )
    reason = form.text("reason", "Say how you know that it is them")
    request = pb.SetSafeContactForRequest(account_id=account_id, contact=chosen, reason=reason)
    return await _done(visit, form, partial(visit.clients.protection.SetSafeContactFor, request), "contact", account_id)


@router.get("/desk/protect/{account_id}/review")
async def ask_review(account_id: str, visit: StrongWorker) -> Response:
    return _page(visit, "protect_review.html", account_id, Form())


@router.post("/desk/protect/{account_id}/review")
async def review(account_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    request = pb.CloseReviewRequest(account_id=account_id, reason=form.text("reason", "Say what you found"))
    return await _done(visit, form, partial(visit.clients.protection.CloseReview, request), "review", account_id)


async def _done(visit: Visit, form: Form, act: Callable[[], Awaitable[object]], what: str, account_id: str) -> Response:
    """Done, or the page again with what is wrong. That nobody has the reference is said only once somebody acts."""
    if form.ok:
        try:
            await act()
            return visit.go(f"/desk/protect/{account_id}", done="recorded")
        except NotFound:
            form.wrong("()", "Nobody has this reference. Check it, and read it back to them")
        except Denied as refused:
            if refused.code != "role-needed":
                raise
            form.wrong("()", "A manager or a Caldicott guardian decides this. Ask one of them")
        except Invalid as refused:
            form.refused(refused)
    return _page(visit, f"protect_{what}.html", account_id, form, 400)


def _page(visit: Visit, template: str, account_id: str, form: Form, status: int = 200) -> Response:
    return visit.page(
        template, status, form=form, account_id=account_id, channels=CHANNELS, times=TIMES, languages=LANGUAGES
    )


async def _begin(visit: Visit, form: Form, status: int = 200) -> Response:
    found = await visit.clients.protection.ListForReview(pb.ListForReviewRequest())
    return visit.page("protect.html", status, form=form, waiting=found.accounts)
