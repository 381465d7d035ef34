"""A resident has the same evidence checked again, before or after the proof runs out."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Conflict, NotFound, Unavailable
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.proofs.checks import Check, kinds_for
from services.identity.domain.proofs.life import REFRESHES
from services.identity.domain.proofs.proof import KINDS, Proof, Submission, pending
from services.identity.ports import OpenWork
from services.identity.usecases.proofs.ask_providers import AskProviders


class RefreshProof:
    """New checks under ids of their own; the earlier proof stands until they are decided, and then no longer."""

    def __init__(self, write: OpenWork, ask: AskProviders | None, clock: Clock, ids: Ids) -> None:
        self._write, self._ask, self._clock, self._ids = write, ask, clock, ids

    async def __call__(self, caller: Caller, proof_id: str) -> Proof:
        """The new proof. Raises NotFound; Conflict for one of no evidence shown here, or in doubt; Unavailable."""
        caller.must("me:write")
        if self._ask is None:
            raise Unavailable("documents are not checked online here; your council can check them in person")
        now = self._clock.now()
        async with self._write() as work:
            earlier = await work.idempotency.earlier(caller)
            if not earlier:
                old, evidence = await work.proofs.get(proof_id)
                if old.account_id != caller.subject:
                    raise NotFound("there is no such proof")
                if old.at(now).state not in ("live", "expired"):
                    raise Conflict("this cannot be checked again; show your documents once more")
                if old.provenance.get("vot") or not {each.kind for each in evidence} <= KINDS:
                    raise Conflict("this was not checked with documents here; do again what you did then")
                fresh = pending(self._ids.new("prf"), old.account_id, Submission(old.claims, evidence), now)
                fresh = replace(fresh, provenance={REFRESHES: old.id})
                await work.proofs.add(fresh, evidence)
                await work.checks.add(
                    [Check(self._ids.new("chk"), fresh.id, kind, now) for kind in kinds_for(evidence)]
                )
                await work.idempotency.keep(caller, fresh.id)
                facts = {"proof_id": fresh.id, "refreshes": old.id}
                work.tell(Event("proof.refreshed", old.account_id, facts), by=old.account_id)
                earlier = fresh.id
        return await self._ask(earlier)
