"""Emergency access: reading without a share, for minutes, with a reason, always reviewed. Loud on purpose."""

from fastapi import APIRouter, Response
from kith.cases.v1.sharing_pb2 import OpenEmergencyAccessRequest

from chassis.errors import Conflict, Invalid
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import DATA_CLASSES

router = APIRouter(route_class=PageRoute)
MINUTES = {"15": "15 minutes", "30": "30 minutes", "60": "1 hour"}
# A protected address never opens this way.
CLASSES = {code: words for code, words in DATA_CLASSES.items() if code != "protected_address"}


@router.get("/desk/people/{person_id}/emergency")
async def ask(person_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/emergency")
async def open_access(person_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    reason = form.text("reason", "Say what the emergency is", longest=1000)
    classes = form.choices("data_classes", CLASSES, "Choose what you need to see")
    minutes = form.choice("minutes", MINUTES, "Choose for how long")
    if form.ok:
        try:
            await visit.clients.sharing.OpenEmergencyAccess(
                OpenEmergencyAccessRequest(
                    person_id=person_id, data_classes=classes, reason=reason, minutes=int(minutes)
                )
            )
            return visit.go(f"{path_of(person_id)}/records", done="emergency", purpose=purpose_of(visit))
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _page(visit, person_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    return visit.page(
        "emergency.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        classes=CLASSES,
        minutes=MINUTES,
        purpose=purpose_of(visit),
    )
