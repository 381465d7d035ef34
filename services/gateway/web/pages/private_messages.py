"""Words for any service that works with a person and is never shown: left by whoever may see who is involved, gone
through by the duty desk and managers of such services.
"""

from fastapi import APIRouter, Response
from kith.cases.v1 import private_messages_pb2 as pb

from chassis.errors import Conflict, Invalid, NotFound, TooMany
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import BROKERS, CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_QUEUE, _LONGEST = "/desk/private-messages", 4000


@router.get("/desk/people/{person_id}/private-message")
async def written(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/private-message")
async def leave(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    words = form.text("words", "Write what they should know", longest=_LONGEST)
    if form.ok:
        try:
            request = pb.LeavePrivateMessageRequest(person_id=person_id, words=words)
            await visit.clients.private_messages.LeavePrivateMessage(request)
            return visit.go(f"{path_of(person_id)}/private-message", done="privately-left", purpose=purpose_of(visit))
        except (Invalid, TooMany) as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


@router.get("/desk/private-messages")
async def waiting(visit: Worker) -> Response:
    visit.must_be(*BROKERS)
    return await _queue(visit, Form())


@router.post("/desk/private-messages/{message_id}/answer")
async def answer(message_id: str, visit: Worker) -> Response:
    visit.must_be(*BROKERS)
    form = await visit.form()
    fields = {name: f"{name}-{message_id}" for name in ("words", "signed")}
    request = pb.AnswerPrivateMessageRequest(
        message_id=message_id,
        words=form.text(fields["words"], "Write the answer, or lay the message aside", longest=_LONGEST),
        signed=form.text(fields["signed"], "Say whom the answer is from", longest=200),
    )
    if form.ok:
        try:
            await visit.clients.private_messages.AnswerPrivateMessage(request)
            return visit.go(_QUEUE, done="privately-answered")
        except (Invalid, Conflict, NotFound) as refused:
            form.refused(refused, **fields)
    return await _queue(visit, form, 400)


@router.post("/desk/private-messages/{message_id}/lay-aside")
async def lay_aside(message_id: str, visit: Worker) -> Response:
    visit.must_be(*BROKERS)
    form = await visit.form()
    try:
        request = pb.LayPrivateMessageAsideRequest(message_id=message_id)
        await visit.clients.private_messages.LayPrivateMessageAside(request)
        return visit.go(_QUEUE, done="laid-aside")
    except (Conflict, NotFound) as refused:
        form.refused(refused)
    return await _queue(visit, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    request = pb.ListPrivateMessagesRequest(person_id=person_id, cursor=visit.asked("after"))
    found = await visit.clients.private_messages.ListPrivateMessages(request)
    return visit.page(
        "private_message.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose_of(visit),
        messages=found.messages,
        after=found.next_cursor,
    )


async def _queue(visit: Visit, form: Form, status: int = 200) -> Response:
    request = pb.ListWaitingPrivateMessagesRequest(cursor=visit.asked("after"))
    found = await visit.clients.private_messages.ListWaitingPrivateMessages(request)
    return visit.page(
        "private_messages.html",
        status,
        form=form,
        messages=found.messages,
        after=found.next_cursor,
        names=await organisation_names(visit, (one.organisation_id for one in found.messages)),
    )
