"""A partner sees its subscriptions."""

from chassis.tokens import Caller
from services.cases.domain.subscriptions.subscription import Subscription
from services.cases.ports.work import OpenWork
from services.cases.usecases.subscriptions.create_subscription import partner_of


class ListSubscriptions:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> list[Subscription]:
        """The caller's organisation's, oldest first."""
        caller.must("subscriptions:read")
        viewer = partner_of(caller)
        async with self._work() as work:
            return await work.subscriptions.of(viewer.organisation_id)
