"""Looks that somebody outside the worker's line judges, and the ties of workers' own lives that some are held to.

Neither the worker nor the person is told that a look was flagged.
"""

from fastapi import APIRouter, Response
from kith.cases.v1 import looks_pb2 as pb

from chassis.errors import Conflict, Invalid
from services.gateway.web.forms import Form
from services.gateway.web.pages.withheld import LOOKS
from services.gateway.web.roles import GUARDIANS, WORKERS
from services.gateway.web.visit import PageRoute, StrongWorker, Visit, Worker

router = APIRouter(route_class=PageRoute)
WHY = {
    "known_privately": "they know each other privately, as was declared",
    "household": "they may live together, or are of one family",
    "sampled": "one of the duty desk’s looks, drawn by chance",
    "many_people": "the same worker looked at very many people",
    "many_workers": "very many workers looked at the same person",
    "guessed": "the same worker had searched for people and found nobody, again and again",
    "outside_area": "the person lives far from everybody your organisation knows",
}
JUDGEMENTS = {"explained": "it is explained", "follow_up": "somebody has to follow it up"}
BY = {"name": "by name and date of birth", "nhs_number": "by NHS number", "local_id": "by our own number for them"}
_QUEUE, _TIES, _LONGEST = "/desk/looks", "/desk/ties", 4_000


@router.get("/desk/looks")
async def queue(visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    return await _looks(visit, Form())


@router.post("/desk/looks/{review_id}")
async def judge(review_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    form = await visit.form()
    places = {name: f"{name}-{review_id}" for name in ("judgement", "reason")}
    request = pb.JudgeLookRequest(
        review_id=review_id,
        judgement=form.choice(places["judgement"], JUDGEMENTS, "Choose what you found"),
        reason=form.text(places["reason"], "Say what explains it, or what is to be followed up", longest=_LONGEST),
    )
    if form.ok:
        try:
            await visit.clients.looks.JudgeLook(request)
            return visit.go(_QUEUE, done="reviewed")
        except (Invalid, Conflict) as refused:
            form.refused(refused, **places)
    return await _looks(visit, form, 400)


@router.get("/desk/ties")
async def ties(visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    return visit.page("ties.html", by=BY)


@router.post("/desk/ties/person")
async def knows(visit: Worker) -> Response:
    """Nobody is looked up, and the answer is the same whether or not such a person is known."""
    visit.must_be(*WORKERS)
    form = await visit.form()
    request, by = pb.DeclareTieRequest(), form.choice("by", BY, "Choose how you tell us who it is")
    if by == "name":
        request.name_and_birth.given_name = form.text("given_name", "Enter their first name")
        request.name_and_birth.family_name = form.text("family_name", "Enter their last name")
        request.name_and_birth.date_of_birth = form.day("date_of_birth", "Enter their date of birth")
    elif by:
        request.identifier.scheme, request.identifier.value = by, form.text("number", "Enter the number")
    return await _declare(visit, form, request, {"identifier.value": "number"})


@router.post("/desk/ties/home")
async def lives(visit: Worker) -> Response:
    visit.must_be(*WORKERS)
    form = await visit.form()
    home = pb.TieHome(
        family_name=form.text("home_name", "Enter your last name"),
        address=form.text("address", "Enter the first line of your address"),
        postcode=form.text("postcode", "Enter your postcode"),
    )
    return await _declare(visit, form, pb.DeclareTieRequest(home=home), {"home.family_name": "home_name"})


@router.get("/desk/ties/declared")
async def declared(visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    found = await visit.clients.looks.ListTies(pb.ListTiesRequest(cursor=visit.asked("after")))
    return visit.page("ties_declared.html", ties=found.ties, after=found.next_cursor)


@router.post("/desk/ties/{tie_id}/end")
async def end(tie_id: str, visit: StrongWorker) -> Response:
    visit.must_be(*GUARDIANS)
    await visit.form()
    await visit.clients.looks.EndTie(pb.EndTieRequest(tie_id=tie_id))
    return visit.go(f"{_TIES}/declared", done="tie-ended")


async def _declare(visit: Visit, form: Form, request: pb.DeclareTieRequest, places: dict[str, str]) -> Response:
    if form.ok:
        try:
            await visit.clients.looks.DeclareTie(request)
            return visit.go(_TIES, done="tie-declared")
        except Invalid as refused:
            form.refused(refused, **places)
    return visit.page("ties.html", 400, form=form, by=BY)


async def _looks(visit: Visit, form: Form, status: int = 200) -> Response:
    found = await visit.clients.looks.ListLookReviews(pb.ListLookReviewsRequest(cursor=visit.asked("after")))
    return visit.page(
        "looks.html",
        status,
        form=form,
        reviews=found.reviews,
        guesses=found.guesses,
        after=found.next_cursor,
        why=WHY,
        looks=LOOKS,
        judgements=JUDGEMENTS,
    )
