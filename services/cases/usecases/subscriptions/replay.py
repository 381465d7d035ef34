"""A partner asks for what it was sent before, again."""

from datetime import datetime

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.people.events import ReplayAsked
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.create_subscription import partner_of


class Replay:
    """Queues what ended, well or not, with the same event ids. Nothing is sent on the strength of having been sent
    before: the gate is asked afresh for each."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, subscription_id: str, since: datetime) -> int:
        """How many were queued. Raises NotFound for another's subscription."""
        caller.must("subscriptions:write")
        viewer, now = partner_of(caller), self._clock.now()
        async with self._work() as work:
            await work.subscriptions.get(subscription_id, viewer.organisation_id)
            again = await work.deliveries.replayable(subscription_id, since)
            for delivery in again:
                await work.deliveries.put(delivery.again(now))
            work.tell(
                ReplayAsked(
                    person_id="",
                    organisation_id=viewer.organisation_id,
                    by=viewer.subject,
                    subscription_id=subscription_id,
                    queued=str(len(again)),
                )
            )
        return len(again)
