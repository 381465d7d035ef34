"""The agreements an organisation is a party to."""

from collections.abc import Sequence

from chassis.tokens import Caller
from services.cases.domain.sharing.agreement import Agreement
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class ListAgreements:
    def __init__(self, work: OpenWork) -> None:
        self._work = work

    async def __call__(self, caller: Caller) -> Sequence[Agreement]:
        caller.must("agreements:read")
        async with self._work() as work:
            return await work.agreements.of(viewer_of(caller).organisation_id)
