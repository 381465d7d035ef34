"""Whom somebody of the organisation still works with, one who has left too: handed over from here, several at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Response
from kith.cases.v1.networks_pb2 import HandOverInvolvementRequest, ListPeopleOfRequest

from chassis.errors import Conflict, Invalid, NotFound, Problem
from services.gateway.clients import Credential, act_for
from services.gateway.web import colleagues
from services.gateway.web.forms import Form
from services.gateway.web.refusals import said_of, sentence
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_PAGE, _MOST = "/desk/hand-over", 50
_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many were handed over, and why others were not, by involvement."""

    handed: int = 0
    refused: Mapping[str, Problem] = field(default_factory=dict)


@router.get(_PAGE)
async def people_of(visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, Form(), Outcome())


@router.post(_PAGE)
async def hand_over(visit: Worker) -> Response:
    """Each in a transaction of its own: what can go over does, and of the rest it is said why it cannot."""
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    sent = [one for one in form.all("involvement_ids") if _ID.fullmatch(one)]
    chosen = form.choices("involvement_ids", sent, "Choose whom you hand over")
    to = await colleagues.one_of_found(visit, form)
    team = form.text("team", "" if to else "Choose a colleague, or enter a team", longest=100)
    since = form.day("since")
    if not form.ok:
        return await _page(visit, form, Outcome(), 400)
    refused = dict[str, Problem]()
    for one in chosen:
        # Each is an effect of its own: pressed twice, it is handed over once.
        act_for(Credential(session=visit.cookie, idempotency_key=form.fingerprint(f"{_PAGE}/{one}")))
        request = HandOverInvolvementRequest(involvement_id=one, professional_id=to, team=team, since=since)
        try:
            await visit.clients.networks.HandOverInvolvement(request)
        except (Invalid, Conflict, NotFound) as problem:
            refused[one] = problem
    if not refused:
        return visit.go(_PAGE, done="handed-over", whose=visit.asked("whose"))
    return await _page(visit, form, Outcome(len(chosen) - len(refused), refused), 400)


def _why(problem: Problem) -> str:
    if isinstance(problem, NotFound):
        return "It is not there any more"
    return "; ".join(sentence(each.message) for each in problem.fields) or said_of(problem)


async def _page(visit: Visit, form: Form, outcome: Outcome, status: int = 200) -> Response:
    """Without `whose`: a worker's own; a manager is asked whose."""
    context = visit.session.context
    whose = visit.asked("whose") or ("" if context.role == "manager" else context.professional_id)
    if not whose:
        query = visit.asked("who").strip()
        found = await colleagues.found(visit, query, context.organisation_id, leavers=True)
        return visit.page("whose_people.html", page=_PAGE, query=query, found=found)
    asked = ListPeopleOfRequest(professional_id=whose, limit=_MOST, cursor=visit.asked("after"))
    listed = await visit.clients.networks.ListPeopleOf(asked)
    people = sorted(listed.items, key=lambda one: (one.family_name, one.given_name, one.involvement.id))
    names = {one.involvement.id: f"{one.given_name} {one.family_name}" for one in people}
    for one, problem in outcome.refused.items():
        form.wrong(f"({one})", _why(problem), names.get(one) or visit.said("Somebody"))
    among = await colleagues.of_ones_own(visit)
    return visit.page(
        "people_of.html",
        status,
        form=form,
        whose=whose,
        name=(await colleagues.named(visit, {whose})).get(whose, ""),
        people=people,
        handed=outcome.handed,
        after=listed.next_cursor,
        page=_PAGE,
        # Of a worker's own, no address needs to say whose they are.
        kept={"whose": visit.asked("whose"), "after": visit.asked("after")},
        query=visit.asked("q").strip(),
        away=among is None,
        colleagues=colleagues.to_choose(among),
    )
