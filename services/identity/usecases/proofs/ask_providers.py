"""The providers are asked about one proof, and it is decided once all have answered."""

import asyncio
from collections.abc import Sequence

from chassis.clock import Clock
from services.identity.domain.events import Event, ProofCompleted, ProofDoubted
from services.identity.domain.proofs.checks import PATIENCE, Check, Finding, combined
from services.identity.domain.proofs.gpg45 import Table
from services.identity.domain.proofs.life import REFRESHES, doubted, replaced
from services.identity.domain.proofs.proof import Proof, Submission, decide, given_up
from services.identity.ports import EvidenceChecks, NoAnswerYet, OpenWork, Work


class AskProviders:
    """Asks outside any transaction, all at once; keeps each answer as it comes, and never asks for it again.

    Whoever dies in between leaves checks that are due again after a moment: the next one to come asks only those.
    """

    def __init__(self, write: OpenWork, providers: EvidenceChecks, table: Table, clock: Clock) -> None:
        self._write, self._providers, self._table, self._clock = write, providers, table, clock

    async def __call__(self, proof_id: str) -> Proof:
        """The proof as it stands after each provider that was due has been asked once. Raises NotFound."""
        async with self._write() as work:
            proof, evidence = await work.proofs.get(proof_id)
            now = self._clock.now()
            due = [check for check in await work.checks.of(proof_id) if check.next_at and check.next_at <= now]
            for check in due:
                await work.checks.put(check.claimed(now) if proof.state == "pending" else check.dropped())
        if proof.state == "pending":
            submission = Submission(proof.claims, evidence)
            await asyncio.gather(*(self._ask(check, submission) for check in due))
        async with self._write() as work:
            return (await work.proofs.get(proof_id))[0]

    async def _ask(self, check: Check, submission: Submission) -> None:
        now = self._clock.now
        try:
            asked = check.answered(await self._providers.ask(check, submission))
        except NoAnswerYet as none:
            asked = check.put_off(now(), none.wait)
        async with self._write() as work:
            proof, evidence = await work.proofs.get(check.proof_id)
            others = [each for each in await work.checks.of(proof.id) if each.id != check.id]
            if proof.state != "pending":
                return
            await work.checks.put(asked)
            if asked.finding:
                facts = {"proof_id": proof.id, "check": check.kind, "provider": asked.finding.provider}
                work.tell(Event("proof.checked", proof.account_id, facts))
            findings = [each.finding for each in (asked, *others)]
            if all(findings):
                await self._decide(work, proof, Submission(proof.claims, evidence), [f for f in findings if f])
            elif now() >= proof.submitted_at + PATIENCE:
                await self._give_up(work, proof, (asked, *others))

    async def _decide(self, work: Work, proof: Proof, submission: Submission, findings: Sequence[Finding]) -> None:
        proof = decide(proof, combined(submission, findings), self._table, self._clock.now())
        await work.proofs.put(proof)
        if proof.state != "contra-indicated":
            await self._replace_earlier(work, proof)
        if proof.state == "live":
            work.tell(ProofCompleted.of(proof.account_id, proof.id, proof.level.label), by=proof.account_id)
        elif proof.state == "contra-indicated":
            work.tell(ProofDoubted.of(proof.account_id, proof.id))
            await self._doubt_the_others(work, proof)
        else:
            work.tell(Event("proof.refused", proof.account_id, {"proof_id": proof.id}), by=proof.account_id)

    async def _doubt_the_others(self, work: Work, proof: Proof) -> None:
        """What speaks against somebody speaks against whatever else is to prove who they are."""
        for other in await work.proofs.of(proof.account_id):
            if other.live(self._clock.now()):
                await work.proofs.put(doubted(other, proof.contra_indicators, by=""))
                work.tell(ProofDoubted.of(other.account_id, other.id))

    async def _replace_earlier(self, work: Work, proof: Proof) -> None:
        if earlier_id := proof.provenance.get(REFRESHES):
            earlier, _ = await work.proofs.get(earlier_id)
            if earlier.live(self._clock.now()):
                await work.proofs.put(replaced(earlier, self._clock.now()))

    async def _give_up(self, work: Work, proof: Proof, checks: Sequence[Check]) -> None:
        await work.proofs.put(given_up(proof, self._clock.now()))
        for check in checks:
            await work.checks.put(check.dropped())
        work.tell(Event("proof.refused", proof.account_id, {"proof_id": proof.id, "reason": "no answer"}))
