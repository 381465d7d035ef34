"""Somebody reads of an act in her account and says: this was not me."""

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event, ProofDoubted
from services.identity.domain.proofs.life import NOT_HER, doubted
from services.identity.ports import OpenWork
from services.identity.usecases.accounts.end_all_access import end_all_access
from services.identity.usecases.authorization.end_grant import end_grant
from services.identity.usecases.letters.notice import notice
from services.identity.usecases.sessions.recent import must_be_recent


class NotMe:
    """One press: everybody else is out, what was approved and what ways in were added since are gone, what was
    proven since proves nothing until an officer has looked, the password signs nobody in until a new one is chosen, and
    an officer looks at it all."""

    def __init__(self, write: OpenWork, clock: Clock, ids: Ids) -> None:
        self._write, self._clock, self._ids = write, clock, ids

    async def __call__(self, caller: Caller, entry_id: str) -> None:
        """Raises StepUpNeeded, so that whoever found an open browser locks nobody out; NotFound."""
        caller.must("me:write")
        now = self._clock.now()
        async with self._write() as work:
            session = await must_be_recent(work, caller, now)
            account = await work.accounts.locked(caller.subject)
            entry = await work.activity.get(account.id, entry_id)
            if entry is None:
                raise NotFound("there is no such entry")
            await end_all_access(work, account.id, now, "not her doing", by=account.id, but=session.id)
            for approval in await work.approvals.of(account.id):
                if approval.approved_at >= entry.at:
                    await work.approvals.remove(account.id, approval.client_id)
                    for grant in await work.grants.live_of(account.id, approval.client_id):
                        await end_grant(work, grant, now, "not her doing", by=account.id)
            for proof in await work.proofs.of(account.id):
                since = proof.decided_at >= entry.at or proof.id == entry.facts.get("proof_id")
                if since and proof.live(now):
                    await work.proofs.put(doubted(proof, {NOT_HER}, by=account.id))
                    work.tell(ProofDoubted.of(account.id, proof.id), by=account.id)
            for passkey in await work.passkeys.of(account.id):
                if passkey.added_at >= entry.at:
                    await work.passkeys.remove(passkey.id)
            added = await work.codes.app_since(account.id)
            if added and added >= entry.at:
                await work.codes.remove_app(account.id)
            await work.codes.remove_recovery_codes(account.id)
            for waiting in await work.confirmations.of(account.id, now):
                await work.confirmations.remove(waiting.id)
            await work.accounts.set_password(account.id, "")
            care = await work.care.of(account.id)
            await work.care.put(replace(care, review_since=care.review_since or now))
            await notice(work, account, "not-me", now, self._ids)
            work.tell(Event("account.not-me", account.id, {"entry": entry.id, "kind": entry.kind}), by=account.id)
