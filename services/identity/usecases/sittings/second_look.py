"""A second officer looks at what one officer's word is not enough for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.clock import Clock
from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event, ProofCompleted
from services.identity.domain.proofs.gpg45 import Table
from services.identity.domain.proofs.proof import Claims, decide
from services.identity.domain.sittings.examination import Examination
from services.identity.domain.sittings.sitting import Sitting, not_oneself, plain_name
from services.identity.ports import OpenWork, Work
from services.identity.usecases.sittings.as_officer import as_officer
from services.identity.usecases.sittings.examine import as_checked


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a second officer, oldest first: examinations, and passkeys about to be bound."""

    examinations: Sequence[Examination]
    bindings: Sequence[tuple[Sitting, Claims]]


class ListWaiting:
    """Without what concerns the caller: nobody confirms their own work, nor their own vouch."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller) -> Waiting:
        as_officer(caller, "assisted:write")
        async with self._write() as work:
            examinations = [
                each
                for each in await work.examinations.waiting()
                if caller.subject != each.officer_id and caller.subject not in each.vouchers
            ]
            bindings = [
                (sitting, claims)
                for sitting, claims in await work.sittings.bindings_waiting(self._clock.now())
                if caller.subject != sitting.officer_id
            ]
            for account_id in {each.account_id for each in examinations} | {each.account_id for each, _ in bindings}:
                work.tell(Event("examination.read", account_id), by=caller.subject)
            return Waiting(examinations, bindings)


class DecideExamination:
    """Confirmed, it is live at the level it reaches; refused, nothing of it is."""

    def __init__(self, write: OpenWork, table: Table, clock: Clock) -> None:
        self._write, self._table, self._clock = write, table, clock

    async def __call__(self, caller: Caller, examination_id: str, reason: str, *, confirmed: bool) -> Examination:
        """Raises NotFound, Invalid without a reason, Denied for one's own, Conflict once decided."""
        as_officer(caller, "assisted:write")
        if not 3 <= len(reason.strip()) <= 1000:
            raise Invalid.field("reason", "say how you came to that view")
        now = self._clock.now()
        async with self._write() as work:
            examination = await work.examinations.locked(examination_id)
            if examination.state != "waiting":
                raise Conflict("somebody has decided this already", code="decided-already")
            await another_person(work, caller, examination.officer_id, examination.claims)
            if caller.subject in examination.vouchers:
                raise Denied("who vouched does not confirm", code="second-officer-needed")
            decided = replace(
                examination,
                state="confirmed" if confirmed else "refused",
                decided_by=caller.subject,
                decided_at=now,
                reason=reason.strip(),
            )
            await work.examinations.put(decided)
            proof, _ = await work.proofs.get(examination.proof_id)
            if proof.state not in ("pending", "live"):
                raise Conflict("this proof is over", code="decided-already")
            facts = {"examination_id": examination.id, "proof_id": proof.id}
            if confirmed:
                proof = decide(proof, as_checked(examination), self._table, now)
                work.tell(ProofCompleted.of(proof.account_id, proof.id, proof.level.label), by=caller.subject)
            else:
                proof = replace(proof, state="refused", decided_at=now)
            await work.proofs.put(proof)
            work.tell(Event(f"examination.{decided.state}", proof.account_id, facts), by=caller.subject)
            return decided


class ConfirmBinding:
    """A second officer's leave to bind a passkey to an account that is proven above medium."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, sitting_id: str) -> None:
        """Raises NotFound unless it is asked for in a live sitting, Denied for one's own."""
        as_officer(caller, "assisted:write")
        async with self._write() as work:
            sitting, claims = await work.sittings.locked(sitting_id)
            if not sitting.live(self._clock.now()) or sitting.binding_asked_at is None:
                raise NotFound("nobody waits for that")
            await another_person(work, caller, sitting.officer_id, claims)
            if not sitting.binding_confirmed_by:
                await work.sittings.put(replace(sitting, binding_confirmed_by=caller.subject))
                facts = {"sitting_id": sitting.id}
                work.tell(Event("binding.confirmed", sitting.account_id, facts), by=caller.subject)


async def another_person(work: Work, caller: Caller, officer_id: str, claims: Claims) -> None:
    """Raises Denied for the first officer, under whatever account, and for the person it is about."""
    first = await work.accounts.get(officer_id)
    same = plain_name(first.display_name) == plain_name(caller.claim("name"))
    if caller.subject == officer_id or same:
        raise Denied("another officer must look at this", code="second-officer-needed")
    not_oneself(caller.claim("name"), claims.given_name, claims.family_name)
