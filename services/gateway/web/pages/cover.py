"""Who covers for whom: a worker arranges it for herself, a manager for anybody in the organisation."""

from fastapi import APIRouter, Response
from kith.cases.v1 import networks_pb2 as pb

from chassis.errors import Conflict, Denied, Invalid
from services.gateway.web import colleagues
from services.gateway.web.forms import Form
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)


@router.get("/desk/cover")
async def cover(visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, Form())


@router.post("/desk/cover")
async def arrange(visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    among = colleagues.to_choose(await colleagues.of_ones_own(visit))
    request = pb.ArrangeCoverRequest(
        professional_id=visit.asked("whose"),
        covering_id=form.choice("covering_id", among, "Choose who covers"),
        since=form.day("since"),
        until=form.day("until", "Enter the last day"),
    )
    if form.ok:
        try:
            await visit.clients.networks.ArrangeCover(request)
            return visit.go("/desk/cover", done="covered")
        except (Invalid, Conflict, Denied) as refused:
            form.refused(refused)
    return await _page(visit, form, 400)


@router.post("/desk/cover/{cover_id}/end")
async def end(cover_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    try:
        await visit.clients.networks.EndCover(pb.EndCoverRequest(cover_id=cover_id))
        return visit.go("/desk/cover", done="cover-ended")
    except (Conflict, Denied) as refused:
        form.refused(refused)
    return await _page(visit, form, 400)


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    whose = visit.asked("whose")
    found = await visit.clients.networks.ListCovers(pb.ListCoversRequest(cursor=visit.asked("after")))
    covers = found.covers
    ids = {whose, *(id_ for one in covers for id_ in (one.professional_id, one.covering_id))} - {""}
    among = await colleagues.of_ones_own(visit)
    return visit.page(
        "cover.html",
        status,
        form=form,
        covers=covers,
        after=found.next_cursor,
        names=await colleagues.named(visit, ids),
        whose=whose,
        page="/desk/cover",
        kept={"whose": whose},
        query=visit.asked("q").strip(),
        away=among is None,
        colleagues=colleagues.to_choose(among),
    )
