"""Proofs that something speaks against: an officer opens one, asks the person or the issuer, and decides."""

from fastapi import APIRouter, Response
from kith.identity.v1 import proof_life_pb2 as pb

from chassis.errors import Invalid
from services.gateway.web.forms import Form
from services.gateway.web.visit import PageRoute, StrongWorker, Visit

router = APIRouter(route_class=PageRoute)
# A checker's own codes are shown as they are.
INDICATORS = {
    "reported-stolen": "a document was reported stolen",
    "another-face": "the face is another one",
    "another-name": "the document has another name",
    "died": "the person of this name has died",
    "made-up": "there is no such person",
    "not-her": "the owner of the account says that this was somebody else’s doing",
}
VERDICTS = {"yes": "Yes, it is sound", "no": "No, it is not"}


@router.get("/desk/doubts")
async def doubts(visit: StrongWorker) -> Response:
    found = await visit.clients.proof_life.ListDoubtedProofs(pb.ListDoubtedProofsRequest())
    return visit.page("doubts.html", proofs=found.proofs, indicators=INDICATORS)


@router.get("/desk/doubts/{proof_id}")
async def doubt(proof_id: str, visit: StrongWorker) -> Response:
    return await _page(visit, proof_id, Form())


@router.post("/desk/doubts/{proof_id}")
async def decide(proof_id: str, visit: StrongWorker) -> Response:
    form = await visit.form()
    verdict = form.choice("verdict", VERDICTS, "Choose whether it is sound")
    reason = form.text("reason", "Say what you found, and how")
    if form.ok:
        request = pb.ReviewProofRequest(proof_id=proof_id, sound=verdict == "yes", reason=reason)
        try:
            await visit.clients.proof_life.ReviewProof(request)
            return visit.go("/desk/doubts", done="second-look")
        except Invalid as refused:
            form.refused(refused)
    return await _page(visit, proof_id, form, 400)


async def _page(visit: Visit, proof_id: str, form: Form, status: int = 200) -> Response:
    opened = await visit.clients.proof_life.GetDoubtedProof(pb.GetDoubtedProofRequest(proof_id=proof_id))
    past = opened.expires_at.ToDatetime(visit.web.clock.now().tzinfo) <= visit.web.clock.now()
    return visit.page(
        "doubt.html",
        status,
        form=form,
        opened=opened,
        proof=opened.proof,
        may_stand=opened.proof.confidence != "none" and not past,
        indicators=INDICATORS,
        verdicts=VERDICTS,
    )
