"""Authority to act for somebody is recorded by an officer who saw the paper: one question a page, then all answers.

Nothing is kept between the pages but in the form itself: leaving off records nothing, and no address says a thing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response
from kith.identity.v1 import mandates_pb2 as pb

from chassis.errors import Invalid
from services.gateway.web.forms import Form
from services.gateway.web.mandate_kinds import KINDS, SAID, Kind
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)
_OF_A_DAY = ("-day", "-month", "-year")


@dataclass(frozen=True, slots=True)
class Question:
    """One page. `fields` are of the request; `take` reads its answers and says what is wrong with them."""

    name: str
    fields: tuple[str, ...]
    take: Callable[[Form, pb.RecordMandateRequest], None]

    @property
    def inputs(self) -> list[str]:
        days = [field + part for field in self.fields for part in _OF_A_DAY]
        return [*self.fields, *days]


def _kind(form: Form, request: pb.RecordMandateRequest) -> None:
    request.kind = form.choice("kind", KINDS, "Choose what kind of authority it is")


def _who(form: Form, request: pb.RecordMandateRequest) -> None:
    request.proxy_id = form.reference("proxy_id", "Enter the reference of who is to act")


def _paper(form: Form, request: pb.RecordMandateRequest) -> None:
    kind = KINDS[request.kind]
    request.document = form.text("document", "Say which document you saw" if kind.paper else "", longest=300)
    if kind.number:
        request.number = form.text("number", "Enter the number in the register or on the order", longest=300)
    if kind.birth:
        request.born_on = form.day("born_on", "Enter the child’s date of birth")


def _scope(form: Form, request: pb.RecordMandateRequest) -> None:
    chosen = form.choices("data_classes", KINDS[request.kind].classes, "Choose what they may act about")
    del request.data_classes[:]
    request.data_classes.extend(chosen)


def _days(form: Form, request: pb.RecordMandateRequest) -> None:
    request.starts_on = form.day("starts_on", "Enter the first day")
    request.ends_on = form.day("ends_on", "Enter the last day" if KINDS[request.kind].last_day else "")


QUESTIONS = (
    Question("kind", ("kind",), _kind),
    Question("who", ("proxy_id",), _who),
    Question("paper", ("document", "number", "born_on"), _paper),
    Question("scope", ("data_classes",), _scope),
    Question("days", ("starts_on", "ends_on"), _days),
)


@router.get("/desk/mandates/{account_id}/record")
async def begin(account_id: str, visit: StrongWorker) -> Response:
    return _ask(visit, account_id, QUESTIONS[0], Form(), None)


@router.post("/desk/mandates/{account_id}/record")
async def go_on(account_id: str, visit: StrongWorker) -> Response:
    """To the first question that is not answered, or is to be changed; then to all answers; then it is recorded."""
    form = await visit.form()
    request = pb.RecordMandateRequest(account_id=account_id)
    for question in QUESTIONS:
        answers, asked = form.alone(), question.name in form.all("answered")
        question.take(answers, request)
        if form["change"] == question.name or not asked:
            return _ask(visit, account_id, question, form.alone(), KINDS.get(request.kind))
        if not answers.ok:
            return _ask(visit, account_id, question, answers, KINDS.get(request.kind))
    if form["record"] == "yes":
        try:
            await visit.clients.mandates.RecordMandate(request)
            return visit.go(f"/desk/mandates/{account_id}", done="recorded")
        except Invalid as refused:
            return await _put_right(visit, form, request, refused)
    return await _check(visit, form, request)


async def _put_right(visit: Visit, form: Form, request: pb.RecordMandateRequest, refused: Invalid) -> Response:
    """The first question that the service found wrong, with what it said at the field."""
    for question in QUESTIONS:
        if mine := [each for each in refused.fields if each.field in question.fields]:
            answers = form.alone()
            question.take(answers, request)
            answers.refused(Invalid(refused.detail, fields=mine))
            return _ask(visit, request.account_id, question, answers, KINDS[request.kind])
    form.refused(refused)
    return await _check(visit, form, request)


def _ask(visit: Visit, account_id: str, question: Question, form: Form, kind: Kind | None) -> Response:
    place = QUESTIONS.index(question)
    return visit.page(
        "mandate_record.html",
        200 if form.ok else 400,
        form=form,
        account_id=account_id,
        question=question.name,
        before=QUESTIONS[place - 1].name if place else "",
        kept=_kept(form, but=question),
        kinds=KINDS,
        said=SAID,
        kind=kind,
    )


async def _check(visit: Visit, form: Form, request: pb.RecordMandateRequest) -> Response:
    about = await visit.clients.mandates.ListMandatesOf(pb.ListMandatesOfRequest(account_id=request.account_id))
    return visit.page(
        "mandate_check.html",
        200 if form.ok else 400,
        form=form,
        account_id=request.account_id,
        name=about.name,
        asked=request,
        kept=_kept(form),
        kind=KINDS[request.kind],
    )


def _kept(form: Form, but: Question | None = None) -> list[tuple[str, str]]:
    """What the form holds for the other pages, to be sent along: which questions are answered, and how."""
    others = [question for question in QUESTIONS if question is not but]
    names = ["answered", *(name for question in others for name in question.inputs)]
    known = {question.name for question in others}
    return [(name, value) for name in names for value in form.all(name) if name != "answered" or value in known]
