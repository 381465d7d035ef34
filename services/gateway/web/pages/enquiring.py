"""One question a page, for whoever sits in a multi-agency hub: opening an enquiry, contributing to one, and deciding
whether another takes home what was contributed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from fastapi import APIRouter, Response
from kith.cases.v1.casework_pb2 import ListCasesRequest, ListRecordsRequest
from kith.cases.v1.hubs_pb2 import ContributeRequest, DecideReleaseRequest, OpenEnquiryRequest

from chassis.errors import Conflict, Invalid, NotFound
from services.gateway.api.access import Pace
from services.gateway.api.limits import RATES
from services.gateway.web import basis_questions, colleagues, enquiry_questions
from services.gateway.web.dates import day
from services.gateway.web.enquiry_questions import Around, contributing, deciding, named, opening
from services.gateway.web.forms import Form
from services.gateway.web.pages.desk import person_asked
from services.gateway.web.pages.enquiries import path_of, seen, why
from services.gateway.web.pages.hubs import hub_of
from services.gateway.web.questions import Asking, Questions
from services.gateway.web.visit import PageRoute, StrongWorker, Visit
from services.gateway.web.words import DATA_CLASSES

router = APIRouter(route_class=PageRoute)
W = TypeVar("W", OpenEnquiryRequest, ContributeRequest, DecideReleaseRequest)
_A_PAGE = 50
_OF_A_PERSON = ("given_name", "family_name", "nhs_number")


@dataclass(frozen=True, slots=True)
class Journey(Generic[W]):
    """What is decided: its name, what is asked, who hears it, where it leads, and where one leaves it."""

    name: str
    questions: Callable[[Around], Questions[W]]
    send: Callable[[W], Awaitable[object]]
    then: str
    done: str
    back: str


def _opening(visit: Visit, hub_id: str) -> tuple[Journey[OpenEnquiryRequest], OpenEnquiryRequest]:
    send = visit.clients.hubs.OpenEnquiry
    journey = Journey("open", opening, send, "/desk/enquiries", "enquiry-opened", "/desk/hubs")
    return journey, OpenEnquiryRequest(hub_id=hub_id)


def _contributing(visit: Visit, enquiry_id: str) -> tuple[Journey[ContributeRequest], ContributeRequest]:
    async def send(wish: ContributeRequest) -> object:
        if wish.refers:
            wish.ClearField("data_class")  # what it points to has its own
        return await visit.clients.hubs.Contribute(wish)

    here = path_of(enquiry_id)
    return Journey("contribute", contributing, send, here, "contributed", here), ContributeRequest(
        enquiry_id=enquiry_id
    )


def _deciding(
    visit: Visit, enquiry_id: str, release_id: str
) -> tuple[Journey[DecideReleaseRequest], DecideReleaseRequest]:
    here, send = path_of(enquiry_id), visit.clients.hubs.DecideRelease
    return Journey("decide", deciding, send, here, "release-decided", here), DecideReleaseRequest(release_id=release_id)


@router.get("/desk/hubs/{hub_id}/enquiry")
async def begin_opening(hub_id: str, visit: StrongWorker) -> Response:
    await _must_host(visit, hub_id)
    journey, wish = _opening(visit, hub_id)
    return _ask(visit, journey, opening(Around()).first(), Around(), wish)


@router.post("/desk/hubs/{hub_id}/enquiry")
async def open_enquiry(hub_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    await _must_host(visit, hub_id)
    finding = form.alone()
    person, sources = named(form, "person_named"), named(form, "sources_named")
    if form["finding"] and form["change"] == "whom":
        person = dict(await _person(visit, finding))
    if form["finding"] and form["change"] == "sources":
        sources |= colleagues.to_choose(await colleagues.found(visit, form["find"]))
        if any(form[name] for name in _OF_A_PERSON):
            sources |= await _person(visit, finding)
    journey, wish = _opening(visit, hub_id)
    return await _go_on(visit, journey, form, Around(person=person, sources=sources), wish, finding)


@router.get("/desk/enquiries/{enquiry_id}/contribute")
async def begin_contributing(enquiry_id: str, visit: StrongWorker) -> Response:
    journey, wish = _contributing(visit, enquiry_id)
    there = Around(held=await _held(visit, enquiry_id))
    return _ask(visit, journey, contributing(there).first(), there, wish)


@router.post("/desk/enquiries/{enquiry_id}/contribute")
async def contribute(enquiry_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    chosen = form["what"]
    # To list what is held is a look, and logged: only where it is to choose from.
    asked = not chosen or form["change"] == "what"
    held = await _held(visit, enquiry_id) if asked else {chosen: "what you chose"}
    journey, wish = _contributing(visit, enquiry_id)
    return await _go_on(visit, journey, form, Around(held=held), wish)


@router.get("/desk/enquiries/{enquiry_id}/releases/{release_id}")
async def begin_deciding(enquiry_id: str, release_id: str, visit: StrongWorker) -> Response:
    enquiry = await seen(visit, enquiry_id)
    own = visit.session.context.organisation_id
    wanted = [one for one in enquiry.releases if (one.id, one.from_organisation_id) == (release_id, own)]
    if not wanted:
        raise NotFound("there is nothing here")
    made = {one.id: one for one in enquiry.contributions}
    there = Around(data_class=made[wanted[0].contribution_id].data_class)
    journey, wish = _deciding(visit, enquiry_id, release_id)
    return _ask(visit, journey, deciding(there).first(), there, wish)


@router.post("/desk/enquiries/{enquiry_id}/releases/{release_id}")
async def decide(enquiry_id: str, release_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    journey, wish = _deciding(visit, enquiry_id, release_id)
    return await _go_on(visit, journey, form, Around(data_class=form["of_class"]), wish)


async def _must_host(visit: Visit, hub_id: str) -> None:
    if (await hub_of(visit, hub_id)).host_id != visit.session.context.organisation_id:
        raise NotFound("there is nothing here")


async def _person(visit: Visit, form: Form) -> Mapping[str, str]:
    """The one who matches, by id; what was wrong, or that nobody matches, is said in the form."""
    request = person_asked(form)
    if not form.ok:
        return {}
    visit.web.buckets.take(visit.session.account_id, Pace.FIND, RATES[Pace.FIND])
    try:
        found = await visit.clients.people.FindPerson(request)
    except Invalid as refused:
        form.refused(refused)
        return {}
    if found.outcome != "match":
        form.wrong("given_name", "Nobody matches, or more than one: check the spelling, or use a number")
        return {}
    name = f"{found.given_name} {found.family_name}"
    return {
        found.person_id: visit.said("%(name)s, born %(day)s", name=name, day=day(found.date_of_birth, visit.language))
    }


async def _held(visit: Visit, enquiry_id: str) -> Mapping[str, str]:
    """The organisation's own cases about the person with their records, as they are chosen."""
    person_id, own = (await seen(visit, enquiry_id)).person_id, visit.session.context.organisation_id
    casework, held = visit.clients.casework, dict[str, str]()
    found = await visit.attempt(casework.ListCases(ListCasesRequest(person_id=person_id, limit=_A_PAGE)))
    for case in found.cases if found else []:
        if case.organisation_id != own or case.private:
            continue
        held[f"case {case.id}"] = visit.said("that there is a case: %(title)s", title=case.title)
        listed = await casework.ListRecords(ListRecordsRequest(case_id=case.id, limit=_A_PAGE))
        held |= {f"record {one.id} {one.data_class}": one.title for one in listed.records}
    return held


async def _go_on(
    visit: Visit, journey: Journey[W], form: Form, there: Around, wish: W, finding: Form | None = None
) -> Response:
    """To the first question that is not answered, or is to be changed; then to all answers; then it is recorded."""
    questions = journey.questions(there)
    if asking := questions.next(form, wish):
        if finding and not finding.ok:
            asking = replace(asking, form=finding)
        return _ask(visit, journey, asking, there, wish)
    if form["record"] == "yes":
        try:
            await journey.send(wish)
            return visit.go(journey.then, done=journey.done, purpose=why(visit))
        except (Invalid, Conflict) as refused:
            if asking := questions.put_right(form, wish, refused):
                return _ask(visit, journey, asking, there, wish)
            form.refused(refused)
    return _page(visit, "enquiry_check.html", journey, form, there, wish, kept=questions.kept(form))


def _ask(visit: Visit, journey: Journey[W], asking: Asking[W], there: Around, wish: W) -> Response:
    told: dict[str, Any] = {"question": asking.question.name, "before": asking.before, "kept": asking.kept}
    return _page(visit, "enquiry_ask.html", journey, asking.form, there, wish, **told)


def _page(
    visit: Visit, template: str, journey: Journey[W], form: Form, there: Around, wish: W, **told: Any
) -> Response:
    return visit.page(
        template,
        200 if form.ok else 400,
        form=form,
        verb=journey.name,
        here=visit.request.url.path,
        back=journey.back,
        purpose=why(visit),
        there=there,
        wish=wish,
        enquired=enquiry_questions.ENQUIRED,
        outcomes=enquiry_questions.OUTCOMES,
        classes=enquiry_questions.CLASSES,
        all_classes=DATA_CLASSES,
        held={enquiry_questions.WORDS: "what I know, in words", **there.held},
        lawful=basis_questions.WITHOUT_CONSENT,
        conditions=basis_questions.CONDITIONS,
        para_18=basis_questions.PARA_18,
        told=basis_questions.TOLD,
        **told,
    )
