"""One case: closing it with how it ended, taking it up again, and in which class it is kept."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import APIRouter, Response
from kith.cases.v1 import casework_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, Stale
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import RETENTION

router = APIRouter(route_class=PageRoute)
OUTCOMES = {
    "completed": "everything was done",
    "not_needed": "it was not needed",
    "declined": "they did not want it",
    "moved_away": "they moved away",
    "transferred": "another organisation took it over",
    "died": "they died",
    "opened_in_error": "it was opened in error",
}
# Of which kinds of cases more than one class is to choose from, the shortest first.
CLASSES = {"children": {code: RETENTION[code] for code in ("child_social_care", "looked_after_child")}}
_LONGEST, _LONGEST_VERSION = 2000, 18


@router.get("/desk/cases/{case_id}")
async def case(case_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, case_id, Form())


@router.post("/desk/cases/{case_id}/close")
async def close(case_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    request = pb.CloseCaseRequest(
        case_id=case_id,
        version=_version(form),
        outcome=form.choice("outcome", OUTCOMES, "Choose how it ended"),
        why=form.text("why", "Say why it is closed", longest=_LONGEST),
    )
    return await _done(visit, case_id, form, lambda: visit.clients.casework.CloseCase(request), "case-closed")


@router.post("/desk/cases/{case_id}/reopen")
async def reopen(case_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    why = form.text("again_why", "Say why it is taken up again", longest=_LONGEST)
    request = pb.ReopenCaseRequest(case_id=case_id, version=_version(form), why=why)
    return await _done(
        visit, case_id, form, lambda: visit.clients.casework.ReopenCase(request), "case-open", why="again_why"
    )


@router.post("/desk/cases/{case_id}/keep-as")
async def keep_as(case_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    offered = {code for classes in CLASSES.values() for code in classes}
    request = pb.KeepCaseAsRequest(
        case_id=case_id,
        version=_version(form),
        retention=form.choice("retention", offered, "Choose how it is kept"),
        why=form.text("kept_why", "Say why", longest=_LONGEST),
    )
    return await _done(
        visit, case_id, form, lambda: visit.clients.casework.KeepCaseAs(request), "kept-as", why="kept_why"
    )


def _version(form: Form) -> int:
    """The one that was on the page when somebody decided."""
    text = form["version"]
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION:
        return int(text)
    form.wrong("()", "Load the page again, and look before you send")
    return 0


async def _done(
    visit: Visit, case_id: str, form: Form, act: Callable[[], Awaitable[object]], done: str, **places: str
) -> Response:
    """Done, or the page as the case stands now, with what was typed and what is wrong."""
    status = 400
    if form.ok:
        try:
            await act()
            return visit.go(f"/desk/cases/{quote(case_id, safe='')}", done=done, purpose=purpose_of(visit))
        except Stale:
            status = Stale.status
            form.wrong("()", "Somebody changed it since you read it. This is how it stands now: look, then send again")
        except Denied as refused:
            if refused.code != "kept-shorter":
                raise
            form.refused(refused)
        except (Invalid, Conflict) as refused:
            form.refused(refused, **places)
    return await _page(visit, case_id, form, status)


async def _page(visit: Visit, case_id: str, form: Form, status: int = 200) -> Response:
    found = await visit.clients.casework.GetCase(pb.GetCaseRequest(case_id=case_id))
    return visit.page(
        "case.html",
        status,
        form=form,
        case=found,
        about_whom=await about_whom(visit, found.person_id),
        own=found.organisation_id == visit.session.context.organisation_id,
        purpose=purpose_of(visit),
        outcomes=OUTCOMES,
        retention=RETENTION,
        classes=CLASSES.get(found.kind, {}),
    )
