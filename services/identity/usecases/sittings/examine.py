"""An officer examines what lies on the desk, and who sits behind it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event, ProofCompleted
from services.identity.domain.proofs.checks import Check, CheckKind, Finding
from services.identity.domain.proofs.gpg45 import Table
from services.identity.domain.proofs.proof import Checks, Claims, EvidenceInUse, Proof, Submission, decide, pending
from services.identity.domain.sittings.examination import (
    ALONE,
    Compared,
    Examination,
    Shown,
    check_examination,
    only_alone,
    scored,
)
from services.identity.domain.sittings.sitting import EXAMINATIONS, Sitting, not_oneself
from services.identity.domain.sittings.vouch import Vouch
from services.identity.ports import EvidenceChecks, NoAnswerYet, OpenWork, Work
from services.identity.usecases.sittings.at_a_sitting import at_sitting, not_too_often

_ELSEWHERE: tuple[CheckKind, ...] = ("activity", "fraud")
_WAITING = "Another officer has yet to confirm what you showed us."


class Examine:
    """Scores by the table that online proofs are scored by. One officer's word makes nothing live above medium, and
    nothing at all where something is odd: then a second officer looks first.

    `providers`: of activity and fraud; None where there are none, and both score 0.
    """

    def __init__(self, write: OpenWork, providers: EvidenceChecks | None, table: Table, clock: Clock, ids: Ids) -> None:
        self._write, self._providers, self._table = write, providers, table
        self._clock, self._ids = clock, ids

    async def __call__(
        self, caller: Caller, sitting_id: str, shown: tuple[Shown, ...], compared: Compared
    ) -> Examination:
        """Raises NotFound, Invalid, EvidenceInUse, TooMany, Unavailable while a provider has no answer."""
        now = self._clock.now()
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.examinations.locked(earlier)
            sitting, claims = await at_sitting(work, caller, sitting_id, now)
            vouches = await work.vouches.of(sitting_id)
            check_examination(shown, compared, len(vouches))
            await not_too_often(work, caller, "examinations", EXAMINATIONS, now)
            work.tell(Event("examination.begun", sitting.account_id, {"sitting_id": sitting_id}), by=caller.subject)
        submission = Submission(claims, tuple(each.evidence for each in shown))
        proof = pending(self._ids.new("prf"), sitting.account_id, submission, now)
        found = await self._found(proof, submission)
        activity = max((each.activity for each in found), default=0)
        fraud = max((each.fraud for each in found), default=0)
        scores = scored(shown, compared, len(vouches), activity, fraud, now.date())
        examination = Examination(
            id=self._ids.new("exm"),
            sitting_id=sitting_id,
            account_id=sitting.account_id,
            proof_id=proof.id,
            officer_id=caller.subject,
            organisation_id=sitting.organisation_id,
            claims=claims,
            shown=shown,
            compared=compared,
            vouchers=tuple(each.voucher_id for each in vouches),
            scores=scores,
            level=self._table.score(scores).level,
            flags=_flags(caller, claims, vouches, found),
            state="done",
            examined_at=now,
        )
        return await self._decide(caller, examination, proof, submission)

    async def _found(self, proof: Proof, submission: Submission) -> Sequence[Finding]:
        if self._providers is None:
            return ()
        checks = [Check(self._ids.new("chk"), proof.id, kind, None) for kind in _ELSEWHERE]
        try:
            return await asyncio.gather(*(self._providers.ask(check, submission) for check in checks))
        except NoAnswerYet:
            raise Unavailable("a check elsewhere has no answer yet; try again in a moment", retry_after=5) from None

    async def _decide(
        self, caller: Caller, examination: Examination, proof: Proof, submission: Submission
    ) -> Examination:
        used_by_another = False
        async with self._write() as work:
            sitting, _ = await at_sitting(work, caller, examination.sitting_id, self._clock.now())
            flags = (*examination.flags, *await _same_details(work, sitting, examination.claims))
            waits = bool(examination.level) and (bool(flags) or examination.level > ALONE)
            examination = replace(examination, flags=flags, state="waiting" if waits else "done")
            await work.proofs.add(proof, submission.evidence)
            claimed = [await work.proofs.claim_evidence(e, proof.account_id, proof.id) for e in submission.evidence]
            used_by_another = not all(claimed)
            if used_by_another:
                await work.proofs.put(replace(proof, state="refused"))
                work.tell(Event("proof.contra-indicated", proof.account_id, {"proof_id": proof.id}), by=caller.subject)
            else:
                decided = self._as_far_as_one_officer_goes(examination, proof)
                await work.proofs.put(decided)
                await work.examinations.add(examination)
                await work.idempotency.keep(caller, examination.id)
                facts = {"examination_id": examination.id, "proof_id": proof.id, "state": examination.state}
                work.tell(Event("examination.made", proof.account_id, facts), by=caller.subject)
                if decided.state == "live":
                    completed = ProofCompleted.of(proof.account_id, proof.id, decided.level.label)
                    work.tell(completed, by=caller.subject)
        if used_by_another:
            raise EvidenceInUse("one of these documents has already been used by somebody else")
        return examination

    def _as_far_as_one_officer_goes(self, examination: Examination, proof: Proof) -> Proof:
        if examination.state == "done":
            return decide(proof, as_checked(examination), self._table, self._clock.now())
        if examination.flags:
            return proof
        decided = decide(proof, as_checked(examination), only_alone(self._table), self._clock.now())
        return replace(decided, missing=(_WAITING,)) if decided.level else proof


def as_checked(examination: Examination) -> Checks:
    """What the officer found, as an online provider's finding is taken."""
    number = examination.claims.nhs_number
    record = any(
        each.evidence.kind == "nhs_record"
        and each.examined == "source"
        and each.evidence.item == replace(each.evidence, number=number).item
        for each in examination.shown
    )
    return Checks(examination.scores, examination.provider, nhs_number_confirmed=bool(number) and record)


def _flags(caller: Caller, claims: Claims, vouches: Sequence[Vouch], found: Sequence[Finding]) -> tuple[str, ...]:
    """What a colleague should look at, by its code."""
    flags = [code for each in found for code in each.contra_indicators]
    if not_oneself(caller.claim("name"), claims.given_name, claims.family_name):
        flags.append("officer-same-surname")
    if any(vouch.same_surname for vouch in vouches):
        flags.append("voucher-same-surname")
    return tuple(sorted(set(flags)))


async def _same_details(work: Work, sitting: Sitting, claims: Claims) -> tuple[str, ...]:
    """Somebody else sat here under the same names and birth date: twice the same person, or two."""
    known = await work.sittings.accounts_of(claims.given_name, claims.family_name, claims.date_of_birth)
    return ("same-details",) if set(known) - {sitting.account_id} else ()
