"""Authority to act for somebody is recorded: by an officer who saw the paper, or by her who chooses a carer."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import Denied, Invalid, NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event
from services.identity.domain.mandates.acting import OFFICER
from services.identity.domain.mandates.mandate import KINDS, Mandate, check_mandate, london_day
from services.identity.domain.proofs.gpg45 import Level
from services.identity.ports import OpenWork, Work
from services.identity.usecases.proofs.best_proof import best_proof
from services.identity.usecases.sittings.as_officer import as_officer


class RecordMandate:
    """Nobody records authority over, or for, themselves; only what she may choose is the resident's to record."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def by_officer(self, caller: Caller, wanted: Mandate) -> Mandate:
        """Any kind. `wanted`'s id, recorder and times are given by us. Raises Invalid, Denied for one's own."""
        as_officer(caller, "mandates:write")
        if caller.actor in (wanted.account_id, wanted.proxy_id):
            raise Denied("ask a colleague to record what concerns you", code="own-mandate")
        return await self._record(caller, replace(wanted, organisation_id=caller.claim("org")))

    async def by_resident(self, caller: Caller, wanted: Mandate) -> Mandate:
        """Her own carer. With an officer there, the officer's hand is in the log. Raises Invalid."""
        caller.must("me:write")
        own = replace(wanted, account_id=caller.subject, organisation_id=caller.claim("act_org"))
        if own.kind in KINDS and not own.rules.chosen:
            raise Invalid.field("kind", "somebody at the council must see the paper for that")
        if caller.claim("act_kind") == OFFICER and own.proxy_id == caller.actor:
            raise Denied("an officer is not the carer of whom they assist", code="own-mandate")
        return await self._record(caller, own)

    async def _record(self, caller: Caller, wanted: Mandate) -> Mandate:
        if wanted.kind not in KINDS:
            raise Invalid.field("kind", f"must be one of {', '.join(sorted(KINDS))}")
        now = self._clock.now()
        check_mandate(wanted, london_day(now))
        async with self._write() as work:
            if earlier := await work.idempotency.earlier(caller):
                return await work.mandates.get(earlier)
            await _must_be_a_resident(work, wanted.account_id)
            await self._must_be_known(work, wanted.proxy_id)
            mandate = replace(wanted, id=self._ids.new("man"), recorded_by=caller.actor, recorded_at=now)
            await work.mandates.add(mandate)
            await work.idempotency.keep(caller, mandate.id)
            facts = {"mandate_id": mandate.id, "kind": mandate.kind}
            work.tell(Event("mandate.recorded", mandate.account_id, facts), by=caller.actor)
            work.tell(Event("mandate.received", mandate.proxy_id, facts), by=caller.actor)
            return mandate

    async def _must_be_known(self, work: Work, proxy_id: str) -> None:
        try:
            proxy = await work.accounts.get(proxy_id)
        except NotFound:
            raise Invalid.field("proxy_id", "check the reference of who is to act") from None
        proof = await best_proof(work, proxy_id, self._clock.now())
        if proxy.kind != "worker" and (proof is None or proof.level < Level.MEDIUM):
            raise Invalid.field("proxy_id", "whoever is to act must have their identity checked first")


async def _must_be_a_resident(work: Work, account_id: str) -> None:
    try:
        account = await work.accounts.get(account_id)
    except NotFound:
        account = None
    if account is None or account.kind != "resident" or account.nobody:
        raise Invalid.field("account_id", "check the reference of whom it is about")
