"""The right to bind a passkey to the account of somebody who sits in front of an officer."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Denied, NotFound
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.proofs.proof import Proof
from services.identity.domain.sittings.examination import ALONE
from services.identity.domain.sittings.sitting import FIRMLY, Sitting
from services.identity.ports import OpenWork, Work
from services.identity.usecases.proofs.best_proof import best_proof
from services.identity.usecases.sittings.as_officer import as_officer
from services.identity.usecases.sittings.at_a_sitting import at_sitting


async def in_person(work: Work, caller: Caller, account_id: str, clock: Clock) -> None:
    """A right for the verbs that add a passkey: no lower a confidence than the proof that the account carries.

    Raises NotFound outside a sitting of the caller's own with this account, Denied where the officer does not know
    firmly enough who it is, where the account has an address of its own, and above medium without a second officer.
    """
    as_officer(caller, "assisted:write")
    now = clock.now()
    for sitting, _ in await work.sittings.of(account_id):
        if sitting.of(caller.subject, caller.claim("sid"), now):
            proof = await _bindable(work, sitting, clock)
            if proof.level > ALONE and not sitting.binding_confirmed_by:
                raise Denied("a second officer must confirm this first", code="second-officer-needed")
            return
    raise NotFound("there is no such sitting")


class AskBinding:
    """An officer asks a colleague for leave to bind a passkey."""

    def __init__(self, write: OpenWork, clock: Clock) -> None:
        self._write, self._clock = write, clock

    async def __call__(self, caller: Caller, sitting_id: str) -> Sitting:
        """The sitting: bind at once where its account is proven at medium or less, else once a colleague confirmed.

        Raises NotFound, Denied.
        """
        now = self._clock.now()
        async with self._write() as work:
            sitting, _ = await at_sitting(work, caller, sitting_id, now)
            proof = await _bindable(work, sitting, self._clock)
            if proof.level <= ALONE or sitting.binding_asked_at:
                return sitting
            asked = replace(sitting, binding_asked_at=now)
            await work.sittings.put(asked)
            work.tell(Event("binding.asked", sitting.account_id, {"sitting_id": sitting.id}), by=caller.subject)
            return asked


async def _bindable(work: Work, sitting: Sitting, clock: Clock) -> Proof:
    account = await work.accounts.get(sitting.account_id)
    if account.kind != "resident" or account.email:
        raise Denied("this account has a way in of its own", code="own-way-in")
    proof = await best_proof(work, account.id, clock.now())
    if proof is None:
        raise Denied("check who they are first", code="proof-needed")
    # Somebody new is known by what was examined in this very sitting.
    firm = sitting.recognised_by in FIRMLY or proof.decided_at >= sitting.opened_at
    if not firm:
        raise Denied("answers are not enough for this: compare a photo, or ask who knows them", code="not-firm-enough")
    return proof
