"""A resident comes back from a provider where she has proved who she is: she need not do it again here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chassis.clock import Clock
from chassis.errors import NotFound
from chassis.ids import Ids
from chassis.tokens import Caller
from services.identity.domain.events import Event, ProofCompleted
from services.identity.domain.proofs.proof import EvidenceInUse, Proof
from services.identity.domain.proofs.upstream import Established, NotProvenThere, NotTheSameVisit, Visit, reused
from services.identity.ports import OpenWork, UpstreamProvider


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser brought back (RFC 6749 section 4.1.2, RFC 9207); empty where it brought nothing."""

    state: str = field(repr=False)
    code: str = field(default="", repr=False)
    error: str = ""
    issuer: str = ""


class FinishUpstreamProof:
    """A visit is used up by whoever comes back with its state, before the provider is asked: a code is tried once."""

    def __init__(self, write: OpenWork, providers: Mapping[str, UpstreamProvider], clock: Clock, ids: Ids) -> None:
        self._write, self._providers, self._clock, self._ids = write, providers, clock, ids

    async def __call__(self, caller: Caller, provider: str, answer: Answer) -> tuple[Proof, str]:
        """The proof, and the interaction to go on with (empty for none).

        Raises NotTheSameVisit, NotProvenThere, NotBelieved, EvidenceInUse, Unavailable.
        """
        caller.must("me:write")
        if provider not in self._providers:
            raise NotFound("there is no such provider")
        upstream = self._providers[provider]
        if answer.issuer and answer.issuer != upstream.issuer:
            raise NotTheSameVisit("start again from the page where you check your identity")
        visit = await self._come_back(caller, provider, answer)
        if answer.error or not answer.code:
            raise NotProvenThere("you can try again, or check your identity another way")
        return await self._keep(caller, await upstream.established(visit, answer.code)), visit.interaction_id

    async def _come_back(self, caller: Caller, provider: str, answer: Answer) -> Visit:
        now = self._clock.now()
        async with self._write() as work:
            visit = await work.visits.by_state(answer.state)
            if visit is None:
                raise NotTheSameVisit("start again from the page where you check your identity")
            visit.check(provider, caller.subject, caller.claim("sid"), now)
            await work.visits.use(visit, now)
            facts = {"provider": provider} | ({"error": "refused"} if answer.error else {})
            work.tell(Event("upstream.returned", caller.subject, facts), by=caller.subject)
        return visit

    async def _keep(self, caller: Caller, established: Established) -> Proof:
        used_by_another = False
        async with self._write() as work:
            account = await work.accounts.locked(caller.subject)
            if account.nobody:
                raise NotProvenThere("you can check your identity another way")
            proof = reused(self._ids.new("prf"), account.id, established, self._clock.now())
            await work.proofs.add(proof, (established.evidence,))
            if await work.proofs.claim_evidence(established.evidence, account.id, proof.id):
                work.tell(ProofCompleted.of(account.id, proof.id, proof.level.label), by=account.id)
            else:
                used_by_another = True
                await work.proofs.put(replace(proof, state="refused"))
                work.tell(Event("proof.contra-indicated", account.id, {"proof_id": proof.id}), by=account.id)
        if used_by_another:
            raise EvidenceInUse("that account has already been used by somebody else; talk to us in person")
        return proof
