"""A partner sees what was sent to it."""

from chassis.tokens import Caller
from services.cases.domain.subscriptions.delivery import Delivery
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.create_subscription import partner_of

PAGE = 100


class ListDeliveries:
    """A partner's: newest first. What the gate kept back is not among them and leaves no hole."""

    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller, subscription_id: str, before: str, limit: int) -> list[Delivery]:
        """After the delivery `before`, empty for the newest; 1 to 100. Raises NotFound for another's subscription."""
        caller.must("subscriptions:read")
        viewer = partner_of(caller)
        async with self._work() as work:
            await work.subscriptions.get(subscription_id, viewer.organisation_id)
            return await work.deliveries.listed(subscription_id, before, max(1, min(limit or PAGE, PAGE)))
