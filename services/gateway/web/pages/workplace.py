"""Signing in at one's own organisation: choosing it, going there, coming back."""

from fastapi import APIRouter, Response
from kith.identity.v1.sessions_pb2 import SignOutRequest
from kith.identity.v1.workplaces_pb2 import (
    BeginWorkplaceSignInRequest,
    FinishWorkplaceSignInRequest,
    ListEmployersRequest,
)
from starlette.responses import RedirectResponse

from chassis.errors import Denied, Invalid, NotFound, TooMany, Unavailable
from services.gateway.web.forms import Form
from services.gateway.web.pages.sign_in import enter
from services.gateway.web.visit import Anyone, PageRoute, Visit

router = APIRouter(route_class=PageRoute)

# The secret that only the browser that left has. Lax: the organisation sends it back from another site.
BROWSER = "__Host-kith-workplace"
_SECONDS = 600
_WRONG = {
    "sign-in-elsewhere": "That took too long, or was begun in another browser. Try again",
    "organisation-refused": "Your organisation did not sign you in. Try again, or ask its IT help desk",
    "organisation-unclear": "We could not be sure that this was your organisation. Try again",
    "not-in-directory": "Your organisation signed you in, but our directory does not list you there. "
    "Ask your organisation’s administrator to add you",
    "left": "Our directory says that you do not work there now. Ask your organisation’s administrator",
    "no-account": "You have no account here yet. Ask your organisation’s administrator for one",
}


@router.get("/sign-in/organisation")
async def ask(visit: Anyone) -> Response:
    return await _page(visit, Form(), visit.asked("interaction"), visit.asked("next"))


@router.post("/sign-in/organisation")
async def go(visit: Anyone) -> Response:
    form = await visit.form_of_nobody()
    email, organisation = form.text("email"), form.text("organisation")
    if form.ok and not email and not organisation:
        form.wrong("email", "Enter your work email address, or choose your organisation")
    if not form.ok:
        return await _page(visit, form, form["interaction"], form["next"], 400)
    try:
        leaving = await visit.clients.workplace_sign_ins.BeginWorkplaceSignIn(
            BeginWorkplaceSignInRequest(
                organisation_id=organisation,
                email=email,
                source=visit.source,
                interaction_id=form["interaction"],
                next=form["next"],
                language=visit.language,
            )
        )
    except (NotFound, Invalid):
        form.wrong("email", "No organisation signs in here with that address. Choose yours from the list")
        return await _page(visit, form, form["interaction"], form["next"], 400)
    except TooMany as refused:
        form.wrong("()", "Too many tries. Wait a few minutes, then try again")
        return await _page(visit, form, form["interaction"], form["next"], refused.status)
    except Unavailable as away:
        form.wrong("()", "Your organisation’s sign-in does not answer just now. Try again in a few minutes")
        return await _page(visit, form, form["interaction"], form["next"], away.status)
    response = RedirectResponse(leaving.url, 303)
    response.set_cookie(
        BROWSER, leaving.browser, max_age=_SECONDS, path="/", secure=True, httponly=True, samesite="lax"
    )
    return response


@router.get("/sign-in/organisation/return")
async def come_back(visit: Anyone) -> Response:
    given = visit.request.query_params
    try:
        arrival = await visit.clients.workplace_sign_ins.FinishWorkplaceSignIn(
            FinishWorkplaceSignInRequest(
                browser=visit.request.cookies.get(BROWSER, ""),
                state=given.get("state", ""),
                code=given.get("code", ""),
                issuer=given.get("iss", ""),
                error=given.get("error", ""),
            )
        )
    except (Denied, Unavailable) as refused:
        form = Form()
        away = "Your organisation’s sign-in does not answer just now. Try again in a few minutes"
        form.wrong("()", _WRONG.get(refused.code, away))
        return _left(await _page(visit, form, "", "", refused.status))
    if visit.signed_in:
        await visit.clients.sessions.SignOut(SignOutRequest(session=visit.cookie))
    return _left(await enter(visit, arrival.session, arrival.interaction_id, arrival.next))


def _left(response: Response) -> Response:
    response.delete_cookie(BROWSER, path="/", secure=True, httponly=True, samesite="lax")
    return response


async def _page(visit: Visit, form: Form, interaction_id: str, then: str, status: int = 200) -> Response:
    answer = await visit.attempt(visit.clients.workplace_sign_ins.ListEmployers(ListEmployersRequest()))
    employers = {each.organisation_id: each.name for each in answer.employers} if answer else {}
    # Sending the form ends at the organisation's own address.
    return visit.page(
        "workplace.html",
        status,
        leaving=True,
        form=form,
        interaction_id=interaction_id,
        next=then,
        employers=employers,
    )
