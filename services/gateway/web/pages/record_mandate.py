"""Authority to act for somebody is recorded by an officer who saw the paper: one question a page, then all answers."""

from fastapi import APIRouter, Response
from kith.identity.v1 import mandates_pb2 as pb

from chassis.errors import Invalid
from services.gateway.web.forms import Form
from services.gateway.web.mandate_kinds import KINDS, SAID
from services.gateway.web.questions import Asking, Question, Questions
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)


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


QUESTIONS = Questions(
    (
        Question("kind", ("kind",), _kind),
        Question("who", ("proxy_id",), _who),
        Question("paper", ("document", "number", "born_on"), _paper),
        Question("scope", ("data_classes",), _scope),
        Question("days", ("starts_on", "ends_on"), _days),
    )
)


@router.get("/desk/mandates/{account_id}/record")
async def begin(account_id: str, visit: StrongWorker) -> Response:
    return _ask(visit, QUESTIONS.first(), pb.RecordMandateRequest(account_id=account_id))


@router.post("/desk/mandates/{account_id}/record")
async def go_on(account_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    request = pb.RecordMandateRequest(account_id=account_id)
    if asking := QUESTIONS.next(form, request):
        return _ask(visit, asking, request)
    if form["record"] == "yes":
        try:
            await visit.clients.mandates.RecordMandate(request)
            return visit.go(f"/desk/mandates/{account_id}", done="recorded")
        except Invalid as refused:
            if asking := QUESTIONS.put_right(form, request, refused):
                return _ask(visit, asking, request)
            form.refused(refused)
    return await _check(visit, form, request)


def _ask(visit: Visit, asking: Asking[pb.RecordMandateRequest], request: pb.RecordMandateRequest) -> Response:
    return visit.page(
        "mandate_record.html",
        200 if asking.form.ok else 400,
        form=asking.form,
        account_id=request.account_id,
        question=asking.question.name,
        before=asking.before,
        kept=asking.kept,
        kinds=KINDS,
        said=SAID,
        kind=KINDS.get(request.kind),
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
        kept=QUESTIONS.kept(form),
        kind=KINDS[request.kind],
    )
