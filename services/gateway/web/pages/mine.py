"""The people a worker works with, what changed around each since she looked, and how she is told of it."""

from fastapi import APIRouter, Response
from kith.cases.v1 import rounds_pb2 as pb

from chassis.errors import Invalid
from services.gateway.web.forms import Form
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
_MINE, _MOST, _LONGEST = "/desk/mine", 100, 1_000
DAILY = {"yes": "Yes, once a day when something changed", "no": "No"}
CHANGED = {
    "joined": ("%(num)s joined", "%(num)s joined"),
    "left": ("%(num)s left", "%(num)s left"),
    "concerns": ("%(num)s concern raised", "%(num)s concerns raised"),
    "shares": ("%(num)s share given or ended", "%(num)s shares given or ended"),
}


@router.get("/desk/mine")
async def mine(visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, Form())


@router.post("/desk/mine")
async def keep(visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    teams = [name.strip() for name in form.text("teams", longest=_LONGEST).splitlines() if name.strip()]
    daily = form.choice("daily", DAILY, "Choose whether you want the message")
    if form.ok:
        try:
            await visit.clients.rounds.SetRound(pb.SetRoundRequest(teams=teams, daily_message=daily == "yes"))
            return visit.go(_MINE, done="round-kept")
        except Invalid as refused:
            form.refused(refused)
    return await _page(visit, form, 400)


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    page = await visit.clients.rounds.ListRound(pb.ListRoundRequest(limit=_MOST, cursor=visit.asked("after")))
    people = [(one, _news(one)) for one in page.people]
    # Who was not looked at for longest, though something changed, comes first; then whoever has news; then by name.
    people.sort(key=lambda each: (not each[0].stale, not each[1], each[0].family_name, each[0].given_name))
    return visit.page(
        "mine.html",
        status,
        form=form,
        people=people,
        stale=sum(one.stale for one, _ in people),
        after=page.next_cursor,
        teams=list(page.round.teams),
        daily="yes" if page.round.daily_message else "no",
        ways=DAILY,
    )


def _news(one: pb.OnRound) -> list[tuple[int, tuple[str, str]]]:
    counted = [(getattr(one, field), words) for field, words in CHANGED.items()]
    return [(count, words) for count, words in counted if count]
