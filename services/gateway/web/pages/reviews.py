"""Emergency accesses that wait for somebody else than the reader to judge them."""

from fastapi import APIRouter, Response
from kith.cases.v1.sharing_pb2 import ListEmergencyAccessesRequest, ReviewEmergencyAccessRequest

from chassis.errors import Conflict, Invalid
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Visit, Worker

router = APIRouter(route_class=PageRoute)
VERDICTS = {"yes": "Yes, it was justified", "no": "No, it was not justified"}


@router.get("/desk/reviews")
async def reviews(visit: Worker) -> Response:
    return await _page(visit, Form())


@router.post("/desk/reviews/{access_id}")
async def review(access_id: str, visit: Worker) -> Response:
    form = await visit.form()
    verdict = form.choice("verdict", VERDICTS, "Choose whether it was justified")
    comment = form.text("comment", "Say how you came to that view", longest=1000)
    if form.ok:
        try:
            await visit.clients.sharing.ReviewEmergencyAccess(
                ReviewEmergencyAccessRequest(emergency_access_id=access_id, justified=verdict == "yes", comment=comment)
            )
            return visit.go("/desk/reviews", done="reviewed")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, form, access_id, 400)


async def _page(visit: Visit, form: Form, wrong: str = "", status: int = 200) -> Response:
    """`wrong` is the access whose form has errors."""
    asked = ListEmergencyAccessesRequest(cursor=visit.asked("after"))
    answer = await visit.clients.sharing.ListEmergencyAccesses(asked)
    return visit.page(
        "reviews.html",
        status,
        form=form,
        wrong=wrong,
        accesses=answer.accesses,
        after=answer.next_cursor,
        verdicts=VERDICTS,
    )
