"""A resident sees who is supporting her."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.network import Seat
from services.cases.domain.viewer import ViewerKind, viewer_of
from services.cases.ports.work import OpenWork


class GetMyNetwork:
    """Everybody involved with the person her account is linked to, but shielded services; nobody while it is not
    linked, which looks the same as nobody involved."""

    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller) -> list[Seat]:
        caller.must("me:read")
        viewer = viewer_of(caller)
        if viewer.kind is not ViewerKind.RESIDENT:
            return []
        async with self._work() as work:
            person_id = await work.account_links.person_of(caller.subject)
            return await work.networks.seats(viewer, person_id, self._clock.now()) if person_id else []
