"""`/v1/proofs`: what becomes of a proof of identity, by the resident herself or by officers."""

from typing import Literal

from fastapi import APIRouter
from kith.identity.v1 import proof_life_pb2 as pb
from pydantic import Field

from services.gateway.api.assisted import SeenEvidence
from services.gateway.api.door import Behind, Door
from services.gateway.api.me import Proof
from services.gateway.api.shapes import Asked, At, IdInPath, Maybe, Page, Prose, Shown

router = APIRouter(route_class=Door, tags=["proofs"])


class DoubtProof(Asked):
    indicator: Literal["reported-stolen", "another-face", "another-name", "died", "made-up"]


class ReviewProof(Asked):
    sound: bool = Field(description="Whether the proof stands.")
    reason: Prose


class DoubtedProof(Shown):
    """A proof that waits for an officer. Says nothing of whom it is about."""

    id: str
    decided_at: At
    indicators: list[str]
    confidence: str = Field(description="The level that it would stand for.")
    provider: Maybe
    evidence: list[str]


class OpenedProof(Shown):
    """One of them, for the officer who may decide it. The look is logged."""

    proof: DoubtedProof
    account_id: str = Field(description="The reference on the person's card.")
    given_name: str
    family_name: str
    date_of_birth: str
    postcode: Maybe
    shown: list[SeenEvidence]
    expires_at: At = Field(description="Until when it would stand.")
    also_waiting: list[str] = Field(description="Other proofs of theirs that wait: each is decided for itself.")


@router.post("/v1/me/proofs/{proof_id}/withdraw", status_code=204)
async def withdraw_proof(proof_id: IdInPath, behind: Behind) -> None:
    """Use a proof of the caller's nowhere from here on."""
    await behind.proof_life.WithdrawProof(pb.WithdrawProofRequest(proof_id=proof_id))


@router.post("/v1/me/proofs/{proof_id}/refresh", status_code=201)
async def refresh_proof(proof_id: IdInPath, behind: Behind) -> Proof:
    """Have the same evidence checked again; the answer is the new proof."""
    answer = await behind.proof_life.RefreshProof(pb.RefreshProofRequest(proof_id=proof_id))
    return Proof.of(answer.proof)


@router.get("/v1/doubted-proofs")
async def doubted_proofs(behind: Behind) -> Page[DoubtedProof]:
    """Proofs that something speaks against, the longest waiting first."""
    answer = await behind.proof_life.ListDoubtedProofs(pb.ListDoubtedProofsRequest())
    return Page[DoubtedProof](items=[DoubtedProof.of(proof) for proof in answer.proofs])


@router.get("/v1/doubted-proofs/{proof_id}")
async def doubted_proof(proof_id: IdInPath, behind: Behind) -> OpenedProof:
    """Whom a doubted proof is about and what was shown: to ask the person or the issuer, and decide."""
    return OpenedProof.of(await behind.proof_life.GetDoubtedProof(pb.GetDoubtedProofRequest(proof_id=proof_id)))


@router.post("/v1/proofs/{proof_id}/doubt", status_code=204)
async def doubt_proof(proof_id: IdInPath, asked: DoubtProof, behind: Behind) -> None:
    """An officer came across something that speaks against a proof: it proves nothing until a second one has looked."""
    await behind.proof_life.DoubtProof(pb.DoubtProofRequest(proof_id=proof_id, indicator=asked.indicator))


@router.post("/v1/proofs/{proof_id}/review", status_code=204)
async def review_proof(proof_id: IdInPath, asked: ReviewProof, behind: Behind) -> None:
    """An officer, not the one who doubted it, decides whether the proof stands."""
    await behind.proof_life.ReviewProof(
        pb.ReviewProofRequest(proof_id=proof_id, sound=asked.sound, reason=asked.reason)
    )
