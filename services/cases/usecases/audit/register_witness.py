"""An operator registers the key with which an organisation's witness cosigns the log."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.audit.witness import Witness, cosigning_key
from services.cases.domain.events import WitnessRegistered
from services.cases.ports.work import OpenWork


class RegisterWitness:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, organisation_id: str, verifier_key: str) -> Witness:
        """Raises Invalid for what is no cosigning key, NotFound for an organisation nobody knows, Conflict."""
        caller.must("witnesses:write")
        key = cosigning_key(verifier_key)
        async with self._work() as work:
            organisation = await work.organisations.get(organisation_id)
            witness = Witness(key, organisation.id, self._clock.now(), caller.subject)
            await work.witnesses.add(witness)
            work.tell(
                WitnessRegistered(person_id="", organisation_id=organisation.id, by=caller.subject, verifier_key=key)
            )
        return witness
