"""A resident proves who they are."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.proofs.checks import Check, kinds_for
from services.identity.domain.proofs.proof import Evidence, EvidenceInUse, Proof, Submission, check_submission, pending
from services.identity.ports import OpenWork, Work
from services.identity.usecases.proofs.ask_providers import AskProviders


class SubmitProof:
    """Writes down what was submitted and what is to be checked, then asks the providers outside any transaction.

    What has no answer within the call stays pending, and is taken up by `ResumeChecks`.
    """

    def __init__(self, write: OpenWork, ask: AskProviders | None, clock: Clock, ids: Ids) -> None:
        self._write, self._ask, self._clock, self._ids = write, ask, clock, ids

    async def __call__(self, caller: Caller, submission: Submission) -> Proof:
        """Live, refused or contra-indicated; pending where a provider takes its time.

        Raises Invalid, EvidenceInUse, Unavailable where there are no providers.
        """
        caller.must("me:write")
        if self._ask is None:
            raise Unavailable("documents are not checked online here; your council can check them in person")
        check_submission(submission, self._clock.now().date())
        proof = await self._begin(caller, submission)
        return await self._ask(proof.id) if proof.state == "pending" else proof

    async def _begin(self, caller: Caller, submission: Submission) -> Proof:
        used_by_another = False
        async with self._write() as work:
            account = await work.accounts.locked(caller.subject)
            if earlier := await work.idempotency.earlier(caller):
                return (await work.proofs.get(earlier))[0]
            proof = pending(self._ids.new("prf"), account.id, submission, self._clock.now())
            await work.proofs.add(proof, submission.evidence)
            if account.nobody:
                # An account without an owner proves nothing and takes no document from anybody.
                proof = replace(proof, state="refused")
                await work.proofs.put(proof)
                await work.idempotency.keep(caller, proof.id)
                work.tell(Event("proof.refused", account.id, {"proof_id": proof.id}), by=account.id)
            elif await _ours(work, proof, submission.evidence):
                await work.checks.add(self._checks(proof, submission))
                await work.idempotency.keep(caller, proof.id)
                work.tell(Event("proof.submitted", account.id, {"proof_id": proof.id}), by=account.id)
            else:
                used_by_another = True
                await work.proofs.put(replace(proof, state="refused"))
                work.tell(Event("proof.contra-indicated", account.id, {"proof_id": proof.id}), by=account.id)
        if used_by_another:
            raise EvidenceInUse("one of these documents has already been used by somebody else; talk to us in person")
        return proof

    def _checks(self, proof: Proof, submission: Submission) -> list[Check]:
        return [
            Check(self._ids.new("chk"), proof.id, kind, proof.submitted_at) for kind in kinds_for(submission.evidence)
        ]


async def _ours(work: Work, proof: Proof, evidence: tuple[Evidence, ...]) -> bool:
    """One piece of evidence, one identity: a document that proves somebody else proves nothing here."""
    claimed = [await work.proofs.claim_evidence(item, proof.account_id, proof.id) for item in evidence]
    return all(claimed)
