"""What workers tell people by hand: they ask first whether it is safe, and a refusal means that they must not."""

from fastapi import APIRouter, Response
from kith.cases.v1 import people_pb2 as pb
from kith.cases.v1.sharing_pb2 import WithdrawConsentRequest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.web.about_whom import about_each
from services.gateway.web.forms import Form
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import SAFE_WAYS

router = APIRouter(route_class=PageRoute)
HOW = {**SAFE_WAYS, "counter": "they are here"}
# It is paper.
OF_A_RECEIPT = {code: HOW[code] for code in ("in_person", "post", "through", "counter")}
_QUEUE, _RECEIPT = "/desk/messages", "receipt"


@router.get("/desk/messages")
async def waiting(visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, Form())


@router.post("/desk/messages/{message_id}")
async def give(message_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    field = f"how-{message_id}"
    how = form.choice(field, HOW, "Choose how you tell them")
    if form.ok:
        try:
            await visit.clients.people.GiveMessage(pb.GiveMessageRequest(message_id=message_id, how=how))
            return visit.go(_QUEUE, done="message-given")
        except (Invalid, Conflict) as refused:
            form.refused(refused, how=field)
        except Denied as refused:
            if refused.code != "not-safe":
                raise
            form.refused(refused)
    return await _page(visit, form, 400)


@router.get("/desk/messages/{message_id}/receipt")
async def receipt(message_id: str, visit: Worker) -> Response:
    """To be printed, of what was taken back for them: it answers the same each time."""
    visit.must_be(*CASEWORKERS)
    for one in (await _waiting(visit)).messages:
        if one.id == message_id and one.kind == _RECEIPT:
            again = await visit.clients.sharing.WithdrawConsent(WithdrawConsentRequest(consent_id=one.about_id))
            return visit.page("stopped_aloud.html", receipt=again, person_id=one.person_id, purpose="")
    raise NotFound("there is no such receipt")


async def _waiting(visit: Visit) -> pb.ListMessagesResponse:
    return await visit.clients.people.ListMessages(pb.ListMessagesRequest(cursor=visit.asked("after")))


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    waiting = await _waiting(visit)
    return visit.page(
        "messages.html",
        status,
        form=form,
        messages=waiting.messages,
        after=waiting.next_cursor,
        whom=await about_each(visit, (one.person_id for one in waiting.messages)),
        ways={"receipt": OF_A_RECEIPT, "reminder": HOW, "link": HOW, "link_undone": HOW},
    )
