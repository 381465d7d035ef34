"""A person and who is involved: cases decides who is shown, directory adds what each lets others see."""

import asyncio
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import APIRouter, Response
from kith.cases.v1.concerns_pb2 import ListConcernsRequest, ListConcernsResponse
from kith.cases.v1.feeds_pb2 import FeedAround, ListFeedsRequest
from kith.cases.v1.people_pb2 import (
    ConfirmInvolvementRequest,
    Feed,
    GetNetworkRequest,
    Involvement,
    NoteContactRequest,
    RecordInvolvementRequest,
)

from chassis.errors import Conflict, Denied, Invalid, NotFound, Stale
from services.gateway.clients.network import ComposedNetwork, compose
from services.gateway.web.dates import LONDON
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.pages.desk import WHY
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import CONCERNS_END, CONCERNS_TAKEN_TO

router = APIRouter(route_class=PageRoute)
OWN_PERSON = "own-person"


def purpose_of(visit: Visit) -> str:
    """Why the worker looks: as said for this person, else as chosen with the work; empty where neither was."""
    purpose = visit.asked("purpose") or visit.session.context.purpose
    return purpose if purpose in WHY else ""


def path_of(person_id: str) -> str:
    return f"/desk/people/{quote(person_id, safe='')}"


@router.get("/desk/people/{person_id}")
async def person(person_id: str, visit: Worker) -> Response:
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/join")
async def join(person_id: str, visit: Worker) -> Response:
    """ "I work with this person": shows nothing until a feed, a manager or a member of the network confirms it."""
    form = await visit.form()
    role = form.text("role", "Enter what you do for this person", longest=100)
    if form.ok:
        try:
            involvement = await visit.clients.people.RecordInvolvement(
                RecordInvolvementRequest(
                    person_id=person_id,
                    professional_id=visit.session.context.professional_id,
                    role=role,
                    since=visit.web.clock.now().astimezone(LONDON).date().isoformat(),
                    shielded=True if form["private"] == "yes" else None,
                )
            )
            done = "confirmed" if involvement.confirmed else "joined"
            return visit.go(path_of(person_id), done=done, purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


@router.post("/desk/people/{person_id}/involvements/{involvement_id}/confirm")
async def confirm(person_id: str, involvement_id: str, visit: Worker) -> Response:
    await visit.form()
    asked = ConfirmInvolvementRequest(involvement_id=involvement_id, person_id=person_id)
    await visit.clients.people.ConfirmInvolvement(asked)
    return visit.go(path_of(person_id), done="confirmed", purpose=purpose_of(visit))


@router.get("/desk/people/{person_id}/involvements/{involvement_id}/contact")
async def contact(person_id: str, involvement_id: str, visit: Worker) -> Response:
    return await _contact_page(visit, person_id, involvement_id)


@router.post("/desk/people/{person_id}/involvements/{involvement_id}/contact")
async def note_contact(person_id: str, involvement_id: str, visit: Worker) -> Response:
    """At the version that the page was of, so that what a colleague noted meanwhile is not lost."""
    form = await visit.form()
    last, following = form.day("last_contact"), form.day("next_contact")
    version = form.text("version", longest=18)
    if not (version.isascii() and version.isdecimal()):
        form.wrong("version", "Look at it again first")
    if form.ok:
        try:
            await visit.clients.people.NoteContact(
                NoteContactRequest(
                    involvement_id=involvement_id,
                    person_id=person_id,
                    version=int(version),
                    last_contact=last,
                    next_contact=following,
                )
            )
            return visit.go(path_of(person_id), done="contact-noted", purpose=purpose_of(visit))
        except (Invalid, Conflict, Stale) as refused:
            form.refused(refused)
    return await _contact_page(visit, person_id, involvement_id, form)


async def _contact_page(visit: Visit, person_id: str, involvement_id: str, form: Form | None = None) -> Response:
    purpose = purpose_of(visit)
    if not purpose:
        return visit.page("why.html", why=WHY)
    network = await visit.clients.people.GetNetwork(GetNetworkRequest(person_id=person_id, purpose=purpose))
    own = visit.session.context.organisation_id
    for one in network.involvements:
        if one.id == involvement_id and one.organisation_id == own:
            status, shown = (400, form) if form else (200, _noted(one))
            return visit.page(
                "contact_noted.html", status, form=shown, network=network, involvement=one, purpose=purpose
            )
    raise NotFound("there is no such involvement")


def _noted(one: Involvement) -> Form:
    values = {"version": [str(one.version)]}
    for name in ("last_contact", "next_contact"):
        parts = getattr(one, name).split("-") if getattr(one, name) else ()
        values |= {f"{name}-{part}": [said] for part, said in zip(("year", "month", "day"), parts, strict=False)}
    return Form(values)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    purpose = purpose_of(visit)
    if not purpose:
        return visit.page("why.html", why=WHY)
    try:
        composed = await compose(visit.clients, person_id, purpose)
    except (Denied, NotFound) as refused:
        # One page for a person who is closed to this worker and for one whom nobody knows: it tells neither.
        if refused.code == OWN_PERSON:
            raise
        status = refused.status if form.ok else status
        return visit.page("closed.html", status, form=form, person_id=person_id, purpose=purpose)
    concerns, feeds = await asyncio.gather(
        visit.attempt(visit.clients.concerns.ListConcerns(ListConcernsRequest(person_id=person_id))),
        visit.attempt(visit.clients.feeds.ListFeeds(ListFeedsRequest())),
    )
    return visit.page(
        "person.html",
        status,
        form=form,
        network=composed.network,
        unseen=_unseen(composed.network.feeds, feeds.around if feeds else ()),
        contacts=composed.professionals,
        contacts_away=not composed.contacts_available,
        everybody=_everybody(composed),
        purpose=purpose,
        concerns=concerns,
        senders=await organisation_names(visit, _senders(concerns)),
        taken_to=CONCERNS_TAKEN_TO,
        outcomes=CONCERNS_END,
    )


def _everybody(composed: ComposedNetwork) -> list[str]:
    """The work addresses of the whole team, for one letter in which each sees the others: nobody of a private service,
    who would be shown to the rest, and nobody who only says that they work with the person.
    """
    around = [one for one in composed.network.involvements if one.status == "current"]
    there = [one for one in around if one.confirmed and not one.shielded]
    known = [
        composed.professionals[one.professional_id] for one in there if one.professional_id in composed.professionals
    ]
    return sorted({one.email for one in known if one.email and not one.HasField("disabled_at")})


def _unseen(seen: Iterable[Feed], around: Iterable[FeedAround]) -> list[FeedAround]:
    """The lists that show nothing of the person."""
    named = {(one.organisation_name, one.name) for one in seen}
    return [one for one in around if (one.organisation_name, one.name) not in named]


def _senders(concerns: ListConcernsResponse | None) -> set[str]:
    return {one.organisation_id for one in concerns.concerns if one.organisation_id} if concerns else set()
