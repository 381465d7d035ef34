"""Who asked for a copy of what the organisation holds about them, and what leaves: for guardians and data protection
officers. Each thing held is opened and decided by itself.
"""

import asyncio
import json
from urllib.parse import quote

from fastapi import APIRouter, Response
from kith.cases.v1 import access_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.web.forms import Form
from services.gateway.web.pages.copies import part_of
from services.gateway.web.roles import GUARDIANS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)
_QUEUE, _A_PAGE = "/desk/copies", 50
_LONGEST = 4000
KINDS = {
    "case": "a case",
    "concern": "a concern",
    "consent": "what they agreed to",
    "decision_not_to_share": "a decision not to share",
    "disclosure": "a look",
    "family_link": "how somebody belongs to them",
    "invitation": "an invitation to join their network",
    "involvement": "somebody’s work with them",
    "objection": "what they objected to",
    "private_message": "a message for services that are never shown",
    "record": "a record",
    "record_version": "what a record said before it was corrected",
    "refusal": "what they said no to",
    "share": "what is shared",
}
KEPT_BACK = {
    "withheld": "it is withheld until a reviewer releases it",
    "not_told": "a share that they were not told of",
    "private_service": "it names a private service",
    "protected_address": "an address that is protected",
    "beyond_reach": "the authority of whoever asked does not reach it",
}
EXEMPTIONS = {
    "serious_harm": "leave it out: a professional says that it would be likely to cause serious harm",
    "child_abuse": "leave it out: it is about abuse of a child, and giving it is not in the child’s interest",
    "third_party": "leave it out: it is about somebody else, who did not agree",
    "crime_prevention": "leave it out: giving it would be likely to prejudice the prevention of crime",
    "legal_privilege": "leave it out: legal privilege",
}
VERDICTS = {"disclose": "give it", "redacted": "give it without the marked words", **EXEMPTIONS}
PROFESSIONS = {"health": "health", "social_work": "social work", "education": "education"}
STEPS = {
    "identity_awaited": "we asked who they are: the month begins once they have shown it",
    "identity_shown": "they have shown who they are",
    "clarification_awaited": "we asked what they mean: the clock stands still",
    "clarified": "they said what they mean",
    "extended": "we told them that it takes up to two months longer",
}
_ANSWERED_BY = {"identity_awaited": "identity_shown", "clarification_awaited": "clarified"}
WAYS = {"online": "on their own pages", "spoken": "aloud", "letter": "by letter"}
YES_OR_NO = {"yes": "yes, leave it out", "no": "no, it has to be decided again"}


@router.get("/desk/copies")
async def queue(visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    return await _queue(visit, Form())


@router.get("/desk/copies/{request_id}")
async def request(request_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    return await _request_page(visit, request_id, Form())


@router.post("/desk/copies/{request_id}/take-up")
async def take_up(request_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    await visit.form()
    await visit.clients.access.TakeUpAccessRequest(pb.TakeUpAccessRequestRequest(request_id=request_id))
    return visit.go(_path(request_id), done="taken-up")


@router.post("/desk/copies/{request_id}/clock")
async def move_clock(request_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    step = pb.MoveAccessClockRequest(
        request_id=request_id,
        step=form.choice("step", STEPS, "Choose what happened"),
        on=form.day("on", "Enter the day on which it happened"),
        words=form.text("told", longest=_LONGEST),
    )
    if form.ok:
        try:
            await visit.clients.access.MoveAccessClock(step)
            return visit.go(_path(request_id), done="clock-moved")
        except (Invalid, Conflict) as refused:
            form.refused(refused, words="told")
    return await _request_page(visit, request_id, form, 400)


@router.get("/desk/copies/{request_id}/items/{key}")
async def item(request_id: str, key: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    return await _item_page(visit, request_id, key, Form())


@router.post("/desk/copies/{request_id}/items/{key}")
async def decide(request_id: str, key: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    verdict = form.choice("verdict", VERDICTS, "Choose what happens to it")
    left_out = verdict in EXEMPTIONS
    wish = pb.DecideHeldItemsRequest(
        request_id=request_id,
        items=[_key(key)],
        outcome="exempt" if left_out else verdict,
        exemption=verdict if left_out else "",
        reason=form.text("reason", "Say why it is left out" if left_out else "", longest=_LONGEST),
    )
    if verdict == "serious_harm":
        wish.opinion.given_by = form.text("given_by", "Say whose opinion it is")
        wish.opinion.profession = form.choice("profession", PROFESSIONS, "Choose their profession")
        wish.opinion.given_on = form.day("given_on", "Enter the day on which they gave it")
        wish.opinion.words = form.text("words", "Say what they found", longest=_LONGEST)
    if form.ok:
        try:
            await visit.clients.access.DecideHeldItems(wish)
            return visit.go(_path(request_id), done="second-look")
        except (Invalid, Conflict) as refused:
            form.refused(refused, outcome="verdict", exemption="verdict", opinion="given_by")
        except Denied as refused:
            _put_right(form, refused, "not-the-officer")
    return await _item_page(visit, request_id, key, form, 400)


@router.post("/desk/copies/{request_id}/items/{key}/second-look")
async def second_look(request_id: str, key: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    look = pb.TakeSecondLookRequest(
        request_id=request_id,
        items=[_key(key)],
        agrees=form.choice("agrees", YES_OR_NO, "Choose whether it is left out") == "yes",
        reason=form.text("why", "Say how you came to that view", longest=_LONGEST),
    )
    if form.ok:
        try:
            await visit.clients.access.TakeSecondLook(look)
            return visit.go(_path(request_id), done="second-look")
        except (Invalid, Conflict) as refused:
            form.refused(refused, reason="why")
        except Denied as refused:
            _put_right(form, refused, "own-decision")
    return await _item_page(visit, request_id, key, form, 400)


@router.post("/desk/copies/{request_id}/release")
async def release(request_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    try:
        released = await visit.clients.access.ReleaseAccessCopy(pb.ReleaseAccessCopyRequest(request_id=request_id))
        return visit.page("copy_released.html", one=released)
    except Conflict as refused:
        if refused.code == "already-answered":
            form.refused(refused)
            return await _queue(visit, form, 400)
        form.refused(refused)
    except Denied as refused:
        _put_right(form, refused, "not-the-officer")
    return await _request_page(visit, request_id, form, 400)


@router.get("/desk/copies/{request_id}/copy/{part}")
async def hand_over(request_id: str, part: str, visit: StrongWorker) -> Response:
    """One part, to be printed for who asked aloud or by letter."""
    visit.must_be(*GUARDIANS)
    asked = pb.HandOverAccessCopyRequest(request_id=request_id, part=part_of(part))
    held = json.loads((await visit.clients.access.HandOverAccessCopy(asked)).document)
    return visit.page("copy_handed_over.html", held=held, here=f"{_path(request_id)}/copy/")


def _path(request_id: str) -> str:
    return f"{_QUEUE}/{quote(request_id, safe='')}"


def _key(key: str) -> pb.ItemKey:
    """`record:rec_1`, as the API has it. Raises NotFound."""
    kind, _, item_id = key.partition(":")
    if kind not in KINDS or not item_id:
        raise NotFound("there is no such item")
    return pb.ItemKey(kind=kind, id=item_id)


def _put_right(form: Form, refused: Denied, code: str) -> None:
    """What the officer can put right is said above the form; whatever else is denied him is a page of its own."""
    if refused.code != code:
        raise refused
    form.refused(refused)


def _next_steps(one: pb.AccessRequest) -> dict[str, str]:
    """What may happen next: an answer where it is awaited, a question where it is not. Cases decides it again."""
    told = [step.step for step in one.steps]
    awaited = {question for question, answer in _ANSWERED_BY.items() if told.count(question) > told.count(answer)}
    open_ = set[str]() if one.state == "overdue" else ({*_ANSWERED_BY} - awaited) | ({"extended"} - {*told})
    return {step: said for step, said in STEPS.items() if step in open_ | {_ANSWERED_BY[each] for each in awaited}}


async def _request(visit: Visit, request_id: str) -> pb.AccessRequest:
    """One that is yet to be answered. Raises NotFound."""
    asked = pb.ListAccessRequestsRequest(request_id=request_id)
    for one in (await visit.clients.access.ListAccessRequests(asked)).requests:
        if one.id == request_id:
            return one
    raise NotFound("there is no such request")


async def _queue(visit: Visit, form: Form, status: int = 200) -> Response:
    ask = visit.clients.access.ListAccessRequests
    waiting, released = await asyncio.gather(
        ask(pb.ListAccessRequestsRequest(cursor=visit.asked("after"))),
        ask(pb.ListAccessRequestsRequest(released=True, cursor=visit.asked("released"))),
    )
    return visit.page("copies_asked.html", status, form=form, waiting=waiting, released=released, ways=WAYS)


async def _request_page(visit: Visit, request_id: str, form: Form, status: int = 200) -> Response:
    one = await _request(visit, request_id)
    asked = pb.ListHeldItemsRequest(request_id=request_id, limit=_A_PAGE, cursor=visit.asked("after"))
    held = await visit.clients.access.ListHeldItems(asked)
    return visit.page(
        "copy_asked.html",
        status,
        form=form,
        one=one,
        held=held,
        mine=one.officer_id == visit.session.account_id,
        ways=WAYS,
        kinds=KINDS,
        kept_back=KEPT_BACK,
        verdicts=VERDICTS,
        steps=STEPS,
        next_steps=_next_steps(one),
    )


async def _item_page(visit: Visit, request_id: str, key: str, form: Form, status: int = 200) -> Response:
    which = _key(key)
    one = await _request(visit, request_id)
    opened = await visit.clients.access.ReadHeldItem(pb.ReadHeldItemRequest(request_id=request_id, key=which))
    return visit.page(
        "copy_item.html",
        status,
        form=form,
        request_path=_path(request_id),
        here=f"{_path(request_id)}/items/{quote(key, safe=':')}",
        item=opened.item,
        decided=opened.item.exemption or opened.item.outcome,
        document=json.loads(opened.document),
        redacted=json.loads(opened.redacted) if opened.redacted else None,
        mine=one.officer_id == visit.session.account_id,
        own=opened.item.decided_by == visit.session.account_id,
        kinds=KINDS,
        verdicts={code: said for code, said in VERDICTS.items() if code != "redacted" or opened.item.marked},
        professions=PROFESSIONS,
        yes_or_no=YES_OR_NO,
    )
