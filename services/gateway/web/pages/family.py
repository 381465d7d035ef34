"""Who belongs to a person, as far as the worker's organisation works with them as well."""

from fastapi import APIRouter, Response
from kith.cases.v1 import networks_pb2 as pb
from kith.cases.v1.people_pb2 import FindPersonRequest

from chassis.errors import Conflict, Denied, Invalid, NotFound
from services.gateway.api.access import Pace
from services.gateway.api.limits import RATES
from services.gateway.web.about_whom import about_whom
from services.gateway.web.forms import Form
from services.gateway.web.pages.desk import WHY, meant
from services.gateway.web.pages.person import path_of, purpose_of
from services.gateway.web.roles import CASEWORKERS
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import KIN

router = APIRouter(route_class=PageRoute)
_UNKNOWN = "Nobody your organisation works with matches this. Check the spelling and the date, or use a number"


@router.get("/desk/people/{person_id}/family")
async def family(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    return await _page(visit, person_id, Form())


@router.post("/desk/people/{person_id}/family")
async def record(person_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    kin = form.choice("kin", KIN, "Choose who it is to them")
    whom = FindPersonRequest(purpose=purpose_of(visit), **meant(form))
    since = form.day("since")
    if form.ok:
        visit.web.buckets.take(visit.session.account_id, Pace.FIND, RATES[Pace.FIND])
        try:
            found = await visit.clients.people.FindPerson(whom)
            if found.outcome == "match":
                link = pb.RecordFamilyLinkRequest(person_id=person_id, other_id=found.person_id, kin=kin, since=since)
                await visit.clients.networks.RecordFamilyLink(link)
                return visit.go(f"{path_of(person_id)}/family", done="family-recorded", purpose=purpose_of(visit))
            form.wrong("()", _UNKNOWN)
        except (Invalid, Conflict) as refused:
            form.refused(refused, **{"identifier.value": "nhs_number"})
        except (NotFound, Denied):
            # One answer for whom nobody knows and for whom they work with nothing.
            form.wrong("()", _UNKNOWN)
    return await _page(visit, person_id, form, 400)


@router.post("/desk/people/{person_id}/family/{family_link_id}/end")
async def end(person_id: str, family_link_id: str, visit: Worker) -> Response:
    visit.must_be(*CASEWORKERS)
    form = await visit.form()
    try:
        asked = pb.EndFamilyLinkRequest(family_link_id=family_link_id, person_id=person_id)
        await visit.clients.networks.EndFamilyLink(asked)
        return visit.go(f"{path_of(person_id)}/family", done="family-ended", purpose=purpose_of(visit))
    except (Invalid, Conflict) as refused:
        form.refused(refused)
    return await _page(visit, person_id, form, 400)


async def _page(visit: Visit, person_id: str, form: Form, status: int = 200) -> Response:
    purpose = purpose_of(visit)
    if not purpose:
        return visit.page("why.html", why=WHY)
    listed = await visit.clients.networks.ListFamily(pb.ListFamilyRequest(person_id=person_id, purpose=purpose))
    return visit.page(
        "family.html",
        status,
        form=form,
        person_id=person_id,
        about_whom=await about_whom(visit, person_id),
        purpose=purpose,
        links=listed.links,
        kin=KIN,
    )
