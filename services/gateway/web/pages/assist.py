"""Serving somebody in person: one question a page, and nothing of the person on a page once the sitting is over."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response
from kith.cases.v1.me_pb2 import GetMyNetworkRequest, GetMySharingRequest
from kith.cases.v1.sharing_pb2 import WithdrawConsentRequest
from kith.identity.v1 import assisted_pb2 as pb
from kith.identity.v1.proofing_pb2 import Evidence

from chassis.errors import Conflict, Denied, Invalid, NotFound, TooMany, Unavailable
from services.gateway.clients import act_for, credential
from services.gateway.web.forms import Form
from services.gateway.web.names import organisation_names
from services.gateway.web.visit import PageRoute, Visit, Worker
from services.gateway.web.words import DOCUMENTS

router = APIRouter(route_class=PageRoute)
RECOGNISED = {
    "photo": "I compared their face with a photo document",
    "known": "I know them, from here or from my work",
    "voucher": "Somebody whom I know brought them and says so",
    "answers": "They answered what only they would know",
}
EXAMINED = {
    "seen": "I looked at the original",
    "features": "I checked its security features",
    "source": "I checked its security features, and its issuer or its chip confirms it",
}
COMPARED = {
    "photo_trained": "I compared their face with the photo, and I am trained to",
    "photo": "I compared their face with the photo",
    "voucher": "Somebody who vouched knows their face and was here",
    "answers": "They answered what only they would know",
}
FLAGS = {
    "officer-same-surname": "The officer has the same last name.",
    "voucher-same-surname": "Somebody who vouched has the same last name.",
    "same-details": "Somebody else has sat with an officer under the same names and date of birth.",
}
EXPIRING = ("uk_passport", "uk_driving_licence")
VERDICTS = {"yes": "Yes, I am sure", "no": "No, something is wrong"}


@router.get("/desk/assist")
async def begin(visit: Worker) -> Response:
    return visit.page("assist.html")


@router.get("/desk/assist/new")
async def ask_new(visit: Worker) -> Response:
    return visit.page("assist_new.html")


@router.post("/desk/assist/new")
async def open_new(visit: Worker) -> Response:
    form = await visit.form()
    person = pb.Person(
        given_name=form.text("given_name", "Enter their first name"),
        family_name=form.text("family_name", "Enter their last name"),
        date_of_birth=form.day("date_of_birth", "Enter their date of birth"),
        postcode=form.text("postcode", "Enter their postcode"),
        nhs_number=form.text("nhs_number"),
    )
    request = pb.OpenSittingRequest(newcomer=person, place=form.text("place", "Say where you are"))
    return await _opened(visit, form, request, "assist_new.html")


@router.get("/desk/assist/known")
async def ask_known(visit: Worker) -> Response:
    return visit.page("assist_known.html", recognised=RECOGNISED)


@router.post("/desk/assist/known")
async def open_known(visit: Worker) -> Response:
    form = await visit.form()
    request = pb.OpenSittingRequest(
        place=form.text("place", "Say where you are"),
        recognised_by=form.choice("recognised_by", RECOGNISED, "Choose how you know that it is them"),
    )
    if reference := form.text("reference"):
        request.reference = reference
    else:
        request.known.given_name = form.text("given_name", "Enter their first name, or the reference on their card")
        request.known.family_name = form.text("family_name", "Enter their last name")
        request.known.date_of_birth = form.day("date_of_birth", "Enter their date of birth")
    return await _opened(visit, form, request, "assist_known.html", recognised=RECOGNISED)


async def _opened(visit: Visit, form: Form, request: pb.OpenSittingRequest, template: str, **context: Any) -> Response:
    if form.ok:
        try:
            sitting = await visit.clients.assisted.OpenSitting(request)
            return visit.go(f"/desk/assist/{sitting.id}")
        except (Invalid, Conflict, TooMany) as refused:
            form.refused(refused)
        except NotFound:
            form.wrong("()", "Nobody here has sat with an officer under these details. Check them, or begin anew")
        except Denied as refused:
            if refused.code != "own-name":
                raise
            form.refused(refused)
    return visit.page(template, 400, form=form, **context)


@router.get("/desk/assist/{sitting_id}")
async def sitting(sitting_id: str, visit: Worker) -> Response:
    found = await visit.clients.assisted.GetSitting(pb.GetSittingRequest(id=sitting_id))
    return visit.page("assist_sitting.html", sitting=found)


@router.post("/desk/assist/{sitting_id}/end")
async def end(sitting_id: str, visit: Worker) -> Response:
    await visit.form()
    await visit.clients.assisted.EndSitting(pb.EndSittingRequest(id=sitting_id))
    return visit.go("/desk/assist", done="sitting-ended")


@router.get("/desk/assist/{sitting_id}/examine")
async def ask_examine(sitting_id: str, visit: Worker) -> Response:
    return await _examining(visit, sitting_id, Form())


@router.post("/desk/assist/{sitting_id}/examine")
async def examine(sitting_id: str, visit: Worker) -> Response:
    form = await visit.form()
    shown = _shown(form)
    compared = form.choice("compared", COMPARED, "Choose how you saw that the documents are theirs")
    if form.ok:
        request = pb.ExamineRequest(sitting_id=sitting_id, shown=shown, compared=compared)
        try:
            made = await visit.clients.assisted.Examine(request)
            return visit.page("assist_examined.html", examination=made, sitting_id=sitting_id)
        except (Invalid, Conflict, TooMany, Unavailable) as refused:
            form.refused(refused)
    return await _examining(visit, sitting_id, form, 400)


def _shown(form: Form) -> list[pb.ShownDocument]:
    """The documents whose number was given."""
    shown = []
    for kind in DOCUMENTS:
        if number := form.text(kind):
            expires_on = form.day(f"{kind}_expires") if kind in EXPIRING else ""
            examined = form.choice(f"{kind}_examined", EXAMINED, f"Say how you examined the {DOCUMENTS[kind]}")
            evidence = Evidence(kind=kind, number=number, expires_on=expires_on)
            shown.append(pb.ShownDocument(evidence=evidence, examined=examined))
    return shown


async def _examining(visit: Visit, sitting_id: str, form: Form, status: int = 200) -> Response:
    found = await visit.clients.assisted.GetSitting(pb.GetSittingRequest(id=sitting_id))
    return visit.page(
        "assist_examine.html",
        status,
        form=form,
        sitting=found,
        documents=DOCUMENTS,
        expiring=EXPIRING,
        examined=EXAMINED,
        compared=COMPARED,
    )


@router.get("/desk/assist/{sitting_id}/sharing")
async def sharing(sitting_id: str, visit: Worker) -> Response:
    """What she would see of herself, read to her; asked for as her, with the officer's hand in the log."""
    found = await visit.clients.assisted.GetSitting(pb.GetSittingRequest(id=sitting_id))
    _with_her_there(sitting_id)
    network = await visit.clients.me.GetMyNetwork(GetMyNetworkRequest())
    mine = await visit.clients.me.GetMySharing(GetMySharingRequest())
    _as_oneself()
    ids = {i for each in mine.consents for i in (each.from_organisation_id, *each.to_organisation_ids)}
    return visit.page(
        "assist_sharing.html",
        sitting=found,
        involvements=network.involvements,
        silent=network.feeds,
        consents=[each for each in mine.consents if each.state == "given"],
        names=await organisation_names(visit, ids),
    )


@router.post("/desk/assist/{sitting_id}/sharing/{consent_id}/stop")
async def stop_sharing(sitting_id: str, consent_id: str, visit: Worker) -> Response:
    await visit.form()
    _with_her_there(sitting_id)
    await visit.clients.sharing.WithdrawConsent(WithdrawConsentRequest(consent_id=consent_id))
    return visit.go(f"/desk/assist/{sitting_id}/sharing", done="stopped-for-her")


def _with_her_there(sitting_id: str) -> None:
    """From here on, calls are for the person of the sitting, as far as it reaches."""
    own = credential()
    assert own, "a worker's page has a session"
    act_for(replace(own, acting_for=sitting_id))


def _as_oneself() -> None:
    own = credential()
    assert own, "a worker's page has a session"
    act_for(replace(own, acting_for=""))


@router.get("/desk/second-looks")
async def second_looks(visit: Worker) -> Response:
    return await _waiting(visit, Form())


@router.post("/desk/second-looks/{examination_id}")
async def decide(examination_id: str, visit: Worker) -> Response:
    form = await visit.form()
    verdict = form.choice("verdict", VERDICTS, "Choose whether you are sure")
    reason = form.text("reason", "Say how you came to that view", longest=1000)
    if form.ok:
        request = pb.DecideExaminationRequest(id=examination_id, confirmed=verdict == "yes", reason=reason)
        try:
            await visit.clients.assisted.DecideExamination(request)
            return visit.go("/desk/second-looks", done="second-look")
        except (Invalid, Conflict) as refused:
            form.refused(refused)
    return await _waiting(visit, form, examination_id, 400)


@router.post("/desk/second-looks/{sitting_id}/passkey")
async def confirm_binding(sitting_id: str, visit: Worker) -> Response:
    await visit.form()
    await visit.clients.assisted.ConfirmBinding(pb.ConfirmBindingRequest(sitting_id=sitting_id))
    return visit.go("/desk/second-looks", done="second-look")


async def _waiting(visit: Visit, form: Form, wrong: str = "", status: int = 200) -> Response:
    """`wrong` is the examination whose form has errors."""
    found = await visit.clients.assisted.ListWaiting(pb.ListWaitingRequest())
    names = await organisation_names(visit, (each.organisation_id for each in found.examinations))
    return visit.page(
        "second_looks.html",
        status,
        form=form,
        wrong=wrong,
        waiting=found,
        names=names,
        verdicts=VERDICTS,
        examined=EXAMINED,
        compared=COMPARED,
        flags=FLAGS,
    )
