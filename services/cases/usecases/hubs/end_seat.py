"""A member of a multi-agency hub ends one of its own seats: whoever sat there sees nothing from that moment."""

from chassis.clock import Clock
from chassis.tokens import Caller
from services.cases.domain.hubs.events import SeatMoved
from services.cases.domain.viewer import viewer_of
from services.cases.ports.work import OpenWork


class EndSeat:
    def __init__(self, work: OpenWork, clock: Clock) -> None:
        self._work, self._clock = work, clock

    async def __call__(self, caller: Caller, hub_id: str, seat_id: str) -> None:
        """Raises NotFound for another member's seat, and for one that has ended."""
        caller.must("hubs:write")
        own = viewer_of(caller).organisation_id
        async with self._work() as work:
            seat = (await work.hubs.get(hub_id)).seat(seat_id, own)
            await work.hubs.unseat(seat.id, self._clock.now())
            work.tell(
                SeatMoved(
                    person_id="", organisation_id=own, by=caller.subject, hub_id=hub_id, seat_id=seat.id, step="ended"
                )
            )
