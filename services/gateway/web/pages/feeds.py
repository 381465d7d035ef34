"""The systems an organisation's lists of people come from: what each is, how fresh, and deliveries that wait."""

from typing import Literal

from fastapi import APIRouter, Response
from kith.cases.v1 import feeds_pb2 as pb

from chassis.errors import Conflict, Invalid, NotFound
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
KINDS = {
    "adult_social_care": "adult social care",
    "children_social_care": "children's social care",
    "housing": "housing",
    "education": "education",
    "nhs_community": "NHS community services",
    "police": "police",
    "probation": "probation",
    "other": "something else",
}
PRIVATE = {"no": "No", "yes": "Yes: nobody else is to learn that you work with these people"}
END = {"yes": "Yes, they have left: end them", "no": "No, the delivery was wrong: change nothing"}
_QUEUE, _LONGEST = "/desk/feeds", 500
_Number = Literal["age_from", "age_to", "months_after_closing"]
_NUMBERS: tuple[_Number, ...] = ("age_from", "age_to", "months_after_closing")


@router.get("/desk/feeds")
async def feeds(visit: Worker) -> Response:
    visit.must_be("manager")
    found = await visit.clients.feeds.ListFeeds(pb.ListFeedsRequest())
    waiting = await visit.clients.feeds.ListRolls(pb.ListRollsRequest())
    return visit.page("feeds.html", feeds=found.feeds, rolls=waiting.rolls, kinds=KINDS)


@router.get("/desk/feeds/declare")
async def look(visit: Worker) -> Response:
    """With what was declared of that feed before."""
    visit.must_be("manager")
    return await _page(visit, _as_declared(await _named(visit, visit.asked("name"))))


@router.post("/desk/feeds/declare")
async def declare(visit: Worker) -> Response:
    visit.must_be("manager")
    form = await visit.form()
    request = pb.DeclareFeedRequest(
        name=form.text("name", "Enter the name the system sends", longest=100),
        kind=form.choice("kind", KINDS, "Choose what it is"),
        coverage=form.text("coverage", "Say whom it holds", longest=300),
        every_days=_number(form, "every_days", "Enter how many days there are at most between deliveries") or 0,
        may_shrink=_number(form, "may_shrink", "Enter a percentage") or 0,
        shown=pb.VisibilityRules(
            statuses=[word.strip() for word in form.text("statuses").split(",") if word.strip()],
            **{name: number for name in _NUMBERS if (number := _number(form, name)) is not None},
        ),
        shielded=form.choice("shielded", PRIVATE, "Say whether it is of a private service") == "yes",
    )
    if form.ok:
        try:
            await visit.clients.feeds.DeclareFeed(request)
            return visit.go(_QUEUE, done="feed-declared")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, form, 400)


@router.get("/desk/feeds/rolls/{roll_id}")
async def roll(roll_id: str, visit: Worker) -> Response:
    visit.must_be("manager")
    return await _roll_page(visit, roll_id, Form())


@router.post("/desk/feeds/rolls/{roll_id}")
async def decide(roll_id: str, visit: Worker) -> Response:
    visit.must_be("manager")
    form = await visit.form()
    end = form.choice("end", END, "Choose whether they have left")
    reason = form.text("reason", "Say how you know", longest=_LONGEST)
    if form.ok:
        try:
            await visit.clients.feeds.DecideRoll(pb.DecideRollRequest(roll_id=roll_id, end=end == "yes", reason=reason))
            return visit.go(_QUEUE, done="roll-ended" if end == "yes" else "roll-refused")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _roll_page(visit, roll_id, form, 400)


async def _named(visit: Visit, name: str) -> pb.DeclaredFeed:
    """Raises NotFound for a name that none of them has."""
    if not name:
        return pb.DeclaredFeed(every_days=1, may_shrink=5)
    found = await visit.clients.feeds.ListFeeds(pb.ListFeedsRequest())
    for one in found.feeds:
        if one.name == name:
            return one
    raise NotFound("your organisation has no feed of that name")


def _as_declared(one: pb.DeclaredFeed) -> Form:
    rules = {name: str(getattr(one.shown, name)) for name in _NUMBERS if one.shown.HasField(name)}
    said = {
        "name": one.name,
        "kind": one.kind,
        "coverage": one.coverage,
        "every_days": str(one.every_days or ""),
        "may_shrink": str(one.may_shrink),
        "statuses": ", ".join(one.shown.statuses),
        "shielded": "yes" if one.shielded else "no",
    }
    return Form({name: [value] for name, value in (said | rules).items()})


def _number(form: Form, name: str, missing: str = "") -> int | None:
    text = form.text(name, missing, longest=4)
    if text and not (text.isascii() and text.isdecimal()):
        form.wrong(name, "Enter a whole number")
        return None
    return int(text) if text else None


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("feed.html", status, form=form, kinds=KINDS, private=PRIVATE)


async def _roll_page(visit: Visit, roll_id: str, form: Form, status: int = 200) -> Response:
    waiting = await visit.clients.feeds.ListRolls(pb.ListRollsRequest())
    for one in waiting.rolls:
        if one.id == roll_id:
            return visit.page("roll.html", status, form=form, roll=one, end=END)
    raise NotFound("this delivery does not wait any more")
