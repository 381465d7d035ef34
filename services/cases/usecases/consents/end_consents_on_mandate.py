"""Authority to act for somebody is over, for now or for good: what was consented to on it ends as if taken back.

A yes said for another stands on the authority each day: nobody is left who could take it back as easily as it was
given (UK GDPR Article 7(3)), and whoever was suspended may be the source of harm. What protects her rests on the law
and goes on; what she needs may be asked again of whoever may say so now. Authority that only ran its time ends
nothing: what was rightly given has a last day of its own.
"""

from chassis.clock import Clock
from chassis.ids import Ids
from services.cases.domain.consents.consent import Way, Withdrawal
from services.cases.ports.work import OpenWork
from services.cases.usecases.consents.take_back import TakenBack, take_back

OVER = TakenBack(Withdrawal(Way.AUTHORITY_OVER, ""), "identity", "")


class EndConsentsOnMandate:
    def __init__(self, work: OpenWork, ids: Ids, clock: Clock) -> None:
        self._work, self._ids, self._clock = work, ids, clock

    async def __call__(self, event_id: str, mandate_id: str) -> int:
        """How many ended; 0 for an event that was heard before."""
        async with self._work() as work:
            if not await work.inbox.first("mandates", event_id):
                return 0
            ended = 0
            for person_id, consent_id in await work.consent_records.on_mandate(mandate_id):
                person, consent = await work.people.locked(person_id), await work.consents.get(consent_id)
                if consent.withdrawn_at is None:
                    await take_back(work, person, consent, OVER, self._ids, self._clock.now())
                    ended += 1
        return ended
