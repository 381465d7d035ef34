"""A resident proves who they are."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event, ProofCompleted
from services.identity.domain.gpg45 import Scores, Table
from services.identity.domain.proof import (
    Checks,
    Evidence,
    EvidenceInUse,
    Proof,
    Submission,
    check_submission,
    decide,
    pending,
)
from services.identity.ports import EvidenceChecks, OpenWork, Work

_NOTHING = Checks(Scores((), 0, 0, 0), provider="")


class SubmitProof:
    """Writes down what was submitted, asks the providers outside any transaction, then scores.

    A crash in between leaves a pending proof, which the same request (by its idempotency key) takes up again.
    """

    def __init__(self, write: OpenWork, checks: EvidenceChecks, table: Table, clock: Clock, ids: Ids) -> None:
        self._write, self._checks, self._table = write, checks, table
        self._clock, self._ids = clock, ids

    async def __call__(self, caller: Caller, submission: Submission) -> Proof:
        """Raises Invalid, EvidenceInUse, Unavailable when a provider is away (send it again later)."""
        caller.must("me:write")
        check_submission(submission, self._clock.now().date())
        proof, evidence, known = await self._begin(caller, submission)
        if proof.state != "pending":
            return proof
        found = await self._checks.check(Submission(proof.claims, evidence)) if known else _NOTHING
        return await self._finish(proof.id, found)

    async def _begin(self, caller: Caller, submission: Submission) -> tuple[Proof, tuple[Evidence, ...], bool]:
        refused = False
        async with self._write() as work:
            account = await work.accounts.locked(caller.subject)
            if earlier := await work.idempotency.earlier(caller):
                return *await work.proofs.get(earlier), not account.nobody
            proof = pending(self._ids.new("prf"), account.id, submission, self._clock.now())
            await work.proofs.add(proof, submission.evidence)
            if account.nobody or await _ours(work, proof, submission.evidence):
                await work.idempotency.keep(caller, proof.id)
                work.tell(Event("proof.submitted", account.id, {"proof_id": proof.id}), by=account.id)
            else:
                refused = True
                await work.proofs.put(replace(proof, state="refused"))
                work.tell(Event("proof.contra-indicated", account.id, {"proof_id": proof.id}), by=account.id)
        if refused:
            raise EvidenceInUse("one of these documents has already been used by somebody else; talk to us in person")
        return proof, submission.evidence, not account.nobody

    async def _finish(self, proof_id: str, found: Checks) -> Proof:
        async with self._write() as work:
            proof, _ = await work.proofs.get(proof_id)
            if proof.state != "pending":
                return proof
            proof = decide(proof, found, self._table, self._clock.now())
            await work.proofs.put(proof)
            if proof.state == "live":
                work.tell(ProofCompleted.of(proof.account_id, proof.id, proof.level.label), by=proof.account_id)
            else:
                work.tell(Event("proof.refused", proof.account_id, {"proof_id": proof.id}), by=proof.account_id)
            return proof


async def _ours(work: Work, proof: Proof, evidence: tuple[Evidence, ...]) -> bool:
    """One piece of evidence, one identity: a document that proves somebody else proves nothing here."""
    claimed = [await work.proofs.claim_evidence(item, proof.account_id, proof.id) for item in evidence]
    return all(claimed)
