"""Proving who one is: the papers somebody has, what was reached, what would make it stronger."""

from fastapi import APIRouter, Response
from kith.identity.v1.proof_life_pb2 import RefreshProofRequest, WithdrawProofRequest
from kith.identity.v1.proofing_pb2 import Evidence, ListProofsRequest, SubmitProofRequest
from kith.identity.v1.upstream_proofs_pb2 import ListProvidersRequest

from chassis.errors import Conflict, Invalid, Unavailable
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, Resident, Visit
from services.gateway.web.words import DOCUMENTS, PROVIDERS, plain

router = APIRouter(route_class=PageRoute)
EXPIRING = {
    "uk_passport": "Enter the date your UK passport expires",
    "uk_driving_licence": "Enter the date your UK driving licence expires",
}
_WATCH_SECONDS = 5


@router.get("/prove")
async def ask(visit: Resident) -> Response:
    return await _page(visit, Form(), visit.asked("interaction"))


@router.post("/prove")
async def prove(visit: Resident) -> Response:
    form = await visit.form()
    request = SubmitProofRequest(
        given_name=form.text("given_name", "Enter your first names"),
        family_name=form.text("family_name", "Enter your last name"),
        date_of_birth=form.day("date_of_birth", "Enter your date of birth"),
        postcode=form.text("postcode", "Enter your postcode"),
        nhs_number=form["nhs_record"].replace(" ", "") if form["use_nhs_number"] else "",
        evidence=_evidence(form),
    )
    if not request.evidence:
        form.wrong(next(iter(DOCUMENTS)), "Enter the number of at least one document")
    if form.ok:
        try:
            await visit.clients.proofing.SubmitProof(request)
            return visit.go("/prove", done="sent", interaction=form["interaction"])
        except (Invalid, Conflict, Unavailable) as refused:
            numbers = {f"evidence.{at}.number": evidence.kind for at, evidence in enumerate(request.evidence)}
            form.refused(refused, nhs_number="nhs_record", **numbers)
    return await _page(visit, form, form["interaction"], 400)


@router.post("/proofs/{proof_id}/refresh")
async def refresh(proof_id: str, visit: Resident) -> Response:
    await visit.form()
    await visit.clients.proof_life.RefreshProof(RefreshProofRequest(proof_id=proof_id))
    return visit.go("/prove", done="sent")


@router.post("/proofs/{proof_id}/withdraw")
async def withdraw(proof_id: str, visit: Resident) -> Response:
    await visit.form()
    await visit.clients.proof_life.WithdrawProof(WithdrawProofRequest(proof_id=proof_id))
    return visit.go("/prove", done="withdrawn")


def _evidence(form: Form) -> list[Evidence]:
    """The documents whose number was given."""
    found = []
    for kind in DOCUMENTS:
        number = form.text(kind)
        expires = form.day(f"{kind}_expires") if kind in EXPIRING else ""
        if number and kind in EXPIRING and not expires and form.error(f"{kind}_expires") is None:
            form.wrong(f"{kind}_expires", EXPIRING[kind])
        if number:
            found.append(Evidence(kind=kind, number=number, expires_on=expires))
    return found


async def _page(visit: Visit, form: Form, interaction: str, status: int = 200) -> Response:
    proofs = (await visit.clients.proofing.ListProofs(ListProofsRequest())).proofs
    elsewhere = await visit.attempt(visit.clients.upstream_proofs.ListProviders(ListProvidersRequest()))
    providers = elsewhere.providers if elsewhere else ()
    page = visit.page(
        "prove.html",
        status,
        providers={each: plain(each, PROVIDERS) for each in providers},
        watching=visit.asked("watch") == "yes",
        form=form,
        interaction=interaction,
        live=next((proof for proof in proofs if proof.state == "live"), None),
        newest=proofs[0] if proofs else None,
        documents=DOCUMENTS,
        expiring=EXPIRING,
    )
    if visit.asked("watch") == "yes" and proofs and proofs[0].state == "pending":
        # Without scripts, and only for who asked for it: a page that reloads by itself is hard to read for some.
        page.headers["Refresh"] = str(_WATCH_SECONDS)
    return page
